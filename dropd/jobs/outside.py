"""What the operating system complains of, as errors that say what to do. Pure."""

import errno

from dropd.errors import DropdError, NoSpaceFault, StorageFault

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def outside_fault(error: OSError) -> DropdError:
    """The error for a failed system call: full disks and failing shares heal, and the job goes on then."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in FULL:
        return NoSpaceFault(
            f"There is no space left on the disk{where}.",
            hint="Free some space; dropd goes on by itself.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return StorageFault(
            f"dropd is not allowed to use a file or folder{where}.",
            hint="Give the user that dropd runs as the right to read and write it; dropd goes on by itself.",
        )
    return StorageFault(
        f"The disk or network share does not answer as it should{where}: {error.strerror or error}.",
        hint="Check that it is mounted and in order; dropd goes on by itself.",
    )
