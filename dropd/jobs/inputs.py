"""The inputs of a job as they were when it began, and whether they still are."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from dropd.beneath import open_beneath, read_beneath
from dropd.errors import ChangedFault, UnsafeFault
from dropd.intake.delivery import Fingerprint
from dropd.intake.inbox import MAX_TEXT_BYTES
from dropd.project import Project


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of every file that the film uses, by path beneath `input/`."""

    digests: dict[str, str]

    def digest(self) -> str:
        """One digest over all of them: the same inputs give the same one."""
        lines = "\n".join(f"{digest} {path}" for path, digest in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def read_inputs(folder: Path, delivered: tuple[Fingerprint, ...]) -> Inputs:
    """Digest what was delivered. Raises ChangedFault if a file is no longer what it was when it was complete."""
    digests = {}
    for wanted in delivered:
        if _looks(folder, wanted.path) != wanted:
            raise _changed(wanted.path)
        digests[wanted.path] = _digest(folder, wanted.path)
    return Inputs(digests)


def confirm(folder: Path, inputs: Inputs, delivered: tuple[Fingerprint, ...]) -> None:
    """Raise ChangedFault unless every file still has the content that the film was made from.

    A file that was merely touched is read again; one that looks as before is not.
    """
    for wanted in delivered:
        if _looks(folder, wanted.path) == wanted:
            continue
        try:
            same = _digest(folder, wanted.path) == inputs.digests[wanted.path]
        except (OSError, UnsafeFault):
            same = False
        if not same:
            raise _changed(wanted.path)


def digest_of_trigger(project: Project, trigger: str) -> str | None:
    """The SHA-256 of a trigger's bytes; None if it cannot be read."""
    try:
        return hashlib.sha256(read_beneath(project.input, trigger, limit_bytes=MAX_TEXT_BYTES)).hexdigest()
    except (OSError, UnsafeFault):
        return None


def _looks(folder: Path, name: str) -> Fingerprint | None:
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


def _digest(folder: Path, name: str) -> str:
    with open_beneath(folder, name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(name: str) -> ChangedFault:
    return ChangedFault(
        f"{name} changed while the film was being made; dropd starts again with what is there now.", file=name
    )
