"""Whose turn it is. Pure."""

from collections.abc import Sequence

from dropd.contracts.job_state import JobState
from dropd.jobs.record import JobRecord


def by_urgency(records: Sequence[JobRecord]) -> list[JobRecord]:
    """Running jobs first, then by what stands nearest to a start: state, priority, arrival."""
    order = (JobState.RUNNING, JobState.QUEUED, JobState.WAITING)
    return sorted(records, key=lambda record: (_rank(record.state, order), -record.priority, record.job_id))


def next_to_start(records: Sequence[JobRecord], *, jobs_at_once: int) -> list[JobRecord]:
    """The queued jobs that may start now: higher priority first, then earlier arrival, one at a time a project."""
    busy = {record.project for record in records if record.state is JobState.RUNNING}
    # A job whose end only waits to be put in place renders no more, and must not keep others waiting.
    free = jobs_at_once - sum(record.state is JobState.RUNNING and not record.is_settling for record in records)
    chosen: list[JobRecord] = []
    for record in by_urgency([record for record in records if record.state is JobState.QUEUED]):
        if len(chosen) >= free:
            break
        if record.project not in busy:
            chosen.append(record)
            busy.add(record.project)
    return chosen


def _rank(state: JobState, order: tuple[JobState, ...]) -> int:
    return order.index(state) if state in order else len(order)
