from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.job_parts import Output
from dropd.contracts.job_state import JobState, Stage
from dropd.contracts.status import DaemonFacts, ProjectLine, Status
from dropd.events import Progressed, StageStarted
from dropd.jobs.record import JobRecord, Settlement
from dropd.report.view import LISTED_PROJECTS, Live, fold, outputs_of, project_line, project_status, root_status

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DAEMON = DaemonFacts(version="0.1.0", host="studio", pid=4711)


def a_job(number: int = 1, **changes: Any) -> JobRecord:
    least = {"project": "house", "trigger": "render.yaml", "plain_name": "render.yaml", "stem": "video"}
    return JobRecord(**{"job_id": f"20261122T120000Z-{number:04x}", "seen_at": NOON, **least, **changes})


def status(*open_jobs: JobRecord, closed: tuple[JobRecord, ...] = (), **lives: Live) -> Status:
    return project_status(
        "house",
        open_jobs=open_jobs,
        closed_jobs=closed,
        lives={job.job_id: lives["live"] for job in open_jobs} if lives else {},
        outputs=(),
        recent_logs=(),
        daemon=DAEMON,
        now=NOON + timedelta(seconds=100),
    )


@given(fractions=st.lists(st.floats(0, 1)))
def test_progress_never_goes_back(fractions: list[float]) -> None:
    live, seen = Live(), [0.0]
    for fraction in fractions:
        live = fold(live, Progressed(fraction=fraction, message="Making the pictures."))
        seen.append(live.progress)

    assert seen == sorted(seen)


def test_a_running_job_says_what_its_render_says() -> None:
    live = fold(Live(), StageStarted(stage=Stage.SCENE_BUILD, scene=3))
    live = fold(live, Progressed(fraction=0.5, message="Making the pictures."))
    told = status(a_job(state=JobState.RUNNING, started_at=NOON), live=live)

    assert (told.stage, told.progress, told.message) == ("SCENE_BUILD[3]", 0.5, "Making the pictures.")
    assert told.eta_seconds == 100


def test_a_film_that_cannot_be_published_yet_says_why() -> None:
    settlement = Settlement(state=JobState.SUCCEEDED, message="The film is ready.")
    job = a_job(state=JobState.RUNNING, settlement=settlement, message="The disk is full.")

    assert status(job, live=Live(progress=0.96, message="Checking the film.")).message == "The disk is full."


def test_the_most_urgent_job_is_told_of_and_every_open_one_is_listed() -> None:
    told = status(a_job(1), a_job(2, state=JobState.RUNNING), a_job(3, state=JobState.QUEUED))

    assert told.job_id == a_job(2).job_id
    assert [line.state for line in told.jobs] == [JobState.RUNNING, JobState.QUEUED, JobState.WAITING]


def test_what_ended_last_is_told_of_whenever_it_began() -> None:
    long = a_job(1, state=JobState.FAILED, finished_at=NOON + timedelta(seconds=60))
    quick = a_job(2, state=JobState.SUCCEEDED, finished_at=NOON)

    assert status(closed=(quick, long)).state is JobState.FAILED


def test_an_older_film_that_is_still_there_keeps_its_job() -> None:
    def film(number: int, path: str) -> JobRecord:
        job = a_job(number, state=JobState.SUCCEEDED, finished_at=NOON)
        return job.with_(outputs=(Output(path=path, job_id=job.job_id, bytes=1, sha256="00"),))

    failed = a_job(3, state=JobState.FAILED, finished_at=NOON)
    newer, older = film(2, "output/a.mp4"), film(1, "output/b.mp4")
    found = outputs_of((failed, newer, film(1, "output/a.mp4"), older))

    assert [(output.path, output.job_id) for output in found] == [
        ("output/a.mp4", newer.job_id),
        ("output/b.mp4", older.job_id),
    ]


def test_the_root_lists_every_active_project_and_the_last_that_ended() -> None:
    def line(number: int, state: JobState) -> ProjectLine:
        moment = NOON + timedelta(seconds=number)
        return ProjectLine(project=f"p{number:03}", state=state, message="-", updated_at=moment)

    ended = [line(number, JobState.SUCCEEDED) for number in range(LISTED_PROJECTS + 20)]
    told = root_status([*ended, line(999, JobState.WAITING)], DAEMON, NOON)

    assert told.projects[0].project == "p999"
    assert [one.project for one in told.projects[1:3]] == ["p069", "p068"]
    assert len(told.projects) == LISTED_PROJECTS + 1
    assert told.counts == {JobState.WAITING: 1, JobState.SUCCEEDED: 70}


def test_a_line_of_the_root_leads_to_the_film() -> None:
    told = status(closed=(a_job(state=JobState.SUCCEEDED, finished_at=NOON),))
    film = Output(path="output/video.mp4", job_id="x", bytes=1, sha256="00")

    assert project_line(told.model_copy(update={"outputs": (film,)})).output == "projects/house/output/video.mp4"


def test_a_scene_is_not_told_as_the_film() -> None:
    told = status(closed=(a_job(state=JobState.SUCCEEDED, finished_at=NOON),))
    scene = Output(path="output/scene_00.mp4", job_id="x", bytes=1, sha256="00")

    assert project_line(told.model_copy(update={"outputs": (scene,)})).output is None
