"""Taking a job back: by its trigger, by a file, by a command of the file manager."""

from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def wait_for(house: Any, state: JobState) -> Any:
    project = house.drop()
    if state is JobState.WAITING:
        (project.input / "images" / "yard.jpg").unlink()
    return house.until(state)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_trigger_that_is_taken_away_cancels_its_job(house: Any, state: JobState) -> None:
    job = wait_for(house, state)
    (house.project().input / "render.yaml").unlink()
    house.touch()
    house.pass_s(4)
    assert house.daemon.job_of("house").state is state

    house.until(JobState.CANCELLED)
    assert house.status().message == "Cancelled, because its trigger was removed."
    assert house.daemon.job_of("house").job_id == job.job_id
    assert names(house.project().folder) == ["input", "logs", "status.html", "status.json"]


def without_a_place(house: Any) -> Any:
    """A project whose film is made, and cannot be put into its place."""
    project = house.drop()
    house.until(JobState.RUNNING)
    (project.output / "video.mp4").mkdir(parents=True)
    for _ in range(100):
        house.turn()
        if "in the way" in house.status().message:
            break
        house.wake.wait(0.2)
        house.wake.clear()
    assert house.status().state is JobState.RUNNING
    return project


def test_a_film_that_finds_no_place_is_ended_by_another_trigger(house: Any) -> None:
    project = without_a_place(house)
    first = house.daemon.job_of("house")
    house.ask(outputName="other.mp4")
    house.pass_s(40)
    house.film()

    assert house.daemon.job_of("house").job_id != first.job_id
    assert (project.output / "other.mp4").is_file()


def test_an_editor_that_saves_the_trigger_of_a_film_without_a_place_cancels_nothing(house: Any) -> None:
    project = without_a_place(house)
    text = (project.input / "render.yaml").read_bytes()
    for _ in range(2):
        (project.input / "render.yaml").unlink()
        house.touch()
        house.pass_s(3)
        house.put("house", "render.yaml", text)
        house.pass_s(4)
        assert house.daemon.job_of("house").state is JobState.RUNNING
    house.daemon.tick()
    assert house.daemon.tick() > 0, "it is not looked at again and again"


@pytest.mark.parametrize("by_file", [True, False])
def test_a_film_that_finds_no_place_can_be_cancelled(house: Any, *, by_file: bool) -> None:
    project = without_a_place(house)

    if by_file:
        house.put("house", "cancel", "")
    else:
        (project.input / "render.yaml").unlink()
        house.touch()
    house.pass_s(40)

    assert house.status().state is JobState.CANCELLED
    assert not (project.input / "cancel").exists()
    assert names(project.output) == ["video.mp4"]
    assert not project.work.exists()


def test_an_editor_that_deletes_a_trigger_and_creates_it_again_cancels_nothing(house: Any) -> None:
    job = wait_for(house, JobState.RUNNING)
    trigger = house.project().input / "render.yaml"
    text = trigger.read_bytes()
    trigger.unlink()
    house.touch()
    house.pass_s(3)
    house.put("house", "render.yaml", text)
    house.pass_s(4)

    assert house.daemon.job_of("house").job_id == job.job_id
    assert house.daemon.job_of("house").settlement is None


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
@pytest.mark.parametrize("control", ["input/cancel", "input/Cancel.TXT", "cancel", "cancel.txt"])
def test_a_file_named_cancel_cancels(house: Any, state: JobState, control: str) -> None:
    job = wait_for(house, state)
    project = house.project()
    (project.folder / control).write_text("")
    house.touch()
    house.until(JobState.CANCELLED)
    put_away = f"{job.job_id}.{Path(control).name}"

    assert not (project.folder / control).exists()
    assert names(project.failed) == sorted([f"{job.job_id}.error.txt", f"{job.job_id}.render.yaml", put_away])
    assert names(project.work) == []
    house.pass_s(40)
    assert len(house.status().history) == 1


def test_a_cancel_that_comes_too_late_does_not_end_the_next_job(house: Any) -> None:
    project = house.drop(trigger=None)
    house.put("house", "cancel", "")
    house.pass_s(2)
    assert "cancel" not in names(project.input)

    house.ask("house")
    house.pass_s(5)
    assert house.daemon.job_of("house").state is JobState.RUNNING


def test_one_cancel_ends_every_job_of_the_project_and_each_is_logged(house: Any) -> None:
    project = house.drop(trigger="a.render.yaml")
    house.ask("house", "b.render.yaml")
    house.until(JobState.QUEUED)
    house.put("house", "cancel", "")
    house.until(JobState.CANCELLED)
    house.pass_s(1)

    assert [line.state for line in house.status().history] == [JobState.CANCELLED] * 2
    assert sum(line["event"] == "job_cancelled" for line in house.lines) == 2
    assert len(names(project.failed)) == 5


def test_a_trigger_that_is_changed_takes_the_place_of_the_running_job(house: Any) -> None:
    first = wait_for(house, JobState.RUNNING)
    house.ask("house", "render.yaml", priority=7)
    house.pass_s(3)
    second = house.until(JobState.RUNNING)
    (ended,) = house.status().history

    assert second.job_id != first.job_id
    assert second.priority == 7
    assert (ended.job_id, ended.state) == (first.job_id, JobState.CANCELLED)
    assert ended.message == "Cancelled, because its trigger was replaced; a new job takes its place."


def test_a_trigger_that_is_merely_touched_changes_nothing(house: Any) -> None:
    first = wait_for(house, JobState.RUNNING)
    (house.project().input / "render.yaml").touch()
    house.touch()
    house.pass_s(3)

    assert house.daemon.job_of("house").job_id == first.job_id
    assert house.daemon.job_of("house").settlement is None


def test_a_trigger_that_is_sent_once_more_the_same_cancels_nothing(house: Any) -> None:
    job = wait_for(house, JobState.RUNNING)
    trigger = house.project().input / "render.yaml"
    text = trigger.read_bytes()
    for part in (b"", text[:9], text):
        trigger.write_bytes(part)
        house.touch()
        house.turn()
    house.pass_s(5)

    assert house.film().job_id == job.job_id
