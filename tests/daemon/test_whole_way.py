"""A drop, from its first file to its film, with real renders."""

import json
import os
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.contracts.status import RootStatus


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_drop_waits_by_name_for_what_is_missing_and_becomes_a_film(house: Any) -> None:
    house.put("house", "scenes.json", json.dumps({"scenes": [{"VO": "Hi.", "images": ["front.jpg", "yard.jpg"]}]}))
    house.ask("house")
    house.pass_s(13)
    waiting = house.status()

    assert waiting.state is JobState.WAITING
    assert [(one.path, one.reason) for one in waiting.waiting_for] == [
        ("input/images/front.jpg", "missing"),
        ("input/images/yard.jpg", "missing"),
    ]
    assert waiting.message == "Waiting for 2 files: images/front.jpg and images/yard.jpg are missing."

    house.drop(trigger=None)
    job = house.film()
    project, status = house.project(), house.status()

    assert status.state is JobState.SUCCEEDED
    assert (status.progress, status.message, status.waiting_for) == (1.0, "The film is ready.", ())
    assert names(project.output) == [
        "scene_00.mp4",
        "video.jpg",
        "video.mp4",
        "video.srt",
        "video.vtt",
        "video_contact.jpg",
    ]
    assert {output.path.removeprefix("output/") for output in status.outputs} == set(names(project.output))
    assert names(project.done) == [f"{job.job_id}.render.yaml"]
    assert "render.yaml" not in names(project.input)
    assert not project.work.exists()
    assert names(project.folder) == ["done", "input", "logs", "output", "status.html", "status.json"]


def test_nothing_of_the_film_before_lies_beside_a_new_one(house: Any) -> None:
    """A player shows video.srt with video.mp4 by itself, whatever its words are."""
    project = house.drop()
    house.film()
    house.drop(renderOptions={"size": "128x128", "fps": 10, "tts": "none", "captions": "none", "sceneFiles": False})
    house.film()

    assert names(project.output) == ["video.jpg", "video.mp4", "video_contact.jpg"]
    assert {output.path for output in house.status().outputs} == {f"output/{name}" for name in names(project.output)}


def test_every_line_of_the_log_is_json_with_a_job_and_a_stable_name(house: Any) -> None:
    project = house.drop(checkOnly=True)
    job = house.film()
    lines = [json.loads(line) for line in project.log_of(job.job_id).read_text().splitlines()]

    assert all(line["job_id"] == job.job_id and line["project"] == "house" for line in lines)
    assert [event for event, _ in groupby(line["event"] for line in lines)] == [
        "job_waiting", "job_running", "stage_started", "checked", "job_succeeded",
    ]  # fmt: skip
    assert job.check is not None
    assert job.check.problems == ()
    assert names(project.folder / "output") == []
    assert names(project.done) == [f"{job.job_id}.render.yaml"]


def test_nothing_is_written_while_nothing_changes(house: Any) -> None:
    project = house.drop()
    (project.input / "images" / "yard.jpg").unlink()
    house.pass_s(70)
    before = project.status_json.stat().st_mtime_ns
    log = next(project.logs.iterdir()).read_bytes()
    house.pass_s(120)

    assert project.status_json.stat().st_mtime_ns == before
    assert next(project.logs.iterdir()).read_bytes() == log


