"""From a real copy to a film that holds everything: what a user does, and what a player sees."""

import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.endtoend.support import SAMPLE_RATE_HZ, Drop, Film, RunningDaemon, Sshd

FPS = 25
FULL_SIZE = "DROPD_FULL_SIZE" in os.environ
"""1080p with all defaults and 12 s of voice a scene, instead of a small film."""


def offset_ms(film: NDArray[np.float32], voice: NDArray[np.float32], expected_sample: int) -> float:
    """How far from its place a voice is, by cross-correlation with the film's sound around it."""
    reach = SAMPLE_RATE_HZ // 10
    start = max(0, expected_sample - reach)
    piece = film[start : expected_sample + len(voice) + reach]
    size = 1 << (len(piece) + len(voice)).bit_length()
    correlation = np.fft.irfft(np.fft.rfft(piece, size) * np.conj(np.fft.rfft(voice, size)), size)
    return float((int(np.argmax(correlation[: len(piece)])) - (expected_sample - start)) / SAMPLE_RATE_HZ * 1000)


def test_a_project_that_comes_by_scp_becomes_a_film_with_every_word_in_its_place(
    daemon: RunningDaemon, sshd: Sshd, drop: Drop, film_at: Callable[[Path], Film]
) -> None:
    voice_s, fps = (12, 30) if FULL_SIZE else (3, FPS)
    drop.write(scenes=2, voice_s=voice_s, trigger={"force": False} if FULL_SIZE else None)
    daemon.start()
    project = daemon.root / "projects" / "house"
    project.mkdir(parents=True)
    trigger = drop.folder / "render.yaml"
    kept = trigger.read_bytes()
    trigger.unlink()
    sshd.scp(drop.folder, target=project / "input", recursive=True)
    trigger.write_bytes(kept)
    sshd.scp(trigger, target=project / "input")

    status = daemon.wait_for("house", "SUCCEEDED")

    film = film_at(project / "output" / "video.mp4")
    # The voice and a pad of 0.4 s, or three pictures of 2.5 s, in whole frames.
    scene_frames = math.ceil(max(Fraction(voice_s) + Fraction(2, 5), 3 * Fraction(5, 2)) * fps)
    frames = 2 * scene_frames
    sound = film.sound()
    assert film.frames() == frames
    assert frames * SAMPLE_RATE_HZ // fps <= len(sound) <= frames * SAMPLE_RATE_HZ // fps + 1023
    for scene in range(2):
        place = scene * scene_frames * SAMPLE_RATE_HZ // fps
        assert abs(offset_ms(sound, drop.voice(scene), place)) <= 1
        assert abs(offset_ms(sound, drop.voice(scene)[-4800:], place + voice_s * SAMPLE_RATE_HZ - 4800)) <= 1
    assert [path.name for path in (project / "done").iterdir()] == [f"{status['jobId']}.render.yaml"]
    assert not (project / "input" / "render.yaml").exists()
    published = {output["path"] for output in status["outputs"]}
    assert published >= {"output/video.mp4", "output/video.srt", "output/video.jpg"}


def test_pictures_that_come_one_by_one_after_the_trigger_are_named_and_waited_for(
    daemon: RunningDaemon, drop: Drop
) -> None:
    drop.write(scenes=1)
    daemon.start()
    target = daemon.root / "projects" / "slow" / "input"
    target.mkdir(parents=True)
    (target / "images").mkdir()
    for name in ("render.yaml", "scenes.json"):
        shutil.copy(drop.folder / name, target)
    shutil.copytree(drop.folder / "voiceovers", target / "voiceovers")

    wanted = [f"input/images/0{shape}.jpg" for shape in "abc"]
    for arrived, path in enumerate(wanted):
        still_missing = set(wanted[arrived:])
        _wait_for_missing(daemon, "slow", still_missing)
        shutil.copy(drop.folder / path.removeprefix("input/"), target / "images")

    daemon.wait_for("slow", "SUCCEEDED")


def _wait_for_missing(daemon: RunningDaemon, project: str, missing: set[str]) -> None:
    daemon.wait_for(project, "WAITING")
    told: set[str] = set()
    for _ in range(600):
        status = daemon.status(project)
        told = {awaited["path"] for awaited in status["waitingFor"] if awaited["reason"].startswith("missing")}
        assert status["state"] == "WAITING"
        if told == missing:
            return
        subprocess.run(["sleep", "0.05"], check=True)
    assert told == missing


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scenes.json", b'{"scenes": [{"images": ["0a.jpg"]},]}', "line 1"),
        (
            "scenes.json",
            json.dumps({"scenes": [{"images": []}, {"images": ["../x.jpg"]}, {"VO": 7, "images": "a"}, 3]}).encode(),
            "things are wrong in scenes.json",
        ),
        ("render.yaml", b"renderOptions:\n  crff: 20\n", "crf"),
    ],
    ids=["syntax", "four faults at once", "typo in the trigger"],
)
def test_a_faulty_text_ends_in_failed_with_an_error_that_says_what_to_do(
    daemon: RunningDaemon, drop: Drop, name: str, content: bytes, sentence: str
) -> None:
    daemon.settings |= {"DROPD_SYNTAX_GRACE_S": "1", "DROPD_ARRIVAL_TIMEOUT_S": "3"}
    drop.write(scenes=1)
    (drop.folder / name).write_bytes(content)
    daemon.start()
    project = daemon.root / "projects" / "wrong"
    shutil.copytree(drop.folder, project / "input")

    status = daemon.wait_for("wrong", "FAILED")

    told = (project / "failed" / f"{status['jobId']}.error.txt").read_text()
    assert sentence in told
    assert "What to do:" in told
    assert "Traceback" not in told + daemon.said()
    assert (project / "failed" / f"{status['jobId']}.render.yaml").exists()


def test_a_picture_that_never_comes_fails_after_the_time_that_was_set_and_is_named(
    daemon: RunningDaemon, drop: Drop
) -> None:
    daemon.settings |= {"DROPD_ARRIVAL_TIMEOUT_S": "2"}
    drop.write(scenes=1)
    (drop.folder / "images" / "0b.jpg").unlink()
    daemon.start()
    project = daemon.root / "projects" / "lost"
    shutil.copytree(drop.folder, project / "input")

    status = daemon.wait_for("lost", "FAILED")

    assert "images/0b.jpg" in (project / "failed" / f"{status['jobId']}.error.txt").read_text()


def test_nothing_of_an_old_root_changes_until_a_trigger_is_dropped(daemon: RunningDaemon, drop: Drop) -> None:
    drop.write(scenes=1)
    old = daemon.root / "projects" / "old"
    shutil.copytree(drop.folder, old / "input")
    (old / "input" / "render.yaml").unlink()
    (old / "output").mkdir()
    (old / "output" / "video.mp4").write_bytes(b"an earlier film")
    (old / "logs").mkdir()
    (old / "logs" / "render.log").write_text("an earlier log")
    (daemon.root / "db.sqlite3").write_bytes(b"SQLite format 3\0")
    (daemon.root / "projects" / "old.meta.json").write_text("{}")
    before = _contents(daemon.root)

    daemon.settings |= {"DROPD_RESCAN_INTERVAL_S": "0.5"}
    daemon.start()
    new = daemon.root / "projects" / "new"
    shutil.copytree(drop.folder, new / "input")
    daemon.wait_for("new", "SUCCEEDED")

    after = {path: content for path, content in _contents(daemon.root).items() if path in before or "old" in path}
    assert after == before


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
