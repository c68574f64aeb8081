"""Another dropd, on another machine, works on the same synced folder."""

import json
from datetime import timedelta
from typing import Any

import pytest

from dropd.contracts.job_state import JobState

OTHERS_JOB = "20261122T110000Z-aaaa"


def neighbour_says(house: Any, state: JobState = JobState.RUNNING, *, ago_s: float = 0) -> None:
    """What the other dropd has written arrives through the sync client."""
    now = house.utc() - timedelta(seconds=ago_s)
    status = {
        "schema": 1, "project": "house", "jobId": OTHERS_JOB, "state": state, "message": "Making the pictures.",
        "updatedAt": now.isoformat(), "daemon": {"version": "1", "host": "studio-nas", "pid": 7},
    }  # fmt: skip
    house.project().folder.mkdir(parents=True, exist_ok=True)
    house.project().status_json.write_text(json.dumps(status))
    house.touch()


def test_a_project_at_which_another_dropd_works_is_left_alone_and_says_so(house: Any) -> None:
    neighbour_says(house)
    house.drop()
    house.pass_s(60)
    status = house.status()

    assert status.state is JobState.WAITING
    assert "Another dropd, on studio-nas, makes a film of this project" in status.message


def test_as_long_as_it_gives_signs_of_life_it_is_waited_for(house: Any) -> None:
    neighbour_says(house)
    house.drop()
    for _ in range(5):
        house.pass_s(100)
        neighbour_says(house)
    house.turn()

    assert house.daemon.job_of("house").state is JobState.WAITING


def test_when_it_falls_silent_its_work_is_taken_over(house: Any) -> None:
    neighbour_says(house)
    house.drop()
    house.pass_s(118)
    assert house.status().state is JobState.WAITING

    house.film()


def test_an_old_sign_keeps_nobody_waiting(house: Any) -> None:
    neighbour_says(house, ago_s=300)
    house.drop()

    house.film()


def test_when_it_is_done_what_it_tells_of_its_film_stays(house: Any) -> None:
    neighbour_says(house)
    project = house.drop()
    house.pass_s(10)
    (project.input / "render.yaml").unlink()
    neighbour_says(house, JobState.SUCCEEDED)
    told = project.status_json.read_text()
    house.pass_s(20)
    house.put("house", "notes.txt", "")
    house.pass_s(20)

    assert project.status_json.read_text() == told
    assert house.daemon.job_of("house") is None


def test_when_it_has_ended_a_trigger_that_stays_is_ours_soon(house: Any) -> None:
    neighbour_says(house)
    house.drop()
    house.pass_s(10)
    neighbour_says(house, JobState.FAILED)
    house.pass_s(25)
    assert house.daemon.job_of("house").state is JobState.WAITING

    house.pass_s(10)
    assert house.daemon.job_of("house").state is JobState.RUNNING
    house.film()


def test_a_trigger_that_is_taken_away_after_it_fell_silent_cancels_a_job_of_ours(house: Any) -> None:
    neighbour_says(house)
    project = house.drop()
    (project.input / "images" / "yard.jpg").unlink()
    house.pass_s(130)
    (project.input / "render.yaml").unlink()
    house.touch()

    house.until(JobState.CANCELLED)


def test_a_neighbour_that_begins_while_the_job_waits_for_its_turn_is_left_alone_too(house: Any) -> None:
    house.drop("busy")
    house.until(JobState.RUNNING, "busy")
    house.drop()
    house.pass_s(5)
    assert house.daemon.job_of("house").state is JobState.QUEUED
    neighbour_says(house)
    house.dirty.clear()  # status.json is no file that wakes anybody
    house.film("busy")
    house.pass_s(3)

    assert house.daemon.job_of("house").state is JobState.WAITING


def test_what_this_dropd_has_written_before_it_was_killed_is_no_neighbour(house: Any) -> None:
    house.drop()
    house.until(JobState.RUNNING)
    text = house.project().status_json.read_text()
    house.daemon.stop()
    house.project().status_json.write_text(text.replace(house.status().daemon.host, "container-1"))
    house.start()

    house.film()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        '{"state": "RUNNING", "jobId": "x", "daemon": {"host": "nas"}, "updatedAt": "0001-01-01T00:00:00+14:00"}',
        '{"state": "RUNNING", "jobId": ["x"], "daemon": {"host": "nas"}, "updatedAt": "2026-11-22T12:16:40+00:00"}',
        '{"state": "RUNNING", "jobId": "x", "daemon": {"host": "\\ud800"}, "updatedAt": "2026-11-22T12:16:40+00:00"}',
        '{"state": "RUNNING", "jobId": "x", "daemon": {"host": 7}, "updatedAt": "2026-11-22T12:16:40+00:00"}',
    ],
)
def test_a_status_that_nobody_in_his_right_mind_wrote_keeps_nobody_waiting(house: Any, text: str) -> None:
    house.project().folder.mkdir(parents=True)
    house.project().status_json.write_text(text)
    house.drop()
    house.project().status_json.write_text(text)

    house.film()
