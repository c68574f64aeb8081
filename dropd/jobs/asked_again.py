"""Triggers that come back: a sync client restores what was moved away, and rsync sends again what it misses.

Such a trigger asks for a film that is there. It is answered from what is there, unless a person brought it back: one
that was dragged out of done/ or failed/ has a job id in its name, and after a failure every trigger is a new attempt.
"""

from collections.abc import Sequence

from pydantic import JsonValue

from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions
from dropd.contracts.trigger import Trigger
from dropd.intake.delivery import Delivery
from dropd.jobs.inputs import digest_of_trigger
from dropd.jobs.record import JobRecord
from dropd.jobs.store import JobStore
from dropd.project import Project


def film_asked_again(
    project: Project, record: JobRecord, trigger: Trigger, options: RenderOptions, delivery: Delivery, store: JobStore
) -> JobRecord | None:
    """The job that has made the film that a trigger asks for, if that is still there; None if it has to be made.

    `options` are the trigger's over those of the settings. The contents of the files are not compared here.
    """
    if trigger.force or trigger.check_only or record.trigger != record.plain_name:
        return None
    closed = store.closed_in(project.id)
    named_alike = next((job for job in closed if job.plain_name == record.plain_name), None)
    if named_alike is None or named_alike.state is not JobState.SUCCEEDED:
        return None
    last = store.whole(named_alike)
    if not last.inputs:
        return None
    is_same = _names(last, last.trigger) == {file.path for file in delivery.files} - {record.trigger}
    if not is_same or digest_of_trigger(project, record.trigger) != last.trigger_digest:
        return None
    if not _is_as_optioned(last, options):
        return None
    return last if _is_published(project, last, closed) else None


def _is_as_optioned(job: JobRecord, options: RenderOptions) -> bool:
    """Whether a film was made with these options, as far as the dropd of that time knew them."""
    return _agree(job.options or {}, options.model_dump(mode="json", by_alias=True))


def _agree(then: JsonValue, now: JsonValue) -> bool:
    """Whether two values are the same, but for keys that the earlier one does not have."""
    if isinstance(then, dict) and isinstance(now, dict):
        return all(_agree(then[name], value) for name, value in now.items() if name in then)
    return then == now


def _names(job: JobRecord, trigger: str) -> set[str]:
    return {file.path for file in job.inputs} - {trigger}


def _is_published(project: Project, job: JobRecord, closed: Sequence[JobRecord]) -> bool:
    """Whether everything that a job has published lies there as it left it, and no other job wrote over it."""
    newer = {output.path: output for other in reversed(closed) for output in other.outputs}
    return all(newer[output.path] == output and _has_size(project, output.path, output.bytes) for output in job.outputs)


def _has_size(project: Project, path: str, size_bytes: int) -> bool:
    try:
        return (project.folder / path).stat().st_size == size_bytes
    except OSError:
        return False
