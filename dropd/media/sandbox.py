"""Giving up the right to open files and to reach the network, for the process that decodes dropped pictures.

Landlock needs no privilege. An older kernel, or none of Linux, leaves the limits of `media/process.py` alone.
Numbers from linux/landlock.h and the x86-64/generic system call table, which agree for these calls.
"""

import ctypes
import sys

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_PR_SET_NO_NEW_PRIVS = 38
_VERSION_FLAG = 1

_FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many of the LANDLOCK_ACCESS_FS_* bits each ABI version knows."""
_NETWORK_SINCE_ABI, _NETWORK_RIGHTS = 4, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64), ("handled_access_net", ctypes.c_uint64))


def give_up_files_and_network() -> bool:
    """Let this process open no file and no TCP connection any more; what is open stays open.

    Returns False where the kernel cannot do that.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    if abi < 1:
        return False
    rights = _FILE_RIGHTS_BY_ABI[min(abi, max(_FILE_RIGHTS_BY_ABI))]
    network = _NETWORK_RIGHTS if abi >= _NETWORK_SINCE_ABI else 0
    ruleset = _Ruleset((1 << rights) - 1, network)
    # ABI 1 to 3 know the structure without its second field and refuse a longer one only if that is not zero.
    descriptor = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    if descriptor < 0:
        return False
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.syscall(_RESTRICT_SELF, descriptor, 0) == 0)
