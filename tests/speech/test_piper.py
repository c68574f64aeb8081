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


def test_a_text_is_spoken_alike_by_another_process_and_after_other_texts(tmp_path: Path) -> None:
    """Two empty caches give one film: what is spoken depends on nothing but the voice and the text."""
    text = "Welcome to the house on the hill. Its garden is wide, and its view is wider."
    with PiperSpeaker(None, tmp_path / "a") as speaker:
        speaker.speak(text, tmp_path / "first.wav")
        speaker.speak("Something else.", tmp_path / "other.wav")
        speaker.speak(text, tmp_path / "again.wav")
    with PiperSpeaker(None, tmp_path / "b") as speaker:
        speaker.speak("Something else.", tmp_path / "other, first.wav")
        speaker.speak(text, tmp_path / "later.wav")

    spoken = (tmp_path / "first.wav").read_bytes()
    assert len(spoken) > 100_000
    assert (tmp_path / "again.wav").read_bytes() == spoken
    assert (tmp_path / "later.wav").read_bytes() == spoken
    assert (tmp_path / "other, first.wav").read_bytes() == (tmp_path / "other.wav").read_bytes()


def test_texts_that_differ_in_one_letter_draw_another_chance(tmp_path: Path) -> None:
    """The rhythm is as natural as Piper makes it: the breath of one line is not heard in the next."""
    with PiperSpeaker(None, tmp_path) as speaker:
        speaker.speak("Welcome home", tmp_path / "one.wav")
        speaker.speak("Welcome home.", tmp_path / "two.wav")

    assert (tmp_path / "one.wav").read_bytes() != (tmp_path / "two.wav").read_bytes()


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
