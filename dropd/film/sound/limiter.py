"""A look-ahead true-peak limiter: sample-exact, without delay, for any stretch of a track.

The true peak is estimated as ITU-R BS.1770-4 annex 2 does, at four times the rate. The gain is the smallest that any
sample nearby needs, then averaged over the same span, so it never exceeds what a sample needs and never jumps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.tracks import Samples, Track, sides_of, stretches

REACH_SAMPLES = 240
"""5 ms before and after a peak."""
CONTEXT_SAMPLES = 2 * REACH_SAMPLES + 16
"""What a stretch must know of its neighbours, so that stretches leave no seam."""
TAPS = 24
HARMLESS = 0.7
"""Where samples stay below this part of a level, seldom any peak between them reaches it: 3 dB more are rare."""
SPAN_SAMPLES = 1024
"""In so long any tone shows 3 dB of its peak, but for those within 12 Hz of half the rate."""

Factors = NDArray[np.float32]
"""One for each sample."""


@dataclass(frozen=True, slots=True)
class Limited:
    """A track, made louder by a gain, with no true peak above a ceiling."""

    track: Track
    gain_db: float
    ceiling_dbtp: float

    @property
    def samples(self) -> int:
        """How long it is."""
        return self.track.samples

    def part(self, first: int, end: int) -> Samples:
        """Limit these samples; the same ones, but for rounding, whatever the stretch in which they are asked for.

        A peak that is 3 dB above all samples near may be seen in one stretch and missed in another.
        """
        start, stop = max(first - CONTEXT_SAMPLES, 0), min(end + CONTEXT_SAMPLES, self.samples)
        surrounded = self.track.part(start, stop) * _factor(self.gain_db)
        inside, ceiling = slice(first - start, end - start), _factor(self.ceiling_dbtp)
        if len(surrounded) == 0 or np.abs(surrounded).max() < ceiling * HARMLESS:
            return surrounded[inside]
        return surrounded[inside] * _gain(surrounded, ceiling)[inside, None]


def true_peak(track: Track, first: int, end: int) -> float:
    """The highest true peak of a stretch of a track, as a factor of full scale."""
    highest = 0.0
    for start, stop in stretches(end - first):
        before = max(first + start - TAPS, 0)
        around = track.part(before, min(first + stop + TAPS, track.samples))
        inside = slice(first + start - before, first + stop - before)
        # Of the samples first: then there are few places where it may be higher between them.
        highest = max(highest, float(np.abs(around[inside]).max(initial=0.0)))
        highest = max(highest, float(true_peaks(around, highest)[inside].max(initial=0.0)))
    return highest


def true_peaks(samples: Samples, above: float = 0.0) -> Factors:
    """The highest absolute value at and after each sample, before the next one, over both sides; shape (n,).

    Only what is above a level need be found: further than a span from any sample that comes near the level, the value
    of the sample alone is returned.
    """
    sides = np.ascontiguousarray(sides_of(samples))
    peaks: Factors = np.abs(sides).max(axis=0)
    for first, end in _loud(peaks, above * HARMLESS):
        start = max(first - TAPS, 0)
        near, inside = sides[:, start : end + TAPS], slice(first - start, end - start)
        for phase in _phases():
            between = cv2.filter2D(near, cv2.CV_32F, phase, anchor=(TAPS // 2 - 1, 0), borderType=cv2.BORDER_CONSTANT)
            np.maximum(peaks[first:end], np.abs(between[:, inside]).max(axis=0), out=peaks[first:end])
    return peaks


def _loud(peaks: Factors, level: float) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of where a sample is above a level: by whole spans, and a little around."""
    loud = np.maximum.reduceat(peaks, np.arange(0, len(peaks), SPAN_SAMPLES)) > level
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8))) * SPAN_SAMPLES
    for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield max(first - TAPS, 0), min(end + TAPS, len(peaks))


def _gain(samples: Samples, ceiling: np.float32) -> Factors:
    needed = np.minimum(np.float32(1), ceiling / np.maximum(true_peaks(samples, float(ceiling)), np.float32(1e-9)))
    span = 2 * REACH_SAMPLES + 1
    lowest = _lowest_within(np.pad(needed, REACH_SAMPLES, constant_values=1.0), span)
    smooth = cv2.blur(lowest.reshape(1, -1), (span, 1), borderType=cv2.BORDER_REPLICATE)
    return np.minimum(smooth.reshape(-1), np.float32(1))


def _lowest_within(values: Factors, span: int) -> Factors:
    """The lowest of each `span` values in a row, by doubling; OpenCV's erosion compares each with all of its span."""
    lowest, width = values, 1
    while 2 * width <= span:
        lowest = np.minimum(lowest[:-width], lowest[width:])
        width *= 2
    return np.minimum(lowest[: len(values) - span + 1], lowest[span - width :])


def _factor(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))


@cache
def _phases() -> tuple[NDArray[np.float32], ...]:
    """Windowed-sinc interpolators for 1/4, 1/2 and 3/4 of a sample, each a row of taps to correlate with."""
    places = np.arange(TAPS) - TAPS // 2 + 1
    window = np.kaiser(TAPS, 6.0)
    filters = (np.sinc(places - part) * window for part in (0.25, 0.5, 0.75))
    return tuple((taps / taps.sum()).astype(np.float32).reshape(1, -1) for taps in filters)
