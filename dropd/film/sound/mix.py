"""The film's sound before it is levelled: every voice at its exact sample, music under them.

A mix is no file: any stretch of it is put together whenever it is read, which takes less time than writing it would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dropd.film.plan import Plan
from dropd.film.sound.music import Bed
from dropd.film.sound.tracks import Samples, Track


@dataclass(frozen=True, slots=True)
class Laid:
    """A voice at its place in the film, louder by a factor."""

    voice: Track
    first_sample: int
    factor: np.float32


@dataclass(frozen=True, slots=True)
class Mix:
    """A track as long as the film; silence where nothing is laid."""

    samples: int
    voices: tuple[Laid, ...]
    bed: Bed | None = None

    def part(self, first: int, end: int) -> Samples:
        """Put these samples together."""
        mixed = np.zeros((end - first, 2), np.float32) if self.bed is None else self.bed.part(first, end)
        for laid in self.voices:
            start = max(first, laid.first_sample)
            stop = min(end, laid.first_sample + laid.voice.samples)
            if start < stop:
                voice = laid.voice.part(start - laid.first_sample, stop - laid.first_sample)
                mixed[start - first : stop - first] += voice * laid.factor
        return mixed


def lay_voices(plan: Plan, voices: Sequence[Track | None], gains_db: Sequence[float]) -> tuple[Laid, ...]:
    """Lay each scene's voice, with its gain, at the scene's first sample."""
    return tuple(_laid(plan, voices, gains_db))


def _laid(plan: Plan, voices: Sequence[Track | None], gains_db: Sequence[float]) -> Iterator[Laid]:
    for scene, voice, gain_db in zip(plan.scenes, voices, gains_db, strict=True):
        if voice is not None:
            yield Laid(voice, scene.first_sample, np.float32(10 ** (gain_db / 20)))
