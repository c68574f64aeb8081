"""Drops that are wrong: each ends in failed/, with words for the person who dropped it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_comma_that_is_missing_is_told_with_its_place(house: Any) -> None:
    house.drop()
    house.put("house", "scenes.json", '{"scenes": [\n  {"images": ["front.jpg"] "title": "Hall"}\n]}')
    house.pass_s(58)
    assert house.status().state is JobState.WAITING
    house.until(JobState.FAILED)
    text = house.error_text()

    assert "Where: scenes.json, line 2" in text
    assert "What to do:" in text
    assert "drag" in text


def test_four_faults_are_told_at_once(house: Any) -> None:
    scenes = [
        {"images": []},
        {"images": ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]},
        {"images": ["../secret.jpg"]},
        {"images": ["front.jpg"], "duration": "long"},
    ]
    house.drop()
    house.put("house", "scenes.json", json.dumps({"scenes": scenes}))
    house.until(JobState.FAILED)
    text = house.error_text()

    assert "4 things are wrong in scenes.json" in text
    assert all(f"scenes[{index}]" in text for index in range(4))


def test_a_typo_in_a_key_names_the_nearest_key(house: Any) -> None:
    project = house.drop()
    house.put("house", "render.yaml", "renderOptions:\n  crff: 20\n")
    job = house.until(JobState.FAILED)
    text = house.error_text()

    assert "crff" in text
    assert "Did you mean `crf`?" in text
    assert "correct it there" in text
    assert names(project.failed) == [f"{job.job_id}.error.txt", f"{job.job_id}.render.yaml"]
    assert house.status().error.code == "contract"
    assert house.status().message.startswith("render.yaml: renderOptions.crff: dropd knows no such key.")


def test_a_picture_that_never_comes_fails_after_the_time_that_was_set(house: Any, settings: Any) -> None:
    house.daemon.stop()
    house.settings = settings.model_copy(update={"arrival_timeout_s": 20})
    house.start()
    house.drop()
    (house.project().input / "images" / "yard.jpg").unlink()
    house.until(JobState.FAILED)

    assert "images/yard.jpg is missing" in house.error_text()
    assert "Nothing has arrived for 20 seconds" in house.error_text()


def test_text_without_a_voice_names_the_scenes_and_the_ways_out(house: Any) -> None:
    house.drop(renderOptions={"size": "128x128"})
    house.until(JobState.FAILED)
    text = house.error_text()

    assert "00 (Hall)" in text
    assert "ttsApi: piper" in " ".join(text.split())
    assert not house.project().work.exists(), "it had made nothing that could be looked at"


def put_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def put_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def put_fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("put", [put_link, put_dangling_link, put_fifo])
def test_a_picture_that_is_no_plain_file_is_refused(house: Any, put: Any) -> None:
    project = house.drop()
    (project.input / "images" / "front.jpg").unlink()
    put(project.input / "images" / "front.jpg")
    house.until(JobState.FAILED)

    assert "images/front.jpg is a link or a special file" in house.error_text()
    assert house.status().error.code == "unsafe"


@pytest.mark.parametrize("put", [put_link, put_dangling_link, put_fifo])
def test_a_trigger_that_is_no_plain_file_is_refused_once(house: Any, put: Any) -> None:
    project = house.drop(trigger=None)
    put(project.input / "render.yaml")
    house.touch()
    job = house.until(JobState.FAILED)
    house.pass_s(90)

    assert "render.yaml" not in names(project.input)
    assert names(project.failed) == [f"{job.job_id}.error.txt", f"{job.job_id}.render.yaml"]
    assert len(house.status().history) == 1


def test_a_folder_named_like_a_trigger_is_no_trigger(house: Any) -> None:
    project = house.drop(trigger=None)
    (project.input / "render.yaml").mkdir()
    house.pass_s(70)

    assert house.daemon.job_of("house") is None
    assert house.status().message.startswith("Waiting for a trigger: add render.yaml to start.")
    assert "render.yaml is a folder, but has to be a text file" in str(house.status())


def test_a_file_beside_the_projects_is_no_project(house: Any) -> None:
    house.drop(trigger=None)
    (house.root.projects / "render.yaml").touch()
    house.dirty.add("render.yaml")
    house.pass_s(3)

    told = json.loads(house.root.status_json.read_bytes())
    assert [project["project"] for project in told["projects"]] == ["house"]


def test_an_input_that_is_a_link_is_told_and_heals(house: Any) -> None:
    project = house.drop()
    real = project.input.rename(house.root.folder / "real")
    project.input.symlink_to(real)
    house.pass_s(3)

    assert "input is not a folder but a file or a link" in house.status().message
    project.input.unlink()
    real.rename(project.input)
    house.touch()
    house.until(JobState.RUNNING)
    assert house.status().state is JobState.RUNNING


def test_a_project_whose_name_is_no_text_is_told_so(house: Any) -> None:
    project = house.drop("caf\udce9")
    house.pass_s(70)
    status = house.status("caf\udce9")

    assert status.message == "The name of the project folder caf\\udce9 is not UTF-8 text. Rename the folder."
    assert names(project.folder) == ["input", "status.html", "status.json"]
    assert sum(line["event"] == "project_not_usable" for line in house.lines) == 1


@pytest.mark.parametrize("folder", ["work", "output", "done", "failed"])
def test_a_link_in_the_place_of_a_folder_is_waited_out_before_anything_is_rendered(
    house: Any, tmp_path: Path, folder: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    project = house.drop()
    (project.folder / folder).symlink_to(outside)
    house.pass_s(70)

    assert names(outside) == []
    assert house.status().state is JobState.WAITING
    assert f"{folder} in the project house is a link" in house.status().message
    assert not any(line["event"] == "stage_started" for line in house.lines)

    (project.folder / folder).unlink()
    house.film()


def test_a_folder_in_the_place_of_the_film_is_waited_out(house: Any) -> None:
    project = house.drop()
    (project.output / "video.mp4").mkdir(parents=True)
    house.pass_s(70)

    assert house.status().state is JobState.WAITING
    assert house.status().message == ("output/video.mp4 is a folder where a file belongs. Rename or remove video.mp4.")
    (project.output / "video.mp4").rename(project.output / "older")
    house.film()


@pytest.mark.parametrize("folder", ["failed", "logs"])
def test_nothing_is_written_through_a_link_that_somebody_put_there(house: Any, tmp_path: Path, folder: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    project = house.drop()
    house.put("house", "render.yaml", "crff: 20")
    (project.folder / folder).symlink_to(outside)
    house.pass_s(70)

    assert names(outside) == []
    if folder == "failed":
        assert "failed in the project house is a link" in house.status().message
        (project.folder / folder).unlink()
        house.until(JobState.FAILED)
