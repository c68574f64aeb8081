from pathlib import Path

import numpy as np
import pytest

from dropd.film.sound.sentences import Sentence, strung
from dropd.film.sound.tracks import Recording, Samples, recording_in

SECOND = 48_000


def tone(seconds: float, *, before_s: float = 0.0, after_s: float = 0.0) -> Samples:
    """A tone with silence around it, in both ears."""
    times = np.arange(round(seconds * SECOND)) / SECOND
    heard = 0.3 * np.sin(2 * np.pi * 440 * times)
    silence = [np.zeros(round(part * SECOND)) for part in (before_s, after_s)]
    return np.repeat(np.concatenate([silence[0], heard, silence[1]]).astype(np.float32)[:, None], 2, axis=1)


def pauses_s(recording: Recording) -> list[float]:
    loud = np.flatnonzero(np.abs(recording.part(0, recording.samples)).max(axis=1) > 0.05)
    gaps = np.diff(loud)
    return [float(gap) / SECOND for gap in gaps[gaps > SECOND // 20]]


@pytest.mark.parametrize("appended_s", [0.0, 0.05, 0.42, 2.0])
def test_pauses_are_ours_whatever_a_service_appends(tmp_path: Path, appended_s: float) -> None:
    sentences = [
        Sentence("One.", tone(1, before_s=appended_s, after_s=appended_s), 0.4),
        Sentence("Two.", tone(0.5, before_s=0.1, after_s=appended_s), 0.8),
        Sentence("Three.", tone(0.7, after_s=0.42), 0.8),
    ]

    strung(sentences, tmp_path / "voice.f32")

    assert pauses_s(recording_in(tmp_path / "voice.f32")) == pytest.approx([0.4, 0.8], abs=0.025)


def test_the_place_of_each_sentence_is_told_and_nothing_follows_the_last(tmp_path: Path) -> None:
    sentences = [Sentence(text, tone(1, before_s=0.3, after_s=0.42), 0.4) for text in ("One.", "Two.")]

    spans = strung(sentences, tmp_path / "voice.f32")

    recording = recording_in(tmp_path / "voice.f32")
    assert [span.text for span in spans] == ["One.", "Two."]
    assert recording.samples == spans[-1].end_sample
    for span in spans:
        heard = np.flatnonzero(np.abs(recording.part(span.first_sample, span.end_sample)[:, 0]) > 0.05)
        assert heard[0] <= 0.08 * SECOND
        assert span.end_sample - span.first_sample - heard[-1] <= 0.2 * SECOND


def test_no_sentences_are_no_sound(tmp_path: Path) -> None:
    assert strung([], tmp_path / "voice.f32") == ()
    assert recording_in(tmp_path / "voice.f32").samples == 0
