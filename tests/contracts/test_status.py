"""What programs and people rely on in status.json."""

import json
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dropd.contracts.job_parts import Check, ErrorReport, Estimate, Output
from dropd.contracts.job_state import JobState, Stage
from dropd.contracts.status import DaemonFacts, HistoryLine, JobLine, ProjectLine, RootStatus, Status, WaitingFor
from dropd.events import StageStarted

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DAEMON = DaemonFacts(version="0.1.0", host="studio", pid=4711)
JOB_ID = "20261122T190203Z-3f9c"
FILM = "output/video.mp4"

KEYS_OF_STATUS = """
schema project jobId trigger state stage progress message waitingFor priority attempt queuedAt startedAt
updatedAt finishedAt etaSeconds options voice warnings error outputs check estimate logFile recentLogs jobs
history daemon
"""


def _status(**changes: object) -> Status:
    least = {"project": "house-12", "state": JobState.WAITING, "message": "Waiting.", "updated_at": NOON}
    return Status.model_validate(least | {"daemon": DAEMON} | changes)


def _full_status() -> Status:
    return _status(
        job_id=JOB_ID,
        stage="SCENE_BUILD[3]",
        waiting_for=(WaitingFor(path="input/images/yard.jpg", reason="It still grows.", size=12),),
        options={"fps": 30, "titleStyle": {"fontSize": 72}},
        error=ErrorReport(code="syntax", message="A comma is missing.", file="scenes.json", line=3, column=9),
        outputs=(Output(path=FILM, job_id=JOB_ID, bytes=9, duration_seconds=2.5, sha256="ab" * 32),),
        check=Check(film_seconds=61.5, scenes=2, pictures=6, problems=("front.jpg is missing.",)),
        estimate=Estimate(render_seconds=30, bytes=10_000_000),
        jobs=(JobLine(job_id=JOB_ID, trigger="render.yaml", state=JobState.QUEUED, message="Next."),),
        history=(
            HistoryLine(
                job_id=JOB_ID,
                trigger="render.yaml",
                state=JobState.SUCCEEDED,
                finished_at=NOON,
                message="The film is ready.",
                output=FILM,
            ),
        ),
    )


def _on_disk(status: Status | RootStatus) -> dict[str, object]:
    document = json.loads(status.model_dump_json(indent=2))
    assert isinstance(document, dict)
    return document


def test_status_has_exactly_the_promised_keys_in_their_order_even_when_little_is_known() -> None:
    assert list(_on_disk(_status())) == KEYS_OF_STATUS.split()


@pytest.mark.parametrize("status", [_status(), _full_status()], ids=["least", "full"])
def test_what_is_written_is_read_back_the_same(status: Status) -> None:
    assert Status.model_validate_json(status.model_dump_json()) == status


@pytest.mark.parametrize("status", [_status(), _full_status()], ids=["least", "full"])
def test_what_is_written_fits_the_schema(status: Status) -> None:
    jsonschema.validate(_on_disk(status), Status.model_json_schema(mode="serialization"))


def test_inner_keys_are_spelled_in_camel_case() -> None:
    document = _on_disk(_full_status())

    assert document["outputs"] == [
        {
            "path": FILM,
            "jobId": JOB_ID,
            "bytes": 9,
            "durationSeconds": 2.5,
            "width": None,
            "height": None,
            "sha256": "ab" * 32,
        }
    ]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 19, 2, 3, 987654, tzinfo=UTC),
        datetime(2026, 11, 22, 13, 2, 3, tzinfo=timezone(timedelta(hours=-6))),
    ],
    ids=["with microseconds", "from another time zone"],
)
def test_times_are_written_in_utc_to_the_second(moment: datetime) -> None:
    assert _on_disk(_status(updated_at=moment))["updatedAt"] == "2026-11-22T19:02:03Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        _status(updated_at=datetime(2026, 11, 22, 19, 2, 3))  # noqa: DTZ001 - that is what is refused


@given(st.text(st.characters()))
def test_any_text_can_be_written(text: str) -> None:
    status = _status(message=text, warnings=(text,))

    assert Status.model_validate_json(status.model_dump_json()) == status


def test_a_file_name_that_is_not_utf_8_is_shown_with_a_question_mark() -> None:
    name = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")

    assert WaitingFor(path=name, reason="It is missing.").path == "caf?.jpg"


def test_keys_of_a_newer_dropd_are_passed_over() -> None:
    newer = _on_disk(_status()) | {"mood": "cheerful"}

    assert Status.model_validate(newer) == _status()


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_of_a_render_can_be_shown(stage: Stage) -> None:
    scene = 12 if stage is Stage.SCENE_BUILD else None
    label = StageStarted(stage=stage, scene=scene).label

    assert _status(stage=label).stage == label


@pytest.mark.parametrize("stage", ["", "BUILD", "SCENE_BUILD[x]", "SCENE_BUILD[1] "])
def test_other_stages_are_refused(stage: str) -> None:
    with pytest.raises(ValidationError):
        _status(stage=stage)


def test_the_root_lists_its_projects_and_counts_them() -> None:
    root = RootStatus(
        daemon=DAEMON,
        updated_at=NOON,
        counts={JobState.RUNNING: 1},
        projects=(
            ProjectLine(
                project="house-12",
                state=JobState.RUNNING,
                stage="CONCAT",
                progress=0.9,
                message="Joining the film.",
                updated_at=NOON,
                output="projects/house-12/output/video.mp4",
            ),
        ),
    )
    document = _on_disk(root)

    assert list(document) == ["schema", "daemon", "updatedAt", "warnings", "counts", "projects"]
    assert document["counts"] == {"RUNNING": 1}
    assert RootStatus.model_validate_json(root.model_dump_json()) == root
    jsonschema.validate(document, RootStatus.model_json_schema(mode="serialization"))


@pytest.mark.parametrize("model", [Status, RootStatus])
def test_every_field_is_described_in_the_schema(model: type[Status] | type[RootStatus]) -> None:
    schema = model.model_json_schema(mode="serialization")
    bare = [
        f"{name}.{field}"
        for name, part in {"top": schema, **schema["$defs"]}.items()
        for field, facts in part.get("properties", {}).items()
        if "description" not in facts
    ]

    assert bare == []


def test_three_states_are_final() -> None:
    assert [state for state in JobState if state.is_final] == ["SUCCEEDED", "FAILED", "CANCELLED"]
