"""Somebody is still at work: files change while, and after, the film is made of them."""

import io
import json
import wave
from typing import Any

from dropd.contracts.job_state import JobState
from tests.daemon.conftest import SMALL


def test_a_change_during_the_render_begins_it_again_with_what_is_there_now(house: Any) -> None:
    house.drop()
    house.until(JobState.RUNNING)
    house.repaint("another")
    job = house.film()

    assert job.restarts == 1
    assert job.attempt == 1
    assert not list(house.project().failed.glob("*"))


def test_a_picture_that_is_not_what_it_was_taken_for_is_read_again_and_the_film_is_made(house: Any) -> None:
    """As where a program changed it and kept its size, its times and its inode."""
    house.drop()
    made = house.film()
    record = house.root.jobs / f"{made.job_id}.json"
    known = json.loads(record.read_text())
    known["started_at"] = "2100-01-01T00:00:00Z"
    for file in known["inputs"]:
        file["sha256"] = "another" if file["path"] == "images/front.jpg" else file["sha256"]
    record.write_text(json.dumps(known))
    house.start()

    house.ask(renderOptions={**SMALL, "crf": 33})
    house.turn()
    job = house.film()

    assert job.restarts == 1
    assert "another" not in (house.root.jobs / f"{job.job_id}.json").read_text()


def test_who_changes_files_again_and_again_is_waited_for_and_never_failed(house: Any) -> None:
    house.drop()
    for round_ in range(2):
        house.until(JobState.RUNNING)
        house.repaint(f"round {round_}")
        house.until(JobState.WAITING)
    house.pass_s(30)
    status = house.status()
    assert status.state is JobState.WAITING
    assert "again and again" in status.message
    assert "60 seconds" in status.message

    house.repaint("the last")
    house.pass_s(59)
    assert house.status().state is JobState.WAITING
    assert house.film().restarts == 2


def silence() -> bytes:
    """A second of it, as WAV."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 48_000))
    return buffer.getvalue()


def test_a_voice_over_that_comes_after_the_film_is_told_until_a_film_has_it(house: Any) -> None:
    house.drop()
    house.film()
    house.put("house", "voiceovers/00.wav", silence())
    house.pass_s(5)
    [warning] = house.status().warnings
    assert warning.startswith("The film was made without voiceovers/00.wav, which has come since.")

    house.ask()
    house.turn()
    house.film()
    house.pass_s(5)
    assert not [told for told in house.status().warnings if "made without" in told]


def test_what_a_film_uses_by_another_ending_or_does_not_look_for_is_not_missed(house: Any) -> None:
    house.drop()
    house.put("house", "voiceovers/00.wav", silence())
    made = house.film()
    house.put("house", "voiceovers/00.mp3", b"ID3")
    house.put("house", "voiceovers/old/01.wav", silence())
    house.pass_s(5)
    assert not [told for told in house.status().warnings if "made without" in told]

    record = house.root.jobs / f"{made.job_id}.json"
    known = json.loads(record.read_text())
    record.write_text(json.dumps({**known, "options": {**known["options"], "an option of before": 1}}))
    house.start()
    house.put("house", "voiceovers/01.wav", silence())
    house.pass_s(5)
    assert [told for told in house.status().warnings if "made without voiceovers/01.wav" in told]


def test_a_change_after_the_film_is_told_until_the_film_is_new_again(house: Any) -> None:
    house.drop()
    house.film()
    assert house.status().warnings == ()

    house.repaint("later")
    house.pass_s(5)
    (warning,) = house.status().warnings
    assert warning.startswith("The film is older than its files: images/front.jpg has changed")
    assert house.status().state is JobState.SUCCEEDED

    house.ask()
    house.turn()
    house.film()
    house.pass_s(2)
    assert house.status().warnings == ()


def test_files_that_were_touched_or_tidied_away_make_no_film_older(house: Any) -> None:
    project = house.drop()
    house.film()
    house.drop(trigger=None)
    house.pass_s(5)
    assert house.status().warnings == ()

    (project.input / "images" / "yard.jpg").unlink()
    house.touch()
    house.pass_s(5)
    assert house.status().warnings == ()
