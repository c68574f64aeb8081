"""What lies in a project's `input/` right now: one look, no links followed, nothing opened."""

import errno
import os
import stat
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dropd.errors import UnsafeFault
from dropd.intake.names import is_junk, is_own

STAT_BLOCK_BYTES = 512
LEAST_WITH_HOLES_BYTES = 4096
"""Shorter files may lie beside their names, in no block at all (ext4, Btrfs)."""

MAX_ENTRIES = 50_000
MAX_DEPTH = 16
"""Folders in folders; music may lie deep, pictures and voice-overs lie one deep."""


@dataclass(frozen=True, slots=True)
class Observation:
    """How a file looked; another content never looks the same, as far as a file system can tell."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    is_file: bool
    """False for links, FIFOs, devices and sockets, which dropd never opens."""
    is_odd: bool = field(default=False, compare=False)
    """It has holes, or the time 1970: half a copy, or a disk that compresses. Only a reason to wait a little longer."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files in `input/` and its folders, keyed by their path below `input/`: `images/front.jpg`.

    Junk and dropd's own temporaries are left out.
    """

    files: Mapping[str, Observation] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    is_cut: bool = False
    """There were too many, and the rest was not looked at."""


def list_input(folder: Path, *, max_entries: int = MAX_ENTRIES) -> Listing:
    """Look at `input/` and the folders in it. A folder that is not there is empty.

    Raises UnsafeFault if `folder` is a link, and OSError if anything in it cannot be looked at.
    """
    try:
        with _opened(folder) as descriptor, closing(_walk(descriptor, "", MAX_DEPTH)) as walk:
            found = dict(islice(walk, max_entries))
            is_cut = next(walk, None) is not None
    except FileNotFoundError:
        return Listing()
    folders = frozenset(path for path, status in found.items() if stat.S_ISDIR(status.st_mode))
    files = {path: _observation(status) for path, status in found.items() if path not in folders}
    return Listing(files, folders, is_cut)


def _walk(descriptor: int, prefix: str, depth: int) -> Generator[tuple[str, os.stat_result]]:
    with os.scandir(descriptor) as entries:
        for entry in entries:
            if is_own(entry.name) or is_junk(entry.name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            yield prefix + entry.name, status
            if depth and stat.S_ISDIR(status.st_mode):
                yield from _walk_below(descriptor, entry.name, prefix, depth - 1)


def _walk_below(descriptor: int, name: str, prefix: str, depth: int) -> Generator[tuple[str, os.stat_result]]:
    try:
        with _opened(name, descriptor) as inner:
            yield from _walk(inner, f"{prefix}{name}/", depth)
    except (FileNotFoundError, UnsafeFault):
        return  # gone, or replaced, since its parent was read


@contextmanager
def _opened(folder: Path | str, parent_descriptor: int | None = None) -> Iterator[int]:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(folder, flags, dir_fd=parent_descriptor)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
        raise UnsafeFault(
            f"{Path(folder).name} is not a folder but a file or a link, and dropd follows no links.",
            hint="Put a real folder in its place.",
            file=Path(folder).name,
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _observation(status: os.stat_result) -> Observation:
    return Observation(
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        inode=status.st_ino,
        is_file=stat.S_ISREG(status.st_mode),
        is_odd=_has_holes(status) or status.st_mtime_ns == 0,  # rsync --partial leaves 0 on a copy that was broken off
    )


def _has_holes(status: os.stat_result) -> bool:
    return status.st_size >= LEAST_WITH_HOLES_BYTES and status.st_blocks * STAT_BLOCK_BYTES < status.st_size
