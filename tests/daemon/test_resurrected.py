"""Triggers that come back by themselves: answered from what is there, and never in the way of somebody who means it."""

import json
import shutil
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions

ALREADY = "This film was already there"


def bring_back(house: Any, name: str = "render.yaml") -> None:
    """As a sync client does: the same bytes, under the same name, with the times of then."""
    done = max(house.project().done.iterdir())
    shutil.copy2(done, house.project().input / name)
    house.touch()


def test_a_trigger_that_comes_back_unchanged_is_answered_from_the_film_that_is_there(house: Any) -> None:
    project = house.drop()
    first = house.film()
    film = (project.output / "video.mp4").stat()
    bring_back(house)
    house.turn()
    second = house.film()

    assert second.job_id != first.job_id
    assert second.attempt == 0
    assert (project.output / "video.mp4").stat() == film
    assert list(project.input.glob("render.*")) == []
    assert len(list(project.done.iterdir())) == 2
    status = house.status()
    assert ALREADY in status.message
    assert "force: true" in status.message
    assert {output.job_id for output in status.outputs} == {first.job_id}


def test_a_hundred_triggers_that_come_back_are_a_hundred_answers_and_no_render(house: Any) -> None:
    project = house.drop()
    house.film()
    film = (project.output / "video.mp4").stat()
    for _ in range(100):
        bring_back(house)
        house.turn()
        assert house.film().attempt == 0

    assert (project.output / "video.mp4").stat() == film
    assert house.status().outputs[0].path == "output/video.mp4"


def test_other_settings_ask_for_another_film(house: Any) -> None:
    house.drop()
    house.film()
    house.daemon.stop()
    defaults = RenderOptions.model_validate({"scenePad": 0.9})
    house.settings = house.settings.model_copy(update={"defaults": defaults})
    house.start()
    bring_back(house)
    house.turn()

    assert ALREADY not in house.film().message
    assert house.status().options["scenePad"] == 0.9


def test_an_option_that_the_dropd_of_that_time_did_not_know_asks_for_nothing_new(house: Any) -> None:
    house.drop()
    job = house.film()
    house.daemon.stop()
    record = house.root.jobs / f"{job.job_id}.json"
    kept = json.loads(record.read_bytes())
    del kept["options"]["titleStyle"]["fade"], kept["options"]["scenePad"]
    record.write_text(json.dumps(kept))
    house.start()
    bring_back(house)
    house.turn()

    assert ALREADY in house.film().message


def test_files_that_were_only_copied_again_are_the_same(house: Any) -> None:
    house.drop()
    house.film()
    house.drop(trigger=None)
    bring_back(house)
    house.turn()

    assert ALREADY in house.film().message


def new_picture(house: Any) -> None:
    house.put("house", "images/front.jpg", (house.project().input / "images" / "yard.jpg").read_bytes())


def new_recording(house: Any) -> None:
    house.put("house", "scenes.json", '{"scenes": [{"VO": "Come in.", "images": ["yard.jpg"]}]}')


def new_trigger(house: Any) -> None:
    house.ask(priority=3)


def forced(house: Any) -> None:
    house.ask(force=True)


def film_is_gone(house: Any) -> None:
    (house.project().output / "video.mp4").unlink()


def film_is_another(house: Any) -> None:
    (house.project().output / "video.mp4").write_bytes(b"holiday")


@pytest.mark.parametrize("change", [new_picture, new_recording, new_trigger, forced, film_is_gone, film_is_another])
def test_what_is_not_the_same_is_made_again(house: Any, change: Any) -> None:
    house.drop()
    house.film()
    bring_back(house)
    change(house)
    house.turn()
    again = house.film()

    assert again.attempt == 1
    assert {output.job_id for output in house.status().outputs if output.path.endswith("video.mp4")} == {again.job_id}


def test_a_trigger_that_was_dragged_back_by_hand_always_runs(house: Any) -> None:
    project = house.drop()
    house.film()
    (put_away,) = project.done.iterdir()
    put_away.rename(project.input / put_away.name)
    house.touch()
    house.turn()

    assert house.film().attempt == 1


def test_after_a_failure_the_same_trigger_is_a_new_attempt(house: Any) -> None:
    project = house.drop()
    house.film()
    bring_back(house)
    (project.input / "images" / "front.jpg").write_text("no picture at all, and quite certainly none")
    house.turn()
    house.until(JobState.FAILED)
    house.put("house", "images/front.jpg", (project.input / "images" / "yard.jpg").read_bytes())
    bring_back(house)
    house.turn()

    assert house.film().attempt == 1


def test_a_check_is_made_as_often_as_it_is_asked_for(house: Any) -> None:
    house.drop(checkOnly=True)
    house.film()
    bring_back(house)
    house.turn()
    again = house.film()

    assert again.check is not None
    assert again.attempt == 1
