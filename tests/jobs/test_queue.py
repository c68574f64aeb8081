from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.job_state import JobState
from dropd.jobs.queue import by_urgency, next_to_start

OPEN = (JobState.RUNNING, JobState.QUEUED, JobState.WAITING)


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 12))
    return [
        {
            "job_id": f"20261122T120000Z-{number:04x}",
            "project": draw(st.sampled_from("abc")),
            "state": draw(st.sampled_from(OPEN)),
            "priority": draw(st.integers(-2, 2)),
        }
        for number in range(count)
    ]


@given(given=records(), at_once=st.integers(1, 4))
def test_never_more_than_allowed_and_one_in_a_project(a_job: Any, given: list[dict[str, Any]], at_once: int) -> None:
    jobs = [a_job(**one) for one in given]
    running = [job for job in jobs if job.state is JobState.RUNNING]
    chosen = next_to_start(jobs, jobs_at_once=at_once)
    per_project = Counter(job.project for job in chosen)

    assert all(job.state is JobState.QUEUED for job in chosen)
    assert len(chosen) <= max(0, at_once - len(running))
    assert all(count == 1 for count in per_project.values())
    assert not per_project.keys() & {job.project for job in running}


@given(given=records())
def test_what_is_nearest_to_a_film_comes_first(a_job: Any, given: list[dict[str, Any]]) -> None:
    ranks = [(OPEN.index(job.state), -job.priority, job.job_id) for job in by_urgency([a_job(**one) for one in given])]

    assert ranks == sorted(ranks)
