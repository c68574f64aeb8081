"""The inputs of a film as they were when its render began, and whether they still are.

A film is made of private copies of exactly the bytes that were digested: whatever is written meanwhile, it shows one
state of its inputs or none.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dropd.beneath import open_beneath, read_beneath
from dropd.contracts.text import MAX_TEXT_BYTES
from dropd.errors import ChangedFault, UnsafeFault
from dropd.intake.delivery import Fingerprint, UsedFile
from dropd.project import Project

BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Inputs:
    """Every file that the film uses, with the digest of what was in it."""

    folder: Path
    files: tuple[UsedFile, ...]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file, by path beneath the folder."""
        return {file.path: file.sha256 for file in self.files}

    def confirmed(self) -> "Inputs":
        """Return these inputs as they look now: a file that was touched, as by a backup, is read again but once.

        Raises ChangedFault unless every file still has the content that the film is made from.
        """
        return Inputs(self.folder, tuple(_confirmed(self.folder, file) for file in self.files))

    def open(self, path: str, scratch: Path) -> BinaryIO:
        """Open a copy, in the folder `scratch` and without a name, of the bytes that were digested.

        Raises ChangedFault if the file has others now.
        """
        with ExitStack() as until_whole:
            copy = until_whole.enter_context(tempfile.TemporaryFile(dir=scratch))
            if _copy(self.folder, path, copy) != self.digests[path]:
                raise _changed(path)
            copy.seek(0)
            until_whole.pop_all()
        return copy


def read_inputs(
    folder: Path, delivered: tuple[Fingerprint, ...], known: tuple[UsedFile, ...] = (), *, at_once: int = 1
) -> Inputs:
    """Digest what was delivered, so many files at once; what looks exactly as a file that is known is not read.

    Raises ChangedFault if a file is no longer what it was when it was complete.
    """
    digests = {file.fingerprint: file.sha256 for file in known}

    def read(wanted: Fingerprint) -> UsedFile:
        if looks(folder, wanted.path) != wanted:
            raise _changed(wanted.path)
        return UsedFile(**wanted.model_dump(), sha256=digests.get(wanted) or _digest(folder, wanted.path))

    with ThreadPoolExecutor(at_once, thread_name_prefix="input") as pool:
        return Inputs(folder, tuple(pool.map(read, delivered)))


def changed_files(
    folder: Path, files: Iterable[UsedFile], *, is_given_up: Callable[[], bool] = lambda: False
) -> Iterator[str]:
    """The paths of those files that are gone or have another content now.

    A file that was merely touched is read again; one that looks as before is not. Raises CancelledError when it is
    given up meanwhile: a file may have gigabytes.
    """
    for file in files:
        if _as_it_is(folder, file, is_given_up) is None:
            yield file.path


def looks(folder: Path, name: str) -> Fingerprint | None:
    """How a file looks now; None if it is gone or cannot be opened."""
    try:
        with open_beneath(folder, name) as file:
            stat = os.fstat(file.fileno())
    except (OSError, UnsafeFault):
        return None
    return Fingerprint(
        path=name,
        size_bytes=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        ctime_ns=stat.st_ctime_ns,
        inode=stat.st_ino,
    )


def digest_of_trigger(project: Project, trigger: str) -> str | None:
    """The SHA-256 of a trigger's bytes; None if it cannot be read."""
    try:
        return hashlib.sha256(read_beneath(project.input, trigger, limit_bytes=MAX_TEXT_BYTES)).hexdigest()
    except (OSError, UnsafeFault):
        return None


def _confirmed(folder: Path, file: UsedFile) -> UsedFile:
    now = _as_it_is(folder, file, lambda: False)
    if now is None:
        raise _changed(file.path)
    return now


def _as_it_is(folder: Path, file: UsedFile, is_given_up: Callable[[], bool]) -> UsedFile | None:
    """A file as it looks now; None if it is gone or has another content."""
    now = looks(folder, file.path)
    if now == file.fingerprint:
        return file
    try:
        is_same = _digest(folder, file.path, is_given_up=is_given_up) == file.sha256
    except (OSError, UnsafeFault):
        return None
    return UsedFile(**now.model_dump(), sha256=file.sha256) if now and is_same else None


def _digest(folder: Path, name: str, *, is_given_up: Callable[[], bool] = lambda: False) -> str:
    with open_beneath(folder, name) as file:
        return _read_through(file, lambda _: None, is_given_up)


def _copy(folder: Path, name: str, target: BinaryIO) -> str:
    """Copy a file and return the digest of what was copied."""
    try:
        source = open_beneath(folder, name)
    except (OSError, UnsafeFault):
        raise _changed(name) from None
    with source:
        return _read_through(source, target.write, lambda: False)


def _read_through(file: BinaryIO, use: Callable[[bytes], object], is_given_up: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK_BYTES):
        if is_given_up():
            raise CancelledError
        digest.update(block)
        use(block)
    return digest.hexdigest()


def _changed(name: str) -> ChangedFault:
    return ChangedFault(
        f"{name} changed while the film was being made; dropd starts again with what is there now.", file=name
    )
