"""Opening what a drop names: only plain files, only beneath the given folder, never through a link."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path, PurePosixPath

from dropd.errors import UnsafeFault


def open_beneath(folder: Path, name: str) -> BufferedReader:
    """Open `name`, a relative path beneath `folder`, for reading.

    Every step of the path is opened on its own without following links, so nothing that is swapped in between
    can lead outside. Raises UnsafeFault for links, FIFOs, devices, folders and names that point outside;
    FileNotFoundError when nothing is there; OSError when it cannot be read.
    """
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or not _is_possible(name):
        raise UnsafeFault(f"{name!r} points outside its folder.", hint="Use plain file names.", file=name)
    folder_descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            inner = _open_step(part, os.O_DIRECTORY, folder_descriptor, name)
            os.close(folder_descriptor)
            folder_descriptor = inner
        # O_NONBLOCK: opening a FIFO without a writer must not hang.
        descriptor = _open_step(parts[-1], os.O_NONBLOCK, folder_descriptor, name)
    finally:
        os.close(folder_descriptor)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnsafeFault(f"{name} is not a plain file.", hint="Replace it by a plain file.", file=name)
    return os.fdopen(descriptor, "rb")


def read_beneath(folder: Path, name: str, *, limit_bytes: int) -> bytes:
    """Read a small file that a drop names; at most `limit_bytes + 1` bytes, so that the caller can tell."""
    with open_beneath(folder, name) as file:
        return file.read(limit_bytes + 1)


def _is_possible(name: str) -> bool:
    """Whether a file can have the name at all: JSON can hold characters that no path can."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _open_step(part: str, flags: int, folder_descriptor: int, name: str) -> int:
    try:
        return os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=folder_descriptor)
    except OSError as error:
        # ELOOP: a link. ENOTDIR: a link (with O_DIRECTORY) or a file in the place of a folder. ENXIO: a socket.
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise UnsafeFault(
                f"{name} is a link or a special file, and dropd follows neither.",
                hint="Copy the file itself into the folder.",
                file=name,
            ) from error
        raise
