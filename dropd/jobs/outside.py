"""What the operating system complains of, as errors that say what to do."""

import errno

from dropd.errors import DropdError, NoSpaceFault, StorageFault
from dropd.jobs.obstacles import refusal

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
IN_THE_WAY = frozenset({errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST})


def outside_fault(error: OSError) -> DropdError:
    """The error for a failed system call: full disks and failing shares heal, and the job goes on then.

    Where a right was lacking, the disk is looked at once more to tell which one.
    """
    # Of a rename, the target is what is in the way.
    place = error.filename2 or error.filename
    where = f" ({place})" if place else ""
    if error.errno in FULL:
        return NoSpaceFault(
            f"There is no space left on the disk{where}.",
            hint="Free some space; dropd goes on by itself.",
        )
    if error.errno in IN_THE_WAY:
        return StorageFault(
            f"Something is in the way{where}: a folder where a file belongs, or the other way round.",
            hint="Move it away; dropd goes on by itself.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        names = (str(name) for name in (error.filename, error.filename2) if name)
        return refusal(*names) or StorageFault(
            f"dropd is not allowed to use a file or folder{where}.",
            hint="Give the user that dropd runs as the right to read and write it; dropd goes on by itself.",
        )
    return StorageFault(
        f"The disk or network share does not answer as it should{where}: {error.strerror or error}.",
        hint="Check that it is mounted and in order; dropd goes on by itself.",
    )
