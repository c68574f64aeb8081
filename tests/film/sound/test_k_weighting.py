"""The weighting filter by blocks, against the same filter from sample to sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dropd.film.sound.k_weighting import BLOCK_SAMPLES, HIGH_PASS, SETTLING_SAMPLES, SHELF, Sides, weighted

RATE_HZ = 48_000


def one_by_one(side: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both filters as the standard writes them, in double precision."""
    for (b0, b1, b2), (_, a1, a2) in (SHELF, HIGH_PASS):
        heard = np.zeros(len(side) + 2)
        before = np.concatenate([[0.0, 0.0], side])
        for n in range(2, len(heard)):
            heard[n] = b0 * before[n] + b1 * before[n - 1] + b2 * before[n - 2] - a1 * heard[n - 1] - a2 * heard[n - 2]
        side = heard[2:]
    return side


def level_db(sound: NDArray[np.float64] | Sides) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-30))


@given(seed=st.integers(0, 1 << 32), blocks=st.integers(1, 60), offset=st.floats(-1, 1), scale=st.floats(1e-4, 1))
def test_blocks_are_heard_as_sample_by_sample(seed: int, blocks: int, offset: float, scale: float) -> None:
    noise = np.random.default_rng(seed).normal(size=(2, blocks * BLOCK_SAMPLES)) * scale + offset
    sides = noise.astype(np.float32)
    expected = np.stack([one_by_one(side.astype(np.float64)) for side in sides])
    # Single precision has 144 dB.
    assert level_db(weighted(sides) - expected) < -135 + level_db(sides)


@pytest.mark.parametrize(
    ("frequency_hz", "gain_db"),
    [(20, -13.4), (38, -6.0), (100, -1.1), (997, 0.69), (2000, 3.2), (10_000, 4.0), (20_000, 4.0)],
)
def test_a_tone_is_as_loud_as_the_standard_has_it(frequency_hz: int, gain_db: float) -> None:
    tone = np.sin(2 * np.pi * frequency_hz * np.arange(RATE_HZ) / RATE_HZ)
    heard = weighted(np.stack([tone, tone]).astype(np.float32))[0, SETTLING_SAMPLES:]
    assert level_db(heard) - level_db(tone) == pytest.approx(gain_db, abs=0.35)


def test_nothing_is_left_of_a_bang_after_it_has_settled() -> None:
    bang = np.zeros((2, 4 * SETTLING_SAMPLES), np.float32)
    bang[:, 0] = 1.0
    assert np.abs(weighted(bang)[:, SETTLING_SAMPLES:]).max() < 1e-9
