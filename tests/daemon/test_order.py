"""Files arrive in any order: nothing starts before the last, and nothing is forgotten."""

import json
from itertools import permutations
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.intake.media_check import CUT

PARTS = ("render.yaml", "scenes.json", "images/front.jpg", "images/yard.jpg")


def contents(house: Any) -> dict[str, bytes]:
    source = house.drop("source").input
    parts = {part: (source / part).read_bytes() for part in PARTS}
    (source / "render.yaml").unlink()
    return parts


def test_in_every_order_the_job_starts_after_the_last_file(house: Any) -> None:
    parts = contents(house)
    for number, order in enumerate(permutations(PARTS)):
        name = f"p{number:02}"
        for part in order:
            job = house.daemon.job_of(name)
            assert job is None or job.state is JobState.WAITING, order
            house.put(name, part, parts[part])
            house.pass_s(1)
        house.pass_s(2)
        assert house.daemon.job_of(name).state in (JobState.QUEUED, JobState.RUNNING), order


@pytest.mark.parametrize("order", [PARTS, PARTS[::-1]])
def test_whatever_comes_last_there_is_a_film(house: Any, order: tuple[str, ...]) -> None:
    parts = contents(house)
    for part in order:
        house.put("house", part, parts[part])
        house.pass_s(1)
    house.film()


def test_a_picture_that_still_grows_is_waited_for(house: Any) -> None:
    project = house.drop()
    whole = (project.input / "images" / "front.jpg").read_bytes()
    for end in range(100, len(whole), 100):
        house.put("house", "images/front.jpg", whole[:end])
        house.pass_s(1.5)
        assert house.daemon.job_of("house").state is JobState.WAITING
    house.pass_s(30)
    assert [(one.path, one.reason) for one in house.status().waiting_for] == [
        ("input/images/front.jpg", CUT),
    ]
    house.put("house", "images/front.jpg", whole)
    house.until(JobState.RUNNING)


def test_a_trigger_like_the_ancestors_requests_is_read(house: Any) -> None:
    house.drop(trigger=None)
    house.put("house", "scenes.json", json.dumps({"scenes": [{"images": ["front.jpg", "yard.jpg"]}]}))
    options = {"fps": 30, "minShot": 2.5, "maxShot": 8.0, "xfade": 0.5, "crf": 18, "preset": "medium", "tts": None}
    body = {"outputName": "demo.mp4", "renderOptions": {**options, "voiceDir": "voiceovers", "music": None}}
    house.put("house", "render.yaml", json.dumps(body, indent="\t"))
    job = house.until(JobState.RUNNING)

    assert job.options["fps"] == 30


def test_many_drops_at_once_are_looked_at_in_several_turns_and_none_is_forgotten(house: Any) -> None:
    names = [f"house{number:02}" for number in range(30)]
    for name in names:
        house.put(name, "scenes.json", "{}")
        house.ask(name)
    house.drag_s = 0.05
    house.turn()
    seen = [name for name in names if house.daemon.job_of(name)]
    assert 0 < len(seen) < 30

    house.pass_s(5)
    assert all(house.daemon.job_of(name) for name in names)
