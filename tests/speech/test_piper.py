import io
import wave
from pathlib import Path

import pytest

from dropd.errors import SetupFault, SpeechFault
from dropd.speech.piper import PiperService, is_as_wished, language_of
from dropd.speech.voice import Voice


def seconds(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def test_one_process_speaks_one_text_after_another(tmp_path: Path) -> None:
    with PiperService(Voice(), tmp_path) as piper:
        short = piper.say("Welcome.")
        long = piper.say("Welcome to the house\non the hill,\tits garden, and its wide view.")
        assert piper.voice == "piper: en_US-joe-medium"
        assert piper.language == "en-US"

    assert 0.3 < seconds(short) < seconds(long) < 15
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_spoken_alike_by_another_process_and_after_other_texts(tmp_path: Path) -> None:
    """Two empty caches give one film: what is spoken depends on nothing but the voice and the text."""
    text = "Welcome to the house on the hill, whose garden is wide, and whose view is wider."
    with PiperService(Voice(), tmp_path / "a") as piper:
        first, other, again = piper.say(text), piper.say("Something else."), piper.say(text)
    with PiperService(Voice(), tmp_path / "b") as piper:
        other_first, later = piper.say("Something else."), piper.say(text)

    assert len(first) > 100_000
    assert first == again == later
    assert other == other_first


def test_texts_that_differ_in_one_letter_draw_another_chance(tmp_path: Path) -> None:
    """The rhythm is as natural as Piper makes it: the breath of one line is not heard in the next."""
    with PiperService(Voice(), tmp_path) as piper:
        assert piper.say("Welcome home") != piper.say("Welcome home.")


def test_a_voice_can_be_told_to_hurry(tmp_path: Path) -> None:
    text = "Welcome to the house on the hill, and to its garden."
    with PiperService(Voice(), tmp_path / "a") as piper, PiperService(Voice(speed=1.5), tmp_path / "b") as fast:
        ratio = seconds(piper.say(text)) / seconds(fast.say(text))
        assert piper.identity != fast.identity

    assert ratio == pytest.approx(1.5, abs=0.2)


def test_a_voice_that_is_no_voice_ends_in_a_sentence(tmp_path: Path) -> None:
    voice = tmp_path / "en.onnx"
    with pytest.raises(SetupFault, match=r"There is no Piper voice .*en.onnx"):
        PiperService(Voice(piper_voice=voice), tmp_path)
    voice.write_text("no model")
    with pytest.raises(SetupFault, match=r"lacks its description en.onnx.json"):
        PiperService(Voice(piper_voice=voice), tmp_path)
    (tmp_path / "en.onnx.json").write_text("{}")

    with (
        PiperService(Voice(piper_voice=voice), tmp_path) as piper,
        pytest.raises(SpeechFault, match="Piper ended before it had spoken: "),
    ):
        piper.say("Welcome.")


@pytest.mark.parametrize(
    ("description", "language"),
    [
        ('{"language": {"code": "de_DE"}}', "de-DE"),
        ('{"espeak": {"voice": "en-us"}}', "en-us"),
        ("{}", None),
        ("[]", None),
        ("not JSON", None),
    ],
)
def test_the_language_of_a_voice_is_read_from_its_description(
    tmp_path: Path, description: str, language: str | None
) -> None:
    (tmp_path / "v.onnx").touch()
    (tmp_path / "v.onnx.json").write_text(description)

    assert language_of(tmp_path / "v.onnx") == language


def test_who_asked_for_another_voice_is_told(tmp_path: Path) -> None:
    notes = PiperService(Voice(name="p263", language="en"), tmp_path).notes

    assert len(notes) == 1
    assert "is not p263: Piper has only" in notes[0]


@pytest.mark.parametrize("wish", ["en", "EN", "en-US", "en_us", "en_US-joe", "en_US-joe-medium"])
def test_a_voice_is_as_it_was_asked_for(wish: str) -> None:
    assert is_as_wished("en_US-joe-medium", wish)


@pytest.mark.parametrize("wish", ["de", "en-GB", "e", "joe", "en_US-j"])
def test_a_voice_is_another_than_was_asked_for(wish: str) -> None:
    assert not is_as_wished("en_US-joe-medium", wish)
