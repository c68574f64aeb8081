from pathlib import Path

import numpy as np
import pytest

from dropd.film.plan import SAMPLE_RATE_HZ as SECOND
from dropd.film.sound import levelling, tracks
from dropd.film.sound.levelling import Aim, better_aim, fitting_gain_db, voice_gains_db
from dropd.film.sound.limiter import limited
from dropd.film.sound.loudness import integrated_lufs
from dropd.film.sound.tracks import Samples
from dropd.media.ffmpeg import Loudness


def bursts(seconds: int, peak: float) -> Samples:
    """Noise that comes and goes as syllables and pauses do, with few high and many low peaks."""
    rng = np.random.default_rng(2)
    wave = rng.laplace(0, peak / 6, (seconds * SECOND, 2)).astype(np.float32)
    syllables = np.repeat(rng.uniform(0.1, 1, seconds * 5), SECOND // 5)
    pauses = np.repeat(np.arange(seconds) % 5 != 4, SECOND)
    return np.asarray(wave * (syllables * pauses)[:, None], np.float32)


def heard_lufs(mix: Samples, gain_db: float, ceiling_dbtp: float) -> float:
    return integrated_lufs(part for _, part in limited(mix, np.float32(10 ** (gain_db / 20)), ceiling_dbtp))


def test_voices_of_all_scenes_become_as_loud_as_the_middle_one() -> None:
    loudness = [-30.0, None, -20.0, -23.0]

    gains = voice_gains_db(loudness)

    assert [lufs + gain for lufs, gain in zip(loudness, gains, strict=True) if lufs is not None] == [-23.0] * 3
    assert gains[1] == 0


def test_a_recording_without_a_voice_is_not_made_louder_and_does_not_count() -> None:
    assert voice_gains_db([-20.0, -64.0, -57.0, -70.0]) == (0, 0, 0, 0)


def test_no_voice_is_changed_by_more_than_twenty_decibels() -> None:
    assert voice_gains_db([-16.0, -16.0, -45.0]) == (0, 0, 20)


@pytest.mark.parametrize("loudness", [[], [None], [-70.0], [-70.0, None, -66.0]])
def test_without_voices_there_is_nothing_to_level(loudness: list[float | None]) -> None:
    assert voice_gains_db(loudness) == (0.0,) * len(loudness)


def test_levelled_recordings_sound_alike_and_keep_their_stereo_image(tmp_path: Path) -> None:
    loud = bursts(6, 0.1) * np.array([1.0, 0.5], np.float32)
    soft = loud / np.float32(4)
    pcms = [tracks.record([wave.tobytes()], tmp_path / str(index)).pcm for index, wave in enumerate((loud, soft))]

    gains = voice_gains_db([levelling.loudness_of(pcm) for pcm in pcms])

    levelled = [tracks.opened(pcm) * np.float32(10 ** (gain / 20)) for pcm, gain in zip(pcms, gains, strict=True)]
    assert integrated_lufs([levelled[0]]) == pytest.approx(integrated_lufs([levelled[1]]), abs=0.05)
    assert np.allclose(levelled[0], levelled[1], atol=1e-4)


@pytest.mark.parametrize("target_lufs", [-16.0, -23.0])
@pytest.mark.parametrize("peak", [0.02, 0.3, 1.0])
@pytest.mark.parametrize("ceiling_dbtp", [-1.5, -3.0])
def test_the_gain_that_fits_makes_up_for_what_the_limiter_takes(
    target_lufs: float, peak: float, ceiling_dbtp: float
) -> None:
    mix = bursts(10, peak)

    gain_db = fitting_gain_db(mix, integrated_lufs([mix]), target_lufs, ceiling_dbtp)

    assert heard_lufs(mix, gain_db, ceiling_dbtp) == pytest.approx(target_lufs, abs=0.2)


def test_peaks_alone_are_not_driven_without_end() -> None:
    mix = np.full((8 * SECOND, 2), 1e-4, np.float32)
    mix[SECOND :: 2 * SECOND] = 0.9
    raw_lufs = integrated_lufs([mix])

    gain_db = fitting_gain_db(mix, raw_lufs, -16.0, -1.5)

    assert gain_db == pytest.approx(-16 - raw_lufs + levelling.MOST_DRIVE_DB)


def test_what_is_good_is_not_done_again() -> None:
    assert better_aim(Aim(-16.0), Loudness(-16.15, -1.1), -16.0) is None
    assert better_aim(Aim(None), Loudness(-30.0, -6.0), None) is None


def test_peaks_that_aac_adds_lower_the_ceiling_and_not_the_loudness() -> None:
    better = better_aim(Aim(-16.0, -1.5), Loudness(-16.0, -0.75), -16.0)

    assert better is not None
    assert better.lufs == -16.0
    assert -2.0 < better.ceiling_dbtp < -1.75


def test_loudness_that_aac_takes_is_given_back_within_reason() -> None:
    assert better_aim(Aim(-16.0), Loudness(-16.5, -2.0), -16.0) == Aim(-15.5)
    assert better_aim(Aim(-16.0), Loudness(-22.0, -2.0), -16.0) == Aim(-14.5)
    assert better_aim(Aim(-14.5), Loudness(-21.0, -2.0), -16.0) is None
