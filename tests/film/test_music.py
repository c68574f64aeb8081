from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dropd.film.music import SEAM_SAMPLES, Spoken, add_music, envelope_db, looped, spoken_in
from dropd.film.plan import Pace, SceneNeeds, make_plan
from dropd.film.sound import Recording, Samples

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
SECOND = 48_000


def tone(seconds: float, hertz: float = 220.0, peak: float = 0.25) -> Samples:
    wave = peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SECOND)) / SECOND)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples.astype(np.float64)))))


def test_music_is_looped_without_a_click() -> None:
    music = tone(5.3, hertz=221.7)
    largest_step = np.abs(np.diff(music, axis=0)).max()

    long = looped(music, 0, 20 * SECOND)

    # Two phases of the tone meet at the seam, where they add up to at most √2 of it.
    assert np.abs(np.diff(long, axis=0)).max() <= largest_step * 1.45
    assert np.array_equal(long[: len(music) - SEAM_SAMPLES], music[: len(music) - SEAM_SAMPLES])


def test_a_loop_is_as_loud_at_its_seam_as_elsewhere() -> None:
    music = np.random.default_rng(1).normal(0, 0.1, (6 * SECOND, 2)).astype(np.float32)
    long = looped(music, 0, 24 * SECOND)

    levels = [level_db(long[start : start + SECOND // 2]) for start in range(0, len(long), SECOND // 2)]

    assert max(levels) - min(levels) < 0.5


@pytest.mark.parametrize("seconds", [5.3, 0.5, 1 / SECOND])
def test_a_loop_is_the_same_whatever_the_blocks(seconds: float) -> None:
    music = np.random.default_rng(2).normal(0, 0.1, (round(seconds * SECOND), 2)).astype(np.float32)
    whole = looped(music, 0, 100_000)

    parts = np.concatenate([looped(music, start, 12_500) for start in range(0, 100_000, 12_500)])

    assert np.array_equal(parts, whole)


def test_pauses_too_short_to_rise_in_are_bridged(tmp_path: Path) -> None:
    voices = [Recording(tmp_path / "a", samples) for samples in (3 * SECOND, 4 * SECOND)]
    scenes = [SceneNeeds(1, voice_samples=voice.samples) for voice in voices]
    plan = make_plan([*scenes, SceneNeeds(1), SceneNeeds(1, voice_samples=SECOND)], PACE)

    spoken = spoken_in(plan, [*voices, None, Recording(tmp_path / "b", SECOND)])

    second, fourth = plan.scenes[1].first_sample, plan.scenes[3].first_sample
    assert spoken == (Spoken(0, second + 4 * SECOND), Spoken(fourth, fourth + SECOND))


def test_music_sinks_before_a_voice_and_rises_after_it() -> None:
    spoken = [Spoken(4 * SECOND, 6 * SECOND)]
    envelope = envelope_db(spoken, 0, 10 * SECOND, ducking=True)

    assert envelope[0] == envelope[-1] == -8
    assert np.all(envelope[4 * SECOND : 6 * SECOND] == -20)
    assert -20 < envelope[4 * SECOND - SECOND // 8] < -8
    assert -20 < envelope[6 * SECOND + SECOND // 4] < -8
    assert np.array_equal(envelope[30_000:300_000], envelope_db(spoken, 30_000, 270_000, ducking=True))


def test_without_ducking_the_level_is_steady() -> None:
    assert set(envelope_db([Spoken(0, 9)], 0, 100, ducking=False)) == {-20.0}
    assert set(envelope_db([], 0, 100, ducking=True)) == {0.0}


def test_ducking_is_heard_as_deep_as_it_says() -> None:
    track = np.zeros((20 * SECOND, 2), np.float32)

    add_music(track, tone(7), [Spoken(6 * SECOND, 12 * SECOND)], level_db=6.0, ducking=True)

    between, under = track[2 * SECOND : 5 * SECOND], track[7 * SECOND : 11 * SECOND]
    assert level_db(between) - level_db(under) == pytest.approx(12, abs=1)
    assert level_db(under) == pytest.approx(level_db(tone(7)) + 6 - 20, abs=1)


def test_music_begins_and_ends_in_silence() -> None:
    track = np.zeros((20 * SECOND, 2), np.float32)

    add_music(track, tone(7), [], level_db=0.0, ducking=False)

    assert np.all(track[0] == 0)
    assert np.all(track[-1] == 0)
    assert level_db(track[-SECOND // 10 :]) < level_db(track[10 * SECOND : 11 * SECOND]) - 30
    assert level_db(track[: SECOND // 10]) < level_db(track[10 * SECOND : 11 * SECOND]) - 20


def test_no_music_changes_nothing() -> None:
    track = tone(1)

    add_music(track, np.zeros((0, 2), np.float32), [], level_db=0.0, ducking=True)

    assert np.array_equal(track, tone(1))
