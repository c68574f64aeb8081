"""A narration from its sentences: each without the silence that came with it, with pauses that are ours.

XTTS servers append 0.42 s of silence to each sentence, others other amounts: left in, they would set the pace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dropd.film.sound.silence import Stretch, heard_in, without_silence_around
from dropd.film.sound.tracks import BYTES_PER_SAMPLE, Held, Samples
from dropd.film.sound.voice_over import Span
from dropd.media.ffmpeg import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its sound (shape (samples, 2), at 48 kHz), and how long it is silent after it."""

    text: str
    sound: Samples
    pause_s: float


def strung(sentences: Iterable[Sentence], target: Path) -> tuple[Span, ...]:
    """Write sentences one after the other to a raw file. Returns the place of each."""
    spans: list[Span] = []
    written, pause, silent = 0, 0, 0
    with target.open("wb") as file:
        for sentence in sentences:
            sound = Held(sentence.sound)
            kept, heard = without_silence_around(sound), _heard(sound)
            # What is left of the silence on both sides is a part of the pause.
            gap = max(0, pause - silent - (heard.first - kept.first)) if spans else 0
            file.write(bytes(gap * BYTES_PER_SAMPLE))
            file.write(np.ascontiguousarray(sentence.sound[kept.first : kept.end]).data)
            spans.append(Span(sentence.text, written + gap, written + gap + kept.end - kept.first))
            written = spans[-1].end_sample
            pause, silent = round(sentence.pause_s * SAMPLE_RATE_HZ), kept.end - heard.end
    return tuple(spans)


def _heard(sound: Held) -> Stretch:
    """From the first sound to the last; the whole if there is none."""
    heard = heard_in(sound)
    return Stretch(heard[0].first, heard[-1].end) if heard else Stretch(0, sound.samples)
