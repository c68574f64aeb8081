"""Loudness as ITU-R BS.1770-4 defines it: K-weighting, mean squares of 400 ms, two gates. Pure, and in blocks.

FFmpeg's meter agrees within 0.05 LU, but has one core for a sound; this one has as many as there are.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.lanes import Each

Samples = NDArray[np.float32]
"""Shape (samples, 2), at 48 kHz."""
Powers = NDArray[np.float64]

STEP_SAMPLES = 4800
"""Gating blocks of 400 ms overlap by three quarters: they are sums of steps of 100 ms."""
BLOCK_STEPS = 4
WINDOW_SAMPLES = 25 * STEP_SAMPLES
SETTLING_SAMPLES = 2 * STEP_SAMPLES
"""After so long nothing is left of what the filter heard before: its slowest pole falls by 2,000 dB a second."""
FFT_SAMPLES = 1 << 17

SILENCE_LUFS = -70.0
"""The absolute gate. What has no block above it is called exactly so loud."""
RELATIVE_GATE_LU = 10.0
OFFSET_LU = -0.691

SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
"""BS.1770-4, tables 1 and 2: the filter of the head, and the one of the low end; each as (b, a) at 48 kHz."""
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def integrated_lufs(parts: Iterable[Samples], each: Each = map) -> float:
    """The gated loudness of a stereo sound that is given in parts of any length; -70 for silence.

    A sound shorter than 400 ms fills no block: its loudness is that of its mean square, without gates.
    """
    windows = list(each(_mean_powers, _windows(parts)))
    steps = np.concatenate([np.zeros(0), *(steps for steps, _ in windows)])
    if len(steps) < BLOCK_STEPS:
        return max(_lufs(windows[0][1]), SILENCE_LUFS) if windows else SILENCE_LUFS
    return gated_lufs(steps)


def gated_lufs(step_powers: Powers) -> float:
    """The integrated loudness, given K-weighted mean squares of at least four steps, summed over both sides."""
    blocks = np.convolve(step_powers, np.full(BLOCK_STEPS, 1 / BLOCK_STEPS), mode="valid")
    heard = blocks[blocks > _power(SILENCE_LUFS)]
    if len(heard) == 0:
        return SILENCE_LUFS
    gate = _power(_lufs(float(heard.mean())) - RELATIVE_GATE_LU)
    return _lufs(float(heard[heard > gate].mean()))


def _windows(parts: Iterable[Samples]) -> Iterator[Samples]:
    """Yield windows of equal length (but the last), each after as much of what was before as the filter remembers."""
    held = np.zeros((SETTLING_SAMPLES, 2), np.float32)
    for part in parts:
        held = np.concatenate([held, part])
        while len(held) >= SETTLING_SAMPLES + WINDOW_SAMPLES:
            yield held[: SETTLING_SAMPLES + WINDOW_SAMPLES]
            held = held[WINDOW_SAMPLES:]
    if len(held) > SETTLING_SAMPLES:
        yield held


def _mean_powers(window: Samples) -> tuple[Powers, float]:
    """Mean squares of the K-weighted samples after the settling time, summed over both sides: of each step, of all."""
    sides = np.zeros((2, FFT_SAMPLES), np.float32)
    sides[:, : len(window)] = window.T
    # OpenCV's takes half of the time of NumPy's, which turns float32 into spectra slower than float64.
    weighted = cv2.mulSpectrums(cv2.dft(sides, flags=cv2.DFT_ROWS), _spectrum_of_weighting(), cv2.DFT_ROWS)
    heard = cv2.idft(weighted, flags=cv2.DFT_ROWS | cv2.DFT_SCALE)[:, SETTLING_SAMPLES : len(window)]
    power: Powers = np.square(heard, dtype=np.float64).sum(axis=0)
    whole_steps = power[: len(power) // STEP_SAMPLES * STEP_SAMPLES].reshape(-1, STEP_SAMPLES)
    return whole_steps.mean(axis=1), float(power.mean())


@cache
def _spectrum_of_weighting() -> NDArray[np.float32]:
    """That of both sides, packed as OpenCV packs spectra of real numbers."""
    turn = np.exp(-2j * np.pi * np.arange(FFT_SAMPLES // 2 + 1) / FFT_SAMPLES)
    response = np.ones_like(turn)
    for above, below in (SHELF, HIGH_PASS):
        response *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    impulse = np.fft.irfft(response, FFT_SAMPLES).astype(np.float32)
    return np.asarray(cv2.dft(np.stack([impulse, impulse]), flags=cv2.DFT_ROWS), np.float32)


def _lufs(power: float) -> float:
    return OFFSET_LU + 10 * float(np.log10(max(power, 1e-12)))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))
