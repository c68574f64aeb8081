"""Finished files are put into their places, each by rename, and what an earlier film has left there goes."""

import hashlib
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dropd.contracts.job_parts import Output
from dropd.durable import move_all_durably, sync_folder
from dropd.errors import ChangedFault, UnsafeFault
from dropd.jobs.obstacles import no_folder
from dropd.jobs.record import JobRecord, Move
from dropd.ownership import make_folder, share
from dropd.project import Project


def publish(project: Project, record: JobRecord, moves: Sequence[Move]) -> None:
    """Move finished files to their places, but for those that were moved before a crash."""
    places = {project.work_of(record.job_id) / move.staged: project.output / move.name for move in moves}
    finished = [(staged, target) for staged, target in places.items() if staged.exists()]
    moved = [target for staged, target in places.items() if not staged.exists()]
    for target in moved:
        _confirm_published(project, record, target)
    for staged, target in finished:
        ensure(target.parent, project)
        share(staged, project.folder)
    move_all_durably(finished)
    for folder in {target.parent for target in moved}:
        sync_folder(folder)  # the crash may have come between the rename and this


def is_unpublished(project: Project, record: JobRecord) -> bool:
    """Whether a film that is made still waits for its place: something keeps it from being published."""
    moves = record.settlement.moves if record.settlement else ()
    return bool(moves) and (project.work_of(record.job_id) / moves[-1].staged).exists()


def remove_leftovers(project: Project, leftovers: Sequence[Output]) -> None:
    """Delete files that an earlier film has left, unless somebody has changed them since."""
    for output in leftovers:
        path = project.folder / output.path
        with suppress(OSError):  # what cannot be read or deleted stays: no film waits for that
            if _is_as_made(path, output):
                path.unlink()
                sync_folder(path.parent)


def ensure(folder: Path, project: Project) -> None:
    """Make a folder that takes after the project's. Raises UnsafeFault if there is something else."""
    make_folder(folder, project.folder)
    if fault := no_folder(folder):
        raise UnsafeFault(fault.message, hint=fault.hint, file=folder.name)


def _confirm_published(project: Project, record: JobRecord, target: Path) -> None:
    """Raise ChangedFault unless this is the file that the job made: an older one may lie in its place."""
    made = {project.folder / output.path: output for output in record.outputs}.get(target)
    if made is not None and _is_as_made(target, made):
        return
    raise ChangedFault(
        f"{target.name} was finished but vanished before it could be put into output/: the film is made again.",
    )


def _is_as_made(path: Path, made: Output) -> bool:
    """Whether a published file is there, and is still what was published."""
    if path.parent.is_symlink() or not stat.S_ISREG(_mode(path)) or path.stat().st_size != made.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == made.sha256


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return 0
