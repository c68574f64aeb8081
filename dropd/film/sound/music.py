"""A bed of music under the narration: looped without a seam, faded, ducked by where the narration is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropd.film.plan import Plan
from dropd.film.sound.silence import Stretch, bridged
from dropd.film.sound.tracks import Held, Samples, Track
from dropd.media.ffmpeg import SAMPLE_RATE_HZ

BELOW_VOICE_DB = 20.0
"""How far music lies below the voice where somebody speaks."""
DUCKING_DB = 12.0
"""How much it rises between, when ducking is on."""
BEFORE_SAMPLES, AFTER_SAMPLES = SAMPLE_RATE_HZ // 4, SAMPLE_RATE_HZ * 6 // 10
"""The music begins to sink 250 ms before a voice and is back 600 ms after it."""
BRIDGED_SAMPLES = SAMPLE_RATE_HZ
"""Pauses shorter than a second are no reason to rise."""
FADE_IN_SAMPLES, FADE_OUT_SAMPLES = SAMPLE_RATE_HZ, 3 * SAMPLE_RATE_HZ
SEAM_SAMPLES = 2 * SAMPLE_RATE_HZ
SHORTEST_SAMPLES = SAMPLE_RATE_HZ // 100
"""What is shorter is a buzz when it is looped, and is repeated as it is first, for each turn is read by itself."""

Levels = NDArray[np.float64]
"""One for each sample; a single one where all are alike, which is most of the time."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A track as long as the film: music to lie under its voices."""

    music: Track
    samples: int
    """How long the film is."""
    spoken: tuple[Stretch, ...]
    level_db: float
    """The gain that makes the music as loud as the voice."""
    ducking: bool

    def part(self, first: int, end: int) -> Samples:
        """The music as it is heard from sample `first` of the film to before `end`."""
        if self.music.samples == 0:
            return np.zeros((end - first, 2), np.float32)
        gain_db = self.level_db + envelope_db(self.spoken, first, end, ducking=self.ducking)
        factors = 10 ** (gain_db / 20) * _fades(first, end, self.samples)
        return looped(self.music, first, end) * factors.astype(np.float32)[:, None]


def spoken_in(plan: Plan, heard: Sequence[Sequence[Stretch]]) -> tuple[Stretch, ...]:
    """Where the narration is in the film, given where somebody is heard in each scene's recording.

    Pauses too short to rise in are part of it.
    """
    placed = [
        Stretch(scene.first_sample + stretch.first, scene.first_sample + stretch.end)
        for scene, stretches in zip(plan.scenes, heard, strict=True)
        for stretch in stretches
    ]
    return bridged(placed, BRIDGED_SAMPLES)


def envelope_db(spoken: Sequence[Stretch], first: int, end: int, *, ducking: bool) -> Levels:
    """The music's level against the voice's in decibels."""
    if not spoken:
        return np.zeros(1)
    if not ducking:
        return np.full(1, -BELOW_VOICE_DB)
    places, rises_db = [], []
    for stretch in spoken:
        places += [stretch.first - BEFORE_SAMPLES, stretch.first, stretch.end, stretch.end + AFTER_SAMPLES]
        rises_db += [DUCKING_DB, 0.0, 0.0, DUCKING_DB]
    return _interpolated(first, end, places, rises_db) - BELOW_VOICE_DB


def looped(music: Track, first: int, end: int) -> Samples:
    """Music repeated for ever, from sample `first` to before `end`; its end fades into its beginning at equal power."""
    if music.samples < SHORTEST_SAMPLES:
        music = Held(np.tile(music.part(0, music.samples), (SHORTEST_SAMPLES, 1)))
    seam = min(SEAM_SAMPLES, music.samples // 4)
    turns, place = [music.part(0, 0)], first
    while place < end:
        turns.append(_turn(music, seam, place, end))
        place += len(turns[-1])
    return np.concatenate(turns)


def _turn(music: Track, seam: int, first: int, end: int) -> Samples:
    """As much of it as there is at once: up to the end of the music, or of the seam with which it begins again."""
    period = music.samples - seam
    inside = first % period
    if first < period or inside >= seam:
        return music.part(inside, min(inside + end - first, period))
    until = min(inside + end - first, seam)
    ending, beginning = music.part(period + inside, period + until), music.part(inside, until)
    turn = (np.arange(inside, until) / seam * (np.pi / 2)).astype(np.float32)[:, None]
    return np.asarray(ending * np.cos(turn) + beginning * np.sin(turn))


def _fades(first: int, end: int, of_samples: int) -> Levels:
    """The factors with which a film's music rises at its beginning and falls at its end."""
    rising = _interpolated(first, end, [0, FADE_IN_SAMPLES], [0.0, 1.0])
    falling = _interpolated(first, end, [of_samples - 1 - FADE_OUT_SAMPLES, of_samples - 1], [1.0, 0.0])
    return np.asarray(rising * falling)


def _interpolated(first: int, end: int, places: Sequence[int], levels: Sequence[float]) -> Levels:
    """Levels that change in straight lines from place to place, and not before the first or after the last."""
    around = np.interp([first, *(place for place in places if first < place < end), end - 1], places, levels)
    if np.ptp(around) == 0:
        return around[:1]
    return np.interp(np.arange(first, end), places, levels)
