"""A look-ahead true-peak limiter: sample-exact, without delay, in blocks.

The true peak is estimated as ITU-R BS.1770-4 annex 2 does, at four times the rate. The gain is the smallest that any
sample nearby needs, then averaged over the same span, so it never exceeds what a sample needs and never jumps.
"""

from collections.abc import Iterator
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.lanes import Each

BLOCK_SAMPLES = 1 << 17
REACH_SAMPLES = 240
"""5 ms before and after a peak."""
CONTEXT_SAMPLES = 2 * REACH_SAMPLES + 16
"""What a block must know of its neighbours, so that blocks leave no seam."""
TAPS = 24
HARMLESS = 0.7
"""Below this part of the ceiling seldom any interpolated peak reaches it: the overshoot is rarely above 3 dB."""

Samples = NDArray[np.float32]


def limited(samples: Samples, factor: np.float32, ceiling_dbtp: float, each: Each = map) -> Iterator[Samples]:
    """Yield `samples` times `factor` part by part, with no true peak above the ceiling; `samples` has shape (n, 2)."""
    ceiling = np.float32(10 ** (ceiling_dbtp / 20))
    return each(partial(_limited_block, samples, factor, ceiling), range(0, len(samples), BLOCK_SAMPLES))


def true_peaks(samples: Samples) -> NDArray[np.float32]:
    """The highest absolute value at and after each sample, before the next one, over both sides; shape (n,)."""
    sides = np.ascontiguousarray(samples.T)
    peaks: NDArray[np.float32] = np.abs(sides).max(axis=0)
    for phase in _phases():
        between = cv2.filter2D(sides, cv2.CV_32F, phase, anchor=(TAPS // 2 - 1, 0), borderType=cv2.BORDER_CONSTANT)
        np.maximum(peaks, np.abs(between).max(axis=0), out=peaks)
    return peaks


def _limited_block(samples: Samples, factor: np.float32, ceiling: np.float32, start: int) -> Samples:
    end = min(start + BLOCK_SAMPLES, len(samples))
    first = max(start - CONTEXT_SAMPLES, 0)
    surrounded = samples[first : end + CONTEXT_SAMPLES] * factor
    inside = slice(start - first, end - first)
    return surrounded[inside] * _gain(surrounded, ceiling)[inside, None]


def _gain(samples: Samples, ceiling: np.float32) -> NDArray[np.float32]:
    if len(samples) == 0 or np.abs(samples).max() < ceiling * HARMLESS:
        return np.ones(len(samples), np.float32)
    needed = np.minimum(np.float32(1), ceiling / np.maximum(true_peaks(samples), np.float32(1e-9)))
    span = 2 * REACH_SAMPLES + 1
    lowest = cv2.erode(needed.reshape(1, -1), np.ones((1, span), np.uint8), borderValue=1.0)
    smooth = cv2.blur(lowest, (span, 1), borderType=cv2.BORDER_REPLICATE)
    return np.minimum(smooth.reshape(-1), np.float32(1))


@cache
def _phases() -> tuple[NDArray[np.float32], ...]:
    """Windowed-sinc interpolators for 1/4, 1/2 and 3/4 of a sample, each a row of taps to correlate with."""
    places = np.arange(TAPS) - TAPS // 2 + 1
    window = np.kaiser(TAPS, 6.0)
    filters = (np.sinc(places - part) * window for part in (0.25, 0.5, 0.75))
    return tuple((taps / taps.sum()).astype(np.float32).reshape(1, -1) for taps in filters)
