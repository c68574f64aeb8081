"""What tidy, hasty and unlucky people do to a project while dropd looks at it."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("odd", [fifo, folder, link_to_nowhere])
def test_a_trigger_that_is_no_file_is_told_and_stops_nobody(house: Any, odd: Callable[[Path], None]) -> None:
    house.drop(trigger=None)
    odd(house.project().input / "render.yaml")
    house.drop("other")
    began_s = time.monotonic()
    house.film("other")
    house.pass_s(70)

    assert time.monotonic() - began_s < 30, "something waited for the other end of a pipe"
    job = house.daemon.job_of("house")
    assert job is None or job.state is JobState.FAILED


def test_a_trigger_that_vanishes_at_any_moment_before_the_start_is_no_job_for_ever(house: Any) -> None:
    project = house.drop()
    for moments in range(1, 12):
        for _ in range(moments):
            house.turn(0.25)
            if (job := house.daemon.job_of("house")) and job.state is JobState.RUNNING:
                break
        (project.input / "render.yaml").unlink()
        house.touch()
        house.pass_s(7)
        assert house.daemon.job_of("house").state is JobState.CANCELLED
        house.ask()
    assert house.film().attempt == 1


def test_a_project_that_is_renamed_in_mid_render_gets_one_film_under_its_new_name(house: Any) -> None:
    project = house.drop()
    house.until(JobState.RUNNING)
    project.folder.rename(project.folder.with_name("villa"))
    house.touch()
    house.touch("villa")
    house.pass_s(8)
    job = house.film("villa")
    house.pass_s(10)

    assert not project.folder.exists()
    villa = house.project("villa")
    assert [path.name for path in villa.done.iterdir()] == [f"{job.job_id}.render.yaml"]
    assert (villa.output / "video.mp4").exists()
    assert not villa.work.exists()


def test_names_that_no_text_can_hold_and_names_of_full_length_do_no_harm(house: Any) -> None:
    project = house.drop(trigger=None)
    longest = "é" * 124 + ".jpg"
    assert len(os.fsencode(longest)) == 252
    (project.input / "images" / "front.jpg").rename(project.input / "images" / longest)
    (project.input / "images" / os.fsdecode(b"bad\xff.jpg")).write_bytes(b"left over")
    house.put("house", "scenes.json", json.dumps({"scenes": [{"images": [longest, "yard.jpg"]}]}))
    house.ask()
    house.film()

    assert any("bad" in warning for warning in house.status().warnings)
