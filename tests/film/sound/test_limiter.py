import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.limiter import Limited, true_peak, true_peaks
from dropd.film.sound.tracks import BLOCK_SAMPLES, Held, Samples, blocks


def noise(samples: int, peak: float, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).uniform(-peak, peak, (samples, 2)).astype(np.float32)


def limit(samples: Samples, gain_db: float = 0.0, ceiling_dbtp: float = -1.5) -> Samples:
    return np.concatenate(list(blocks(Limited(Held(samples), gain_db, ceiling_dbtp))))


def test_quiet_sound_is_left_bit_for_bit() -> None:
    quiet = noise(BLOCK_SAMPLES + 1000, 0.5)

    assert np.array_equal(limit(quiet), quiet)


def test_quiet_sound_is_only_made_louder() -> None:
    quiet = noise(5000, 0.1)

    assert np.allclose(limit(quiet, 6.0), quiet * 10 ** (6 / 20), rtol=1e-6)


@pytest.mark.parametrize("ceiling_dbtp", [-1.5, -6.0])
def test_nothing_is_louder_than_the_ceiling(ceiling_dbtp: float) -> None:
    loud = limit(noise(20_000, 1.0), 5.0, ceiling_dbtp)

    assert 20 * np.log10(true_peaks(loud).max()) <= ceiling_dbtp + 0.2
    assert np.abs(loud).max() <= 10 ** (ceiling_dbtp / 20)


def test_peaks_between_samples_are_seen() -> None:
    """A quarter of the rate, at an eighth of its turn: samples at 0.707 of a peak of 1."""
    wave = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4).astype(np.float32)
    both = np.stack([wave, wave], axis=1)

    assert np.abs(both).max() == pytest.approx(0.707, abs=0.001)
    assert true_peaks(both)[100:-100].max() == pytest.approx(1.0, abs=0.01)


def test_both_sides_are_lowered_together() -> None:
    sides = np.full((4000, 2), 0.2, np.float32)
    sides[2000, 0] = 1.0

    left, right = limit(sides).T

    assert right[2000] < 0.2
    assert right[2000] / 0.2 == pytest.approx(left[2000], rel=1e-5)


def test_a_peak_is_approached_and_left_gently() -> None:
    steady = np.full((4000, 2), 0.5, np.float32)
    steady[2000] = 1.0
    level = limit(steady)[:, 0] / steady[:, 0]

    assert np.abs(np.diff(level)).max() < 0.002
    assert np.allclose(level[:1400], 1, atol=1e-6)
    assert np.allclose(level[2600:], 1, atol=1e-6)


def test_blocks_leave_no_seam() -> None:
    """Peaks on both sides of a border give what one large block would."""
    wave = noise(BLOCK_SAMPLES + 20_000, 0.3)
    for place in (-700, -300, -1, 0, 1, 250, 600):
        wave[BLOCK_SAMPLES + place] = 1.4
    window = slice(BLOCK_SAMPLES - 10_000, BLOCK_SAMPLES + 10_000)

    in_blocks, at_once = limit(wave)[window], limit(wave[window])

    assert np.abs(in_blocks - at_once)[1000:-1000].max() < 1e-6


@given(st.integers(1, 2000), st.floats(-20, 12), st.data())
def test_any_stretch_of_a_sound_is_limited_as_the_whole_is(samples: int, gain_db: float, data: st.DataObject) -> None:
    limited = Limited(Held(noise(samples, 1.0)), gain_db, -1.5)
    first = data.draw(st.integers(0, samples))
    end = data.draw(st.integers(first, samples))

    part = limited.part(first, end)

    assert part.shape == (end - first, 2)
    assert np.allclose(part, limited.part(0, samples)[first:end], atol=1e-6)


def test_the_highest_peak_of_a_stretch_is_found_wherever_it_is() -> None:
    wave = noise(2 * BLOCK_SAMPLES, 0.2)
    at = BLOCK_SAMPLES + 10
    wave[at : at + 2] = 0.7  # and higher between both

    between = float(true_peaks(wave)[at])
    assert between > 0.7
    assert true_peak(Held(wave), 10, 2 * BLOCK_SAMPLES) == pytest.approx(between)
    assert true_peak(Held(wave), 0, at - 20) < 0.4


@given(st.integers(0, 1 << 32), st.floats(0.05, 1.0), st.integers(200, 12_000))
def test_no_peak_a_little_above_a_level_is_missed(seed: int, above: float, samples: int) -> None:
    """In a sound that is loud here and there."""
    loudness = np.abs(np.sin(np.arange(samples) / 1500 + seed))[:, None] ** 8
    wave = (noise(samples, 1.0, seed) * loudness).astype(np.float32)
    all_peaks, found = true_peaks(wave), true_peaks(wave, above)

    # By so little noise exceeds what its samples in the span show: of 36,000 such sounds one by 1.17, two by 1.1.
    assert np.allclose(found[all_peaks > above * 1.25], all_peaks[all_peaks > above * 1.25], atol=1e-6)
    assert (found <= all_peaks + 1e-6).all()
    assert (found >= np.abs(wave).max(axis=1)).all()
