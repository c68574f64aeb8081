"""The end of a job, done in an order that a crash at any point leaves repairable by doing it again.

The decision is in the record before this begins. Then: sidecars, the film last, each by rename; what is left over of
the film before; error.txt; the trigger, and the error.txt that it had before; the work folder. A film that is there is
always whole, and there is one at every moment if there was one.
"""

import filecmp
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from dropd.contracts.job_state import JobState
from dropd.durable import move_durably, sweep_temporaries, write_durably
from dropd.intake.names import trigger_name
from dropd.jobs.error_text import error_text
from dropd.jobs.inputs import digest_of_trigger
from dropd.jobs.publishing import ensure, publish, remove_leftovers
from dropd.jobs.record import JOB_ID, JobRecord, Settlement
from dropd.project import Project


def settle(project: Project, record: JobRecord, settlement: Settlement) -> None:
    """Do what was decided. To be tried again where it raises OSError or UnsafeFault: the disk, the rights or a link
    in the place of a folder do not allow it now. Raises ChangedFault if the finished film is no longer there.
    """
    if not project.folder.is_dir():
        return  # its owner deleted or renamed the project: there is nothing left to put anything into
    publish(project, record, settlement.moves[:-1])
    publish(project, record, settlement.moves[-1:])  # the film, once all else is on the disk
    remove_leftovers(project, settlement.leftovers)
    if settlement.error is not None:
        ensure(project.failed, project)
        words = error_text(record, settlement.error).encode("utf-8", "replace")
        write_durably(project.error_of(record.job_id), words, like=project.folder)
    if settlement.trigger_goes_to is not None and not _was_replaced(project, record):
        folder = project.done if settlement.trigger_goes_to == "done" else project.failed
        _put_away(project, project.input / record.trigger, folder / record.put_away_name)
    _forget_earlier_error(project, record)
    put_away_controls(project, settlement.controls, record.job_id)
    _empty_work(project, record.job_id, settlement.state)


def put_away_controls(project: Project, controls: tuple[str, ...], job_id: str) -> None:
    """Move control files, named below the project, to failed/ behind a job id."""
    for control in controls:
        source = project.folder / control
        _put_away(project, source, project.failed / f"{job_id}.{source.name}")


def prepare_work(project: Project, job_id: str) -> None:
    """Give a job an empty folder to work in. Raises OSError, and UnsafeFault for a link in the place of `work`."""
    ensure(project.work, project)
    shutil.rmtree(project.work_of(job_id), ignore_errors=True)
    ensure(project.work_of(job_id), project)


def sweep_project(project: Project) -> None:
    """Delete half-written files that a killed dropd left in a project."""
    for folder in (project.folder, project.output, project.done, project.failed):
        sweep_temporaries(folder)


def _was_replaced(project: Project, record: JobRecord) -> bool:
    """Whether another trigger lies there under the same name since the render began: that one is a job of its own."""
    if record.trigger_digest is None:
        return False
    return digest_of_trigger(project, record.trigger) not in (record.trigger_digest, None)


def _put_away(project: Project, source: Path, target: Path) -> None:
    """Move a trigger or a control away, never over a file that is there."""
    # Not `exists`: a link that leads nowhere is moved away too, or it would be a new job for ever.
    if not os.path.lexists(source):
        return
    if os.path.lexists(target):
        if source.is_file() and target.is_file() and filecmp.cmp(source, target, shallow=False):
            source.unlink()  # carried to another disk before a crash
        return
    ensure(target.parent, project)
    move_durably(source, target)


def _forget_earlier_error(project: Project, record: JobRecord) -> None:
    """Remove the error.txt of a job whose trigger was taken out of failed/ for this one: none lies beside it now."""
    name = trigger_name(record.trigger)
    if name is None or name.job_id is None or project.failed.is_symlink():
        return
    if os.path.lexists(project.input / record.trigger):
        return  # another took its place, and has a job of its own
    if not any(trigger_name(path.name) for path in project.failed.glob(f"{name.job_id}.*")):
        with suppress(OSError):  # where it cannot be removed it does no harm
            project.error_of(name.job_id).unlink()


def _empty_work(project: Project, job_id: str, state: JobState) -> None:
    """Remove what a job worked with. A failed one leaves it for a look, until a film of the project succeeds."""
    if project.work.is_symlink():
        return
    if state is not JobState.FAILED:
        # One job a project renders at a time, so after a success no other has anything there that is still needed.
        is_over = state is JobState.SUCCEEDED
        names = [path.name for path in project.work.glob("*") if is_over and re.fullmatch(JOB_ID, path.name)]
        for name in (job_id, *names):
            shutil.rmtree(project.work_of(name), ignore_errors=True)
    for folder in (project.work_of(job_id), project.work):
        with suppress(OSError):  # only an empty one goes
            folder.rmdir()