def test_what_was_not_told_yet_is_told_when_dropd_ends(house: Any) -> None:
    project = house.drop()
    front = (project.input / "images/front.jpg").read_bytes()
    house.put("house", "images/front.jpg", front[: len(front) // 2])
    house.until(JobState.WAITING)
    house.turn()
    (project.input / "images/yard.jpg").unlink()
    house.touch()
    house.turn(after_s=0.1)
    house.daemon.stop()

    told = {one.path for one in house.status().waiting_for}
    root = RootStatus.model_validate_json(house.root.status_json.read_bytes())
    assert "input/images/yard.jpg" in told
    assert root.counts == {JobState.WAITING: 1}


def test_a_film_is_made_again_for_a_trigger_that_is_dragged_back(house: Any) -> None:
    project = house.drop()
    first = house.film()
    film = (project.output / "video.mp4").read_bytes()
    dragged = project.done / f"{first.job_id}.render.yaml"
    dragged.rename(project.input / dragged.name)
    house.touch()
    house.turn()
    second = house.film()

    assert second.job_id != first.job_id
    assert second.plain_name == "render.yaml"
    assert names(project.done) == [f"{second.job_id}.render.yaml"]
    assert (project.output / "video.mp4").read_bytes() == film
    assert [line.job_id for line in house.status().history] == [second.job_id, first.job_id]


def test_several_triggers_are_made_one_after_another_by_priority(house: Any) -> None:
    project = house.drop(trigger="low.render.yaml", priority=-1, checkOnly=True)
    house.ask("house", "high.render.yaml", priority=5, checkOnly=True)
    house.ask("house", "normal.render.yaml", checkOnly=True)
    states = set()
    for _ in range(300):
        house.turn()
        lines = house.status().jobs if project.status_json.exists() else ()
        states.add(tuple(sorted(line.state.value for line in lines)))
        if project.status_json.exists() and not lines:
            break
        if any(line.state is JobState.RUNNING for line in lines) and house.wake.wait(30):
            house.wake.clear()
    order = [json.loads(json.dumps(line))["message"] for line in house.lines if line["event"] == "job_running"]

    assert len(order) == 3
    assert not any(state.count("RUNNING") > 1 for state in states)
    assert ("QUEUED", "QUEUED", "RUNNING") in states
    ended = sorted(house.status().history, key=lambda line: line.finished_at)
    assert [line.trigger for line in ended] == ["high.render.yaml", "normal.render.yaml", "low.render.yaml"]
    assert len(names(project.done)) == 3


def test_two_projects_are_made_at_once_where_the_settings_say_so(house: Any, settings: Any) -> None:
    house.daemon.stop()
    house.settings = settings.model_copy(update={"jobs_at_once": 2})
    house.start()
    for name in ("a", "b", "c"):
        house.drop(name, checkOnly=True)
    house.pass_s(2.5)

    states = sorted(house.status(name).state for name in ("a", "b", "c"))
    assert states == [JobState.QUEUED, JobState.RUNNING, JobState.RUNNING]


def test_inputs_that_change_during_the_render_are_rendered_again(house: Any) -> None:
    project = house.drop()
    house.until(JobState.RUNNING)
    (project.input / "images" / "yard.jpg").write_bytes((project.input / "images" / "front.jpg").read_bytes())
    house.until(JobState.WAITING)

    assert house.status().message.startswith("images/yard.jpg changed while the film was being made")
    assert names(project.output) == []
    assert house.daemon.job_of("house").attempt == 0

    job = house.film()
    assert job.attempt == 1


def test_a_project_that_is_deleted_in_mid_render_stays_deleted(house: Any) -> None:
    project = house.drop()
    house.until(JobState.RUNNING)
    gone = house.root.folder / "elsewhere"
    os.rename(project.folder, gone)  # noqa: PTH104 - at one stroke, as a file manager does it
    house.touch()
    house.pass_s(8)
    house.until(JobState.CANCELLED)
    house.pass_s(40)

    assert names(house.root.projects) == []
    assert house.root.status_json.read_text().count('"house"') == 0


def test_a_root_of_the_ancestor_is_left_as_it_is(house: Any) -> None:
    old = house.project("old")
    for path, text in (
        ("../db.sqlite3", "SQLite format 3"),
        ("old.meta.json", "{}"),
        ("old/input/scenes.json", "{}"),
        ("old/work/scene_00.mp4", "part"),
        ("old/output/video.mp4", "film"),
        ("old/logs/render.log", "done"),
    ):
        target = house.root.projects / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    house.start()
    before = {path: path.stat() for path in (house.root.projects, *house.root.projects.rglob("*"))}
    house.pass_s(100)

    assert {path: path.stat() for path in (house.root.projects, *house.root.projects.rglob("*"))} == before
    assert not old.status_json.exists()
    assert (house.root.folder / "db.sqlite3").read_text() == "SQLite format 3"


@pytest.mark.parametrize("name", ['a "quoted" & <script>alert(1)', "two\nlines", "Küche 100%", "-rf"])
def test_a_project_of_any_name_is_told_of(house: Any, name: str) -> None:
    house.drop(name)
    (house.project(name).input / "images" / "yard.jpg").unlink()
    house.pass_s(3)

    assert house.status(name).project == name
    assert "<script>" not in house.project(name).status_html.read_text()


def test_scenes_without_a_trigger_are_told_how_to_start(house: Any) -> None:
    house.drop(trigger=None)
    house.turn()

    assert house.status().message == "Waiting for a trigger: add render.yaml to start."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("input/Render (1).yaml", "Render (1).yaml is a second copy and starts nothing"),
        ("render.yaml", "render.yaml lies beside the folder input; move it into input."),
        ("input/house/scenes.json", "house/scenes.json lies one folder too low"),
    ],
)
def test_a_near_miss_is_answered_in_the_status(house: Any, path: str, sentence: str) -> None:
    project = house.drop(trigger=None)
    target = project.folder / path
    target.parent.mkdir(exist_ok=True)
    target.write_text("{}")
    house.touch()
    house.pass_s(3)

    status = house.status()

    assert status.state is JobState.WAITING
    assert sentence in status.message
