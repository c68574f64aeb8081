import os
import tempfile
import wave
from pathlib import Path

import pytest

from dropd.errors import NarrationFault, SetupFault, SpeechFault
from dropd.speech.piper import PiperSpeaker
from dropd.speech.speaker import Voice, speaker_for


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def test_one_process_speaks_one_text_after_another(tmp_path: Path) -> None:
    with speaker_for(Voice(api="piper"), tmp_path) as speaker:
        speaker.speak("Welcome.", tmp_path / "short.wav")
        speaker.speak("Welcome to the house\non the hill,\tits garden, and its wide view.", tmp_path / "long.wav")
        assert speaker.voice.startswith("piper: ")
        assert speaker.identity.startswith("piper ")

    assert 0.3 < seconds(tmp_path / "short.wav") < seconds(tmp_path / "long.wav") < 15
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.wav", "short.wav"]


def test_the_speech_may_lie_on_another_disk_than_temporary_files(tmp_path: Path) -> None:
    if not os.access("/dev/shm", os.W_OK):  # noqa: S108 - looked for as another file system, nothing is kept there
        pytest.skip("this machine has no second file system to write to")
    with (
        tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere,
        PiperSpeaker(None, Path(elsewhere)) as speaker,
    ):
        speaker.speak("Yes.", tmp_path / "yes.wav")

    assert seconds(tmp_path / "yes.wav") > 0.2


def test_a_voice_that_is_no_voice_ends_in_a_sentence(tmp_path: Path) -> None:
    voice = tmp_path / "en.onnx"
    voice.write_text("no model")
    with PiperSpeaker(voice, tmp_path) as speaker:
        with pytest.raises(SetupFault, match=r"lacks its description en.onnx.json"):
            _ = speaker.identity
        with pytest.raises(SpeechFault, match="Piper ended before it had spoken: "):
            speaker.speak("Welcome.", tmp_path / "out.wav")


def test_a_service_of_a_later_version_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NarrationFault, match="spoken by xtts"):
        speaker_for(Voice(api="xtts"), tmp_path)
