"""Where a recording is silent: found by its own level, so that loud, soft and noisy recordings are treated alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.silence import FRAME_SAMPLES, levels_db
from dropd.film.sound.tracks import Track

BELOW_SPEECH_DB = 30.0
"""Vowels and most consonants are within this of a recording's loud frames; breaths and rooms are mostly below."""
PART_OF_RANGE = 0.65
"""In a noisy recording silence begins at this part of the way from speech down to the noise."""
LOUD_PERCENTILE, NOISE_PERCENTILE = 90.0, 5.0
FLOOR_DB = -90.0
"""What is softer is silence in any recording: 16 bits do not tell it from zero."""

LEAST_PAUSE_FRAMES = 8
"""Plosives are silent for up to 80 ms before they burst."""
LEAST_SOUND_FRAMES = 4
"""A click within a pause is no word."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence between two sounds, in samples of its recording."""

    first_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Speech:
    """Where somebody is heard: from the first sound to the last, without the pauses between them."""

    first_sample: int
    end_sample: int
    pauses: tuple[Pause, ...]


def speech_in(track: Track) -> Speech | None:
    """Find what is heard in a recording, or None where nothing is."""
    levels = levels_db(track)
    heard = levels > _threshold_db(levels)
    sounds = [run for run in _runs(_without_gaps(heard)) if run[1] - run[0] >= LEAST_SOUND_FRAMES]
    if not sounds:
        return None
    edges = [frame * FRAME_SAMPLES for sound in sounds for frame in sound]
    pauses = tuple(Pause(first, end) for first, end in zip(edges[1:-1:2], edges[2:-1:2], strict=True))
    return Speech(edges[0], min(edges[-1], track.samples), pauses)


def _threshold_db(levels: NDArray[np.float32]) -> float:
    audible = levels[levels > FLOOR_DB]
    if len(audible) == 0:
        return 0.0
    speech_db = float(np.percentile(audible, LOUD_PERCENTILE))
    noise_db = float(np.percentile(levels, NOISE_PERCENTILE))
    return max(FLOOR_DB, speech_db - min(BELOW_SPEECH_DB, PART_OF_RANGE * (speech_db - noise_db)))


def _without_gaps(heard: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take silences between sounds that are too short for pauses as heard."""
    filled = heard.copy()
    for first, end in _runs(~heard):
        if first > 0 and end < len(heard) and end - first < LEAST_PAUSE_FRAMES:
            filled[first:end] = True
    return filled


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, end) of each run of True."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in changes.reshape(-1, 2)]
