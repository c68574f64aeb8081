"""A file named pause keeps new jobs from starting, and no longer than it lies there."""

from typing import Any

import pytest

from dropd.contracts.job_state import JobState


@pytest.mark.parametrize("place", ["projects/house/input/pause", "projects/house/Pause.txt", "pause", "PAUSE.TXT"])
def test_nothing_starts_until_the_file_is_gone(house: Any, place: str) -> None:
    house.drop()
    pause = house.root.folder / place
    pause.touch()
    house.touch()
    house.pass_s(20)
    status = house.status()

    assert status.state is JobState.WAITING
    assert status.message.startswith("Paused: remove the file ")
    assert pause.name in status.message

    pause.unlink()
    house.touch()
    house.film()


def test_a_pause_of_one_project_keeps_no_other_waiting(house: Any) -> None:
    house.drop("quiet")
    house.put("quiet", "pause", "")
    house.drop("busy")
    house.film("busy")

    assert house.status("quiet").state is JobState.WAITING


def test_a_film_under_way_is_finished(house: Any) -> None:
    house.drop(renderOptions={"size": "128x128", "fps": 10, "tts": "none", "preset": "ultrafast"})
    house.until(JobState.RUNNING)
    house.put("house", "pause", "")

    house.film()


def test_the_pause_of_the_root_is_noticed_without_any_event(house: Any) -> None:
    (house.root.folder / "pause").touch()
    house.drop()
    house.pass_s(20)
    assert house.status().state is JobState.WAITING

    (house.root.folder / "pause").unlink()
    house.film()


def test_while_it_waits_what_is_missing_is_still_told(house: Any) -> None:
    project = house.drop()
    (project.input / "images" / "yard.jpg").unlink()
    house.put("house", "pause", "")
    house.pass_s(15)

    status = house.status()
    assert [one.path for one in status.waiting_for] == ["input/images/yard.jpg"]
    assert status.message == "Paused by the file input/pause. Waiting for one file: images/yard.jpg is missing."
