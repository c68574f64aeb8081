"""How much longer a render takes, if it goes on as it went. Pure."""

from datetime import datetime

from dropd.contracts.job_state import JobState
from dropd.jobs.record import JobRecord

ENOUGH_TO_GO_BY = 0.1
"""The part of a job after which its speed says something about the rest."""


def time_left_s(job: JobRecord, progress: float, now: datetime) -> float | None:
    """Seconds that a job is expected to take from now on; None while there is nothing to go by."""
    if job.state is not JobState.RUNNING or job.started_at is None or progress < ENOUGH_TO_GO_BY:
        return None
    elapsed_s = (now - job.started_at).total_seconds()
    return round(elapsed_s * (1 - progress) / progress)
