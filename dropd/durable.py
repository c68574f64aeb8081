"""Files that survive a power cut: written whole, synced, renamed into place, the folder synced."""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dropd.ownership import take_after

TEMPORARY_PREFIX = ".~dropd-"
"""Dropbox and Nextcloud ignore `.~*`; Syncthing's watcher waits 10 s, and these live for milliseconds."""


def write_durably(path: Path, data: bytes, *, like: Path | None = None, by_way_of: Path | None = None) -> None:
    """Put `data` at `path` so that readers, and a machine after a power cut, see the old file or the new one.

    The file takes after the folder `like`, the one that it replaces or not. Without such a folder, the mode of a file
    that is replaced is kept, and a new file gets the mode that the umask gives.
    It is written in the folder `by_way_of`, on the same disk, or beside `path`.
    Raises OSError, with nothing left behind.
    """
    with _replacing(path, temporary_beside(path if by_way_of is None else by_way_of / path.name)) as file:
        if like is None:
            _keep_mode(path, file.fileno())
        else:
            take_after(file.fileno(), like)
        file.write(data)


def move_durably(source: Path, target: Path) -> None:
    """Move a file so that a machine after a power cut has it in one of both places, and whole.

    Across file systems it is copied first: there it may, after a power cut, be in both. Raises OSError.
    """
    move_all_durably([(source, target)])


def move_all_durably(moves: Sequence[tuple[Path, Path]]) -> None:
    """Move files, each from a source to a target, as `move_durably` does; each folder is synced once.

    A busy disk takes 20 ms for a sync, and a film may have a hundred scene files.
    """
    for source, target in moves:
        _move(source, target)
    for folder in dict.fromkeys((*(target.parent for _, target in moves), *(source.parent for source, _ in moves))):
        sync_folder(folder)


def sync_file(path: Path) -> None:
    """Have what another process wrote reach the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have renames within a folder reach the disk, as far as its file system can: shares often cannot."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def temporary_beside(path: Path) -> Path:
    """A name in the same folder that no client uploads and no user would choose; short whatever `path` is."""
    return path.parent / f"{TEMPORARY_PREFIX}{os.getpid()}-{secrets.token_hex(4)}.tmp"


def sweep_temporaries(folder: Path) -> None:
    """Delete what processes that were killed left half written in a folder; to be called before this one writes there.

    In a container a process often has the id of the one before it: our own id is that of a dead one here.
    """
    for path in folder.glob(f"{TEMPORARY_PREFIX}*.tmp"):
        owner = path.name.removeprefix(TEMPORARY_PREFIX).partition("-")[0]
        is_another = owner.isdecimal() and int(owner) != os.getpid()
        if not (is_another and _is_alive(int(owner))):
            path.unlink(missing_ok=True)


@contextmanager
def _replacing(path: Path, temporary: Path) -> Iterator[BinaryIO]:
    """What is written into the file becomes `path`, or nothing does."""
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV or not stat.S_ISREG(source.lstat().st_mode):
            raise
        _carry(source, target)


def _carry(source: Path, target: Path) -> None:
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)  # it may be a link by now
    with os.fdopen(descriptor, "rb") as old, _replacing(target, temporary_beside(target)) as new:
        os.fchmod(new.fileno(), stat.S_IMODE(os.fstat(old.fileno()).st_mode))
        shutil.copyfileobj(old, new)
    source.unlink()


def _keep_mode(path: Path, descriptor: int) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode):  # a link says 0777
        os.fchmod(descriptor, stat.S_IMODE(mode) & 0o777)


def _is_alive(pid: int) -> bool:
    """Whether a process still runs; one that ended and was not collected, as in a container without init, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except (OSError, IndexError):
        return True
