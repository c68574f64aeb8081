"""A bed of music under the narration: looped without a seam, faded, ducked by where the narration is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dropd.film.plan import SAMPLE_RATE_HZ, Plan
from dropd.film.sound.lanes import Each
from dropd.film.sound.silence import Stretch, bridged
from dropd.film.sound.tracks import Samples, blocks

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


def add_music(
    track: Samples,
    music: Samples,
    spoken: Sequence[Stretch],
    *,
    level_db: float,
    ducking: bool,
    each: Each = map,
) -> None:
    """Mix music into a track, in place. `level_db` is the gain that makes it as loud as the voice."""

    def add(block: tuple[int, Samples]) -> None:
        start, part = block
        gain_db = level_db + envelope_db(spoken, start, len(part), ducking=ducking)
        factor = 10 ** (gain_db / 20) * _fades(start, len(part), len(track))
        part[:] += looped(music, start, len(part)) * factor.astype(np.float32)[:, None]

    if len(music):
        list(each(add, blocks(track)))


def envelope_db(spoken: Sequence[Stretch], first: int, samples: int, *, ducking: bool) -> NDArray[np.float64]:
    """The music's level against the voice's in decibels, for each sample from `first`."""
    if not spoken:
        return np.zeros(samples)
    if not ducking:
        return np.full(samples, -BELOW_VOICE_DB)
    places, levels = [], []
    for stretch in spoken:
        places += [stretch.first - BEFORE_SAMPLES, stretch.first, stretch.end, stretch.end + AFTER_SAMPLES]
        levels += [DUCKING_DB, 0.0, 0.0, DUCKING_DB]
    rise = np.interp(np.arange(first, first + samples), places, levels)
    return rise - BELOW_VOICE_DB


def looped(music: Samples, first: int, samples: int) -> Samples:
    """Music from sample `first` on, repeated for ever; its end fades into its beginning at equal power."""
    seam = min(SEAM_SAMPLES, len(music) // 4)
    period = len(music) - seam
    places = np.arange(first, first + samples)
    inside = places % period
    sounds = music[inside]
    joined = (inside < seam) & (places >= period)
    part = (inside[joined] / max(seam, 1) * (np.pi / 2)).astype(np.float32)[:, None]
    sounds[joined] = sounds[joined] * np.sin(part) + music[inside[joined] + period] * np.cos(part)
    return sounds


def _fades(first: int, samples: int, of_samples: int) -> NDArray[np.float64]:
    places = np.arange(first, first + samples)
    rising = np.clip(places / FADE_IN_SAMPLES, 0, 1)
    falling = np.clip((of_samples - 1 - places) / FADE_OUT_SAMPLES, 0, 1)
    return np.asarray(rising * falling)
