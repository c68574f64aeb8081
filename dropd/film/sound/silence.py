"""Where in a recording somebody is heard. In blocks: a recording may be long.

What counts is the level of each hundredth of a second, against the recording's own loudness: a quiet recording has
as many pauses as a loud one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.tracks import Excerpt, Recording, Samples, Track, blocks, record, sides_of, stretches

Levels = NDArray[np.float32]

FRAME_SAMPLES = 480
BLOCK_SAMPLES = 256 * FRAME_SAMPLES

SURE_DB, SURE_DBFS = -30.0, -70.0
"""A frame that is louder than both, the first against the recording's own loudness, is sound."""
FAINT_DB, FAINT_DBFS = -50.0, -80.0
"""One that is louder than these is sound if it is near a sure one: the f of a first word, the end of an echo."""
NEAR_FRAMES = 30
LOUD_POWER = 0.1
"""Frames within 10 dB of the mean are those by which a recording's loudness is told, as EBU R 128 does."""

TRIMMING_VERSION = 1
"""Raise it whenever another part of a recording is kept than before."""
BEFORE_SAMPLES, AFTER_SAMPLES = 2400, 7200
"""What is kept of the silence around a trimmed recording: 50 ms before the first sound, 150 ms after the last."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of sound, in samples of what it was found in."""

    first: int
    end: int


def heard_in(track: Track) -> tuple[Stretch, ...]:
    """Every stretch of sound in a recording, in order and apart from each other; none in silence."""
    sounding = _sounding(levels_db(track))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], sounding, [False]]).astype(np.int8))) * FRAME_SAMPLES
    ends = np.minimum(edges[1::2], track.samples)
    return tuple(Stretch(int(first), int(end)) for first, end in zip(edges[::2], ends, strict=True))


def bridged(stretches: Sequence[Stretch], shortest_pause_samples: int) -> tuple[Stretch, ...]:
    """Join what is parted by less than a pause; the stretches are in order."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and stretch.first - joined[-1].end < shortest_pause_samples:
            joined[-1] = Stretch(joined[-1].first, stretch.end)
        else:
            joined.append(stretch)
    return tuple(joined)


def without_silence_around(track: Track) -> Stretch:
    """What remains of a recording without the silence before and after it; the whole if it is all silence."""
    heard = heard_in(track)
    if not heard:
        return Stretch(0, track.samples)
    return Stretch(max(heard[0].first - BEFORE_SAMPLES, 0), min(heard[-1].end + AFTER_SAMPLES, track.samples))


def trimmed(recording: Recording, target: Path) -> Recording:
    """Write a recording without the silence around it to `target`; one that has none is returned as it is."""
    kept = without_silence_around(recording)
    if kept.end - kept.first == recording.samples:
        return recording
    return record((block.tobytes() for block in blocks(Excerpt(recording, kept.first, kept.end))), target)


def levels_db(track: Track) -> Levels:
    """The level of each frame, of its louder side, in dBFS of the root mean square; a frame's own mean is no sound."""
    powers = [_powers(track.part(first, end)) for first, end in stretches(track.samples, BLOCK_SAMPLES)]
    power = np.concatenate([np.zeros(0, np.float32), *powers])
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def _powers(block: Samples) -> NDArray[np.float32]:
    missing = -len(block) % FRAME_SAMPLES
    if missing:
        block = np.concatenate([block, np.repeat(block[-1:], missing, axis=0)])
    # Side by side: NumPy goes along a row of 480 five times as fast as along two columns.
    different = np.ascontiguousarray(sides_of(block))
    sides = different.reshape(len(different), -1, FRAME_SAMPLES)
    power: NDArray[np.float32] = sides.var(axis=2).max(axis=0)
    return power


def _sounding(levels: Levels) -> NDArray[np.bool_]:
    """Which frames are sound: the faint ones that have a sure one near."""
    own_db = _own_level_db(levels)
    sure = levels > max(own_db + SURE_DB, SURE_DBFS)
    faint = levels > max(own_db + FAINT_DB, FAINT_DBFS)
    span = np.ones((1, 2 * NEAR_FRAMES + 1), np.uint8)
    near = cv2.dilate(sure.astype(np.uint8).reshape(1, -1), span).reshape(-1) if len(sure) else sure
    return np.asarray(faint & near.astype(np.bool_))


def _own_level_db(levels: Levels) -> float:
    power = 10 ** (levels[levels > FAINT_DBFS].astype(np.float64) / 10)
    if len(power) == 0:
        return 0.0
    return float(10 * np.log10(power[power >= power.mean() * LOUD_POWER].mean()))
