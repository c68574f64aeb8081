"""A narration from its sentences: each without the silence that came with it, with pauses that are ours.

XTTS servers append 0.42 s of silence to each sentence, others other amounts: left in, they would set the pace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dropd.film.plan import SAMPLE_RATE_HZ
from dropd.film.sound.silence import AFTER_SAMPLES, BEFORE_SAMPLES, without_silence_around
from dropd.film.sound.tracks import Recording, Samples, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its sound (shape (samples, 2), at 48 kHz), and how long it is silent after it."""

    text: str
    sound: Samples
    pause_s: float


def strung(sentences: Iterable[Sentence], target: Path) -> Recording:
    """Write sentences one after the other to a raw file. Returns it with the place of each."""
    spans: list[Span] = []
    written = 0
    with target.open("wb") as file:
        for sentence in sentences:
            kept = without_silence_around(sentence.sound)
            sound = sentence.sound[kept.first : kept.end]
            spans.append(Span(sentence.text, written, written + len(sound)))
            # What is left of the silence on both sides is a part of the pause.
            pause = max(0, round(sentence.pause_s * SAMPLE_RATE_HZ) - BEFORE_SAMPLES - AFTER_SAMPLES)
            file.write(np.ascontiguousarray(sound).data)
            file.write(bytes(pause * sound.itemsize * 2))
            written += len(sound) + pause
        written -= pause if spans else 0
        file.truncate(written * 8)
    return Recording(target, written, tuple(spans))
