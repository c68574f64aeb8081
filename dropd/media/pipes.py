"""Memory for another process through a pipe, read from where it lies: Linux's vmsplice(2), where there is one.

write(2) copies every piece into pages of the kernel's that are found, counted and given back for it. A piece that is
lent is copied by its reader alone. A frame of 1080p takes 0.7 ms of one core on its way instead of 2.3, half of it in
FFmpeg (AMD EPYC, Linux 6; `python -m tests.benchmarks.pipe`).
"""

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress

PIPE_BYTES = 1 << 20
"""What a pipe is asked to hold: a frame of raw video goes through it in 3 turns instead of 48."""


class _Stretch(ctypes.Structure):
    """`struct iovec`."""

    _fields_ = (("start", ctypes.c_void_p), ("length", ctypes.c_size_t))


_vmsplice: Callable[..., int] | None = getattr(ctypes.CDLL(None, use_errno=True), "vmsplice", None)


def widen(pipe: int) -> None:
    """Let a pipe hold 1 MiB instead of 64 KiB."""
    with suppress(OSError, AttributeError):  # a limit for all pipes of a user; a system that is not Linux
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def lend(pipe: int, piece: memoryview) -> None:
    """Give a piece of writable memory to the reader of a pipe, all pieces of a pipe being of one size.

    The reader may have some of it still to read when this returns, so it must stay as it is until the next piece was
    given: then all of it was read, for a pipe holds no more than a piece. Where it might, pieces are copied into it.
    Raises BrokenPipeError once nobody reads any more.
    """
    rest = piece.cast("B")
    if _vmsplice is not None and len(rest) >= _room(pipe):
        rest = rest[_lent(_vmsplice, pipe, rest) :]
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _room(pipe: int) -> int:
    return fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)


def _lent(vmsplice: Callable[..., int], pipe: int, piece: memoryview) -> int:
    """How many bytes could be lent: all of them, or as many as went before the system refused."""
    start, lent = ctypes.addressof(ctypes.c_char.from_buffer(piece)), 0
    while lent < len(piece):
        stretch = _Stretch(start + lent, len(piece) - lent)
        taken = vmsplice(pipe, ctypes.byref(stretch), 1, 0)
        if taken >= 0:
            lent += taken
        elif ctypes.get_errno() == errno.EPIPE:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        elif ctypes.get_errno() != errno.EINTR:
            break  # forbidden, as by seccomp, or not known, as to gVisor
    return lent
