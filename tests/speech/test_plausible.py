import numpy as np
import pytest

from dropd.speech.plausible import begins_as_sound, is_silent, least_seconds, most_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Yes.", 0.35),
        ("Welcome to the house on the hill.", 2.1),
        ("这是一座美丽的房子", 2.4),
        ("Tel. 030 1234567", 5.0),
    ],
)
def test_speech_of_a_usual_length_is_plausible(text: str, seconds: float) -> None:
    assert least_seconds(text) < seconds / 1.5
    assert seconds * 1.5 < most_seconds(text)


def test_half_a_minute_for_a_word_and_a_click_for_a_sentence_are_not() -> None:
    assert most_seconds("Yes.") < 10
    assert least_seconds("This sentence is spoken in about four seconds, not in half of one.") > 0.6


def test_a_page_is_no_sound() -> None:
    assert not begins_as_sound(b"<!doctype html>")
    assert not begins_as_sound(b"")
    assert begins_as_sound(b"RIFF\x24\x00\x00\x00WAVEfmt ")


def test_noise_of_a_converter_is_silence_and_a_whisper_is_not() -> None:
    drawn = np.random.default_rng(1).normal(0, 1, (48_000, 2)).astype(np.float32)

    assert is_silent(np.zeros((0, 2), np.float32))
    assert is_silent(drawn * 1e-4)
    assert not is_silent(drawn * 3e-3)
