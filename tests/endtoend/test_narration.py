"""Text becomes narration: from a folder to a film, by servers that answer as real ones do, over real HTTP."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.endtoend.support import SAMPLE_RATE_HZ, Film, RunningDaemon, wait_until
from tests.speech.servers import (
    AzureServer,
    CompanionServer,
    CoquiServer,
    OpenAiServer,
    SpeechServer,
    Status,
    XttsApiServer,
    strongest_hz,
    tone_hz,
)

SMALL = {"size": "160x128", "fps": 10, "motion": "none", "preset": "ultrafast", "tune": "none", "xfade": "off"}
NOTHING_SET: Mapping[str, str] = MappingProxyType({})
NUMBERS = "zero one two three four five six seven eight nine ten".split()  # noqa: SIM905 - easier to read


def texts(count: int) -> list[str]:
    """One sentence a scene, each with a tone of its own."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        text = f"Room {NUMBERS[number % 11]} of floor {NUMBERS[number // 11]} is bright."
        if tone_hz(text) not in map(tone_hz, found):
            found.append(text)
        number += 1
    return found


def write_drop(folder: Path, said: list[str], **options: Any) -> None:
    (folder / "images").mkdir(parents=True)
    Image.new("RGB", (320, 180), (90, 140, 60)).save(folder / "images" / "a.jpg")
    scenes = [{"VO": text, "images": ["a.jpg"]} for text in said]
    (folder / "scenes.json").write_text(json.dumps({"scenes": scenes}))
    (folder / "render.yaml").write_text(json.dumps({"renderOptions": SMALL | options}))


def rendered(
    project: Path, home: Path, settings: Mapping[str, str] = NOTHING_SET, *, is_offline: bool = False
) -> dict[str, Any]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "DROPD_RESERVE_DISK_MB": "1", **settings}
    prefix = ("unshare", "--user", "--map-root-user", "--net") if is_offline else ()
    subprocess.run(
        [*prefix, sys.executable, "-m", "dropd", "render", str(project)],
        env=environment, cwd=home, check=False, capture_output=True,
    )  # fmt: skip
    status: dict[str, Any] = json.loads((project / "status.json").read_text())
    return status


def by_xtts(url: str) -> dict[str, str]:
    return {"XTTS_API_URL": url, "DEFAULT_TTS_API": "xtts", "XTTS_VOICE": "p263", "XTTS_LANGUAGE": "en"}


def by_openai(url: str) -> dict[str, str]:
    return {"DROPD_SPEECH__OPENAI_URL": f"{url}/v1", "DEFAULT_TTS_API": "openai", "DEFAULT_TTS_VOICE": "nova"}


def by_azure(url: str) -> dict[str, str]:
    named = {"DEFAULT_TTS_API": "azure", "AZURE_TTS_VOICE": "en-US-AvaMultilingualNeural"}
    return {"DROPD_SPEECH__AZURE_URL": url, "AZURE_KEY": "k1", **named}


@pytest.mark.parametrize(
    ("started", "settings", "voice"),
    [
        (CompanionServer, by_xtts, "xtts: p263"),
        (CoquiServer, by_xtts, "xtts: p263"),
        (lambda: CoquiServer(fork=True), by_xtts, "xtts: p263"),
        (XttsApiServer, by_xtts, "xtts: p263"),
        (OpenAiServer, by_openai, "openai: nova"),
        (lambda: AzureServer(key="k1"), by_azure, "azure: en-US-AvaMultilingualNeural"),
    ],
)
def test_forty_scenes_each_have_the_right_sound_in_order(
    tmp_path: Path,
    film_at: Callable[[Path], Film],
    started: Callable[[], SpeechServer],
    settings: Callable[[str], dict[str, str]],
    voice: str,
) -> None:
    said = texts(40)
    write_drop(tmp_path / "house" / "input", said)

    with started() as server:
        status = rendered(tmp_path / "house", tmp_path, settings(server.url))

    assert status["state"] == "SUCCEEDED", status
    assert status["voice"] == voice
    assert [asked.text for asked in server.asked] == said
    assert {asked.voice for asked in server.asked} == {voice.partition(": ")[2]}
    for scene, text in enumerate(said):
        sound = film_at(tmp_path / "house" / "output" / f"scene_{scene:02}.mp4").sound()
        assert abs(strongest_hz(sound, SAMPLE_RATE_HZ) - tone_hz(text)) < 5, scene


def test_a_corrected_sentence_costs_one_request(tmp_path: Path) -> None:
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        write_drop(tmp_path / "house" / "input", ["The house is old. It has a garden.", "Come and see."])
        rendered(tmp_path / "house", tmp_path, settings)
        scenes = tmp_path / "house" / "input" / "scenes.json"
        scenes.write_text(scenes.read_text().replace("is old", "is new"))
        (tmp_path / "house" / "input" / "render.yaml").write_text(json.dumps({"renderOptions": SMALL}))
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert status["state"] == "SUCCEEDED", status
    assert [asked.text for asked in server.asked] == [
        "The house is old.", "It has a garden.", "Come and see.", "The house is new.",
    ]  # fmt: skip


def test_a_narration_that_is_kept_whole_needs_none_of_its_sentences(tmp_path: Path) -> None:
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        write_drop(tmp_path / "house" / "input", ["The house is old. It has a garden.", "Come and see."])
        rendered(tmp_path / "house", tmp_path, settings)
        for sentence in (tmp_path / ".cache").rglob("*.speech"):
            sentence.unlink()
        (tmp_path / "house" / "input" / "render.yaml").write_text(
            json.dumps({"renderOptions": SMALL | {"loudness": -20}})
        )
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert status["state"] == "SUCCEEDED", status
    assert len(server.asked) == 3


def test_the_pause_between_sentences_is_ours_whatever_a_server_appends(
    tmp_path: Path, film_at: Callable[[Path], Film]
) -> None:
    """Coqui's servers append 0.42 s of silence to each sentence."""
    write_drop(tmp_path / "house" / "input", ["The house is old. It has a garden."], loudness="off")
    with CoquiServer() as server:
        rendered(tmp_path / "house", tmp_path, {"XTTS_API_URL": server.url, "DEFAULT_TTS_API": "xtts"})

    sound = np.abs(film_at(tmp_path / "house" / "output" / "video.mp4").sound())
    loud = np.flatnonzero(sound > 0.01)
    longest_pause_s = np.diff(loud).max() / SAMPLE_RATE_HZ
    assert longest_pause_s == pytest.approx(0.4, abs=0.06)


def test_captions_begin_with_their_sentences(tmp_path: Path, film_at: Callable[[Path], Film]) -> None:
    said = ["The house is old and stands on a hill.", "It has a large garden with old trees.", "Come and see it soon."]
    write_drop(tmp_path / "house" / "input", [" ".join(said)], fps=30)
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        rendered(tmp_path / "house", tmp_path, settings)

    sound = np.abs(film_at(tmp_path / "house" / "output" / "video.mp4").sound())
    loud = np.flatnonzero(sound > 0.02)
    begins = [loud[0], *loud[1:][np.diff(loud) > 0.2 * SAMPLE_RATE_HZ]]
    shown = begins_of_captions(tmp_path / "house" / "output" / "video.srt")
    assert len(shown) == len(said)
    assert np.abs(np.array(begins) / SAMPLE_RATE_HZ - shown).max() < 0.08


def begins_of_captions(srt: Path, beginnings: list[str] | None = None) -> list[float]:
    """When captions are shown first; of those that begin so, if that is said."""
    cues = [cue.split("\n", 2)[1:] for cue in srt.read_text().strip().split("\n\n")]
    wanted = tuple(beginnings or ("",))
    times = [time.split()[0].replace(",", ".").split(":") for time, text in cues if text.startswith(wanted)]
    return [3600 * int(hours) + 60 * int(minutes) + float(seconds) for hours, minutes, seconds in times]


def test_a_dead_service_fails_the_job_and_names_the_scenes_without_narration(tmp_path: Path) -> None:
    said = texts(4)
    write_drop(tmp_path / "house" / "input", said)
    with OpenAiServer() as server:
        server.faults.extend([Status(401)] * 99)
        settings = {
            "DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai",
            "DROPD_SPEECH__OPENAI_KEY": "sk-hush",
        }  # fmt: skip
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert status["state"] == "FAILED"
    assert status["error"]["code"] == "speech"
    assert "does not accept the key" in status["error"]["message"]
    assert "4 scenes have no narration: 00, 01, 02, 03." in status["error"]["message"]
    everything = b"".join(path.read_bytes() for path in (tmp_path / "house").rglob("*") if path.is_file())
    assert b"sk-hush" not in everything


def test_what_a_server_refuses_is_told_with_the_scene(tmp_path: Path) -> None:
    write_drop(tmp_path / "house" / "input", texts(1))
    with OpenAiServer() as server:
        server.faults.extend([Status(400, body=b'{"error": {"message": "no such voice"}}')] * 9)
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert (status["state"], status["error"]["code"]) == ("FAILED", "speech")
    assert "It said: “no such voice”. Scene 00 has no narration." in status["error"]["message"]


def test_scenes_that_were_spoken_are_not_named(tmp_path: Path) -> None:
    said = texts(4)
    write_drop(tmp_path / "house" / "input", said)
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        write_drop(tmp_path / "first" / "input", said[:2])
        rendered(tmp_path / "first", tmp_path, settings)
        server.faults.extend([Status(403)] * 99)
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert "2 scenes have no narration: 02, 03." in status["error"]["message"]


def test_who_wants_to_wait_waits_and_the_film_is_made_by_itself(daemon: RunningDaemon) -> None:
    with OpenAiServer() as server:
        server.faults.extend([Status(503, retry_after="0")] * 999)
        daemon.settings |= {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        daemon.start()
        write_drop(daemon.root / "projects" / "house" / "input", texts(2), speechDown="wait")
        wait_until(lambda: len(server.asked) >= 5, "a service that is asked")
        status = daemon.wait_for("house", "WAITING")
        wait_until(lambda: "cannot answer now" in daemon.status("house")["message"], "a reason")
        assert "goes on as soon as the service answers" in daemon.status("house")["message"]
        assert status["attempt"] == 0
        server.faults.clear()
        daemon.wait_for("house", "SUCCEEDED", 90)


def test_once_does_not_wait_for_a_service(tmp_path: Path) -> None:
    write_drop(tmp_path / "root" / "projects" / "house" / "input", texts(2), speechDown="wait")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "DROPD_RESERVE_DISK_MB": "1", "DROPD_QUIET_PERIOD_S": "0.3",
        "DROPD_VOICE_OVER_GRACE_S": "0.3",
        "DROPD_SPEECH__OPENAI_URL": "http://127.0.0.1:9/v1", "DEFAULT_TTS_API": "openai",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "dropd", "once", "--root", str(tmp_path / "root")],
        env=environment, cwd=tmp_path, check=False, capture_output=True, timeout=100,
    )  # fmt: skip

    status = json.loads((tmp_path / "root" / "projects" / "house" / "status.json").read_text())
    assert done.returncode == 0
    assert status["state"] == "WAITING"
    assert "nothing answers at this port" in status["message"]


