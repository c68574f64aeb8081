from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.levelling import (
    CLOSE_LU,
    MOST_DRIVE_DB,
    PUBLISHED_PEAK_DBTP,
    Aim,
    Setting,
    Try,
    better_setting,
    foretold_lufs,
    levelled,
    voice_gains_db,
)
from dropd.film.sound.limiter import Limited, true_peak
from dropd.film.sound.loudness import Loudness, Steps, integrated_lufs, track_steps
from dropd.film.sound.tracks import Held, Samples
from dropd.media.ffmpeg import SAMPLE_RATE_HZ as SECOND


def bursts(seconds: int, peak: float) -> Samples:
    """Noise that comes and goes as syllables and pauses do, with few high and many low peaks."""
    rng = np.random.default_rng(2)
    wave = rng.laplace(0, peak / 6, (seconds * SECOND, 2)).astype(np.float32)
    syllables = np.repeat(rng.uniform(0.1, 1, seconds * 5), SECOND // 5)
    pauses = np.repeat(np.arange(seconds) % 5 != 4, SECOND)
    return np.asarray(wave * (syllables * pauses)[:, None], np.float32)


def test_voices_of_all_scenes_become_as_loud_as_the_middle_one() -> None:
    loudness = [-30.0, -70.0, -20.0, -23.0]

    gains = voice_gains_db(loudness)

    assert [lufs + gain for lufs, gain in zip(loudness, gains, strict=True)] == [-23.0, -70.0, -23.0, -23.0]


def test_a_recording_without_a_voice_is_not_made_louder_and_does_not_count() -> None:
    assert voice_gains_db([-20.0, -64.0, -57.0, -70.0]) == (0, 0, 0, 0)


def test_no_voice_is_changed_by_more_than_twenty_decibels() -> None:
    assert voice_gains_db([-16.0, -16.0, -45.0]) == (0, 0, 20)


@pytest.mark.parametrize("loudness", [[], [-70.0], [-70.0, -66.0]])
def test_without_voices_there_is_nothing_to_level(loudness: list[float]) -> None:
    assert voice_gains_db(loudness) == (0.0,) * len(loudness)


def test_levelled_recordings_sound_alike_and_keep_their_stereo_image() -> None:
    loud = bursts(6, 0.1) * np.array([1.0, 0.5], np.float32)
    soft = loud / np.float32(4)
    gains = voice_gains_db([integrated_lufs(Held(wave)) for wave in (loud, soft)])

    made_alike = [wave * np.float32(10 ** (gain / 20)) for wave, gain in zip((loud, soft), gains, strict=True)]
    assert integrated_lufs(Held(made_alike[0])) == pytest.approx(integrated_lufs(Held(made_alike[1])), abs=0.05)
    assert np.allclose(made_alike[0], made_alike[1], atol=1e-4)


@dataclass(frozen=True)
class Studio:
    """A limiter, and AAC that takes from the loudness, and adds to the peaks by how much is limited."""

    mix: Samples
    takes_lu: float = 0.0
    adds_db: float = 0.0

    def heard(self, setting: Setting) -> Loudness:
        limited = Limited(Held(self.mix), setting.gain_db, setting.ceiling_dbtp)
        peak_dbtp = 20 * np.log10(true_peak(limited, 0, limited.samples))
        return Loudness(integrated_lufs(limited) - self.takes_lu, peak_dbtp + self.adds_db)

    def levelled(self, wanted_lufs: float | None) -> tuple[Try[Loudness], int]:
        """The last try, and how many there were."""
        plain_db = 0.0 if wanted_lufs is None else wanted_lufs - integrated_lufs(Held(self.mix))
        tried: list[Setting] = []

        def hear(setting: Setting) -> Loudness:
            tried.append(setting)
            return self.heard(setting)

        return levelled(Setting(plain_db), hear, Aim(wanted_lufs, CLOSE_LU, plain_db + MOST_DRIVE_DB)), len(tried)


@pytest.mark.parametrize("wanted_lufs", [-16.0, -23.0])
@pytest.mark.parametrize("peak", [0.02, 0.3, 1.0])
@pytest.mark.parametrize("takes_lu", [0.0, 0.5])
def test_gain_makes_up_for_what_the_limiter_and_aac_take(wanted_lufs: float, peak: float, takes_lu: float) -> None:
    last, _ = Studio(bursts(10, peak), takes_lu, adds_db=0.4).levelled(wanted_lufs)

    assert last.heard.integrated_lufs == pytest.approx(wanted_lufs, abs=CLOSE_LU)
    assert last.heard.true_peak_dbtp <= PUBLISHED_PEAK_DBTP


@given(st.floats(0.02, 1.0), st.floats(-6, 24), st.floats(-3, -1))
def test_how_loud_a_limited_sound_will_be_is_foretold_or_left_to_be_heard(
    peak: float, gain_db: float, ceiling_dbtp: float
) -> None:
    mix, setting = Held(bursts(6, peak)), Setting(gain_db, ceiling_dbtp)

    told = foretold_lufs(track_steps(mix), setting)

    heard = integrated_lufs(Limited(mix, gain_db, ceiling_dbtp))
    assert told is None or told == pytest.approx(heard, abs=1.2 * CLOSE_LU)  # peaks between samples are left out


def test_only_what_may_lose_much_by_the_limiter_is_left_to_be_heard() -> None:
    soft = track_steps(Held(bursts(6, 0.02)))
    of_middling_power = np.argsort(soft.powers)[len(soft.powers) // 2]
    clicked = Steps(soft.powers, np.where(np.arange(len(soft.peaks)) == of_middling_power, 0.95, soft.peaks))

    assert foretold_lufs(soft, Setting(0.0)) == soft.lufs
    assert foretold_lufs(clicked, Setting(2.0)) == pytest.approx(soft.lufs + 2)
    assert foretold_lufs(soft, Setting(30.0)) is None


def test_what_is_good_is_not_done_again() -> None:
    assert Studio(bursts(10, 0.02)).levelled(-30.0)[1] == 1
    assert Studio(bursts(10, 0.02)).levelled(None)[1] == 1


def test_peaks_alone_are_not_driven_without_end() -> None:
    mix = np.full((8 * SECOND, 2), 1e-4, np.float32)
    mix[SECOND :: 2 * SECOND] = 0.9

    last, _ = Studio(mix).levelled(-16.0)

    assert last.setting.gain_db == pytest.approx(-16.0 - integrated_lufs(Held(mix)) + MOST_DRIVE_DB)


def test_peaks_that_aac_adds_lower_the_ceiling_and_not_the_gain() -> None:
    better = better_setting([Try(Setting(3.0, -1.5), Loudness(-16.0, -0.75))], Aim(-16.0, CLOSE_LU, 15.0))

    assert better is not None
    assert better.gain_db == 3.0
    assert -2.0 < better.ceiling_dbtp < -1.75


def test_what_is_too_loud_is_lowered() -> None:
    assert better_setting([Try(Setting(3.0), Loudness(-15.0, -2.0))], Aim(-16.0, CLOSE_LU, 15.0)) == Setting(2.0)
