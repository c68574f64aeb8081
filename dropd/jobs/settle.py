"""The end of a job, done in an order that a crash at any point leaves repairable by doing it again.

The decision is in the record before this begins. Then: sidecars, the film last, each by rename; error.txt; the
trigger; the work folder. A film that is there is always whole, and there is one at every moment if there was one.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from dropd.durable import move_durably, sweep_temporaries, write_durably
from dropd.jobs.failure import error_text
from dropd.jobs.record import JobRecord, Settlement
from dropd.project import Project


def settle(project: Project, record: JobRecord, settlement: Settlement) -> None:
    """Do what was decided. Raises OSError when the disk or the rights do not allow it; then it is tried again."""
    if not project.folder.is_dir():
        return  # its owner deleted or renamed the project: there is nothing left to put anything into
    for move in settlement.moves:
        _publish(project, project.work_of(record.job_id) / move.staged, project.output / move.name)
    if settlement.error is not None:
        _ensure(project.failed, project)
        write_durably(project.error_of(record.job_id), error_text(record, settlement.error).encode("utf-8", "replace"))
        _share(project.error_of(record.job_id), project)
    if settlement.trigger_goes_to is not None:
        folder = project.done if settlement.trigger_goes_to == "done" else project.failed
        _put_away(project, project.input / record.trigger, folder / f"{record.job_id}.{record.plain_name}")
    for control in settlement.controls:
        source = project.folder / control
        _put_away(project, source, project.failed / f"{record.job_id}.{source.name}")
    if settlement.error is None:
        _empty_work(project, record.job_id)


def prepare_work(project: Project, job_id: str) -> None:
    """Give a job an empty folder to work in."""
    _empty_work(project, job_id)
    _ensure(project.work, project)
    _ensure(project.work_of(job_id), project)


def sweep_project(project: Project) -> None:
    """Delete half-written files that a killed dropd left in a project."""
    for folder in (project.folder, project.output, project.done, project.failed):
        sweep_temporaries(folder)


def _publish(project: Project, staged: Path, target: Path) -> None:
    if not staged.exists():
        return  # moved before a crash
    _ensure(target.parent, project)
    _share(staged, project)
    move_durably(staged, target)


def _put_away(project: Project, source: Path, target: Path) -> None:
    """Move a trigger or a control away, never over a file that is there."""
    if target.exists() or not source.exists():
        return
    _ensure(target.parent, project)
    move_durably(source, target)


def _ensure(folder: Path, project: Project) -> None:
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(project.folder.stat().st_mode & 0o7777)
        _take_group(folder, project)


def _share(path: Path, project: Project) -> None:
    """Give a file the group of the project folder, and its read and write rights."""
    path.chmod(project.folder.stat().st_mode & 0o666 | 0o600)
    _take_group(path, project)


def _take_group(path: Path, project: Project) -> None:
    # Only root, or a member of that group, may: else the file stays with ours.
    with suppress(PermissionError):
        os.chown(path, -1, project.folder.stat().st_gid)


def _empty_work(project: Project, job_id: str) -> None:
    shutil.rmtree(project.work_of(job_id), ignore_errors=True)
    with suppress(OSError):
        project.work.rmdir()