def test_what_the_voice_may_not_read_is_told(tmp_path: Path) -> None:
    write_drop(tmp_path / "house" / "input", ["Welcome to the house.", "欢迎来到我们的房子。", "…"], ttsLanguage="en")
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        status = rendered(tmp_path / "house", tmp_path, settings)

    assert status["state"] == "SUCCEEDED"
    assert any("Most letters of scene 01 are not those" in warning for warning in status["warnings"])
    assert any("nothing to be spoken in the text of scene 02" in warning for warning in status["warnings"])


def test_killed_in_the_middle_no_finished_sentence_is_asked_for_again(daemon: RunningDaemon) -> None:
    said = texts(40)
    with OpenAiServer(takes_s=0.05) as server:
        daemon.settings |= {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        daemon.start()
        write_drop(daemon.root / "projects" / "house" / "input", said)
        wait_until(lambda: len(server.asked) >= 15, "fifteen sentences")
        daemon.kill()
        daemon.start()
        daemon.wait_for("house", "SUCCEEDED", 90)

    times = Counter(asked.text for asked in server.asked)
    assert set(times) == set(said)
    assert sum(times.values()) <= 41  # the one that was under way


def test_piper_needs_no_network_and_captions_begin_with_its_sentences(
    tmp_path: Path, film_at: Callable[[Path], Film]
) -> None:
    said = [
        ["Welcome to the house on the hill.", "It was built in 1923, and it is in very good condition."],
        ["The flat costs €450,000.", "It has 120 m² of floor space.", "Dr. Smith of 12 Oak St. will show it to you."],
        ["Come and see it soon!"],
    ]
    write_drop(tmp_path / "house" / "input", [" ".join(sentences) for sentences in said], fps=30, ttsApi="piper")

    status = rendered(tmp_path / "house", tmp_path, is_offline=True)

    assert status["state"] == "SUCCEEDED", status
    assert status["voice"] == "piper: en_US-joe-medium"
    for scene, sentences in enumerate(said):
        film = film_at(tmp_path / "house" / "output" / f"scene_{scene:02}.mp4")
        begins = begins_of_sentences(film.sound(), len(sentences))
        start_s = sum(film_at(path).frames() for path in before(tmp_path / "house" / "output", scene)) / 30
        shown = begins_of_captions(tmp_path / "house" / "output" / "video.srt", first_words(sentences))
        assert np.abs(np.array(shown) - start_s - begins).max() < 0.08
    looking = (film.program, "-i", str(tmp_path / "house" / "output" / "video.mp4"))
    told = subprocess.run(looking, capture_output=True, check=False, text=True).stderr
    assert "(eng)" in told  # nobody has said the language; the voice has


def before(output: Path, scene: int) -> list[Path]:
    return [output / f"scene_{earlier:02}.mp4" for earlier in range(scene)]


def first_words(sentences: list[str]) -> list[str]:
    return [" ".join(sentence.split()[:3]) for sentence in sentences]


def begins_of_sentences(sound: Any, count: int) -> list[float]:
    """Where somebody begins to speak: after the longest pauses."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    gaps = np.diff(loud)
    after = np.sort(np.argsort(gaps)[len(gaps) - (count - 1) :]) + 1
    return [float(loud[at]) / SAMPLE_RATE_HZ for at in (0, *after)]
