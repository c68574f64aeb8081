from fractions import Fraction

import numpy as np
import pytest

from dropd.film.plan import make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound.music import SEAM_SAMPLES, Bed, envelope_db, looped, spoken_in
from dropd.film.sound.silence import Stretch, heard_in
from dropd.film.sound.tracks import Held, Samples

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
SECOND = 48_000


def tone(seconds: float, hertz: float = 220.0, peak: float = 0.25) -> Samples:
    wave = peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SECOND)) / SECOND)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def under_silence(
    music: Samples, seconds: float, spoken: tuple[Stretch, ...] = (), *, level_db: float = 0.0, ducking: bool = False
) -> Samples:
    """What is heard of music in a film of so many seconds."""
    samples = round(seconds * SECOND)
    return Bed(Held(music), samples, spoken, level_db, ducking).part(0, samples)


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples.astype(np.float64)))))


def test_music_is_looped_without_a_click() -> None:
    music = tone(5.3, hertz=221.7)
    largest_step = np.abs(np.diff(music, axis=0)).max()

    long = looped(Held(music), 0, 20 * SECOND)

    # Two phases of the tone meet at the seam, where they add up to at most √2 of it.
    assert np.abs(np.diff(long, axis=0)).max() <= largest_step * 1.45
    assert np.array_equal(long[: len(music) - SEAM_SAMPLES], music[: len(music) - SEAM_SAMPLES])


def test_a_loop_is_as_loud_at_its_seam_as_elsewhere() -> None:
    music = np.random.default_rng(1).normal(0, 0.1, (6 * SECOND, 2)).astype(np.float32)
    long = looped(Held(music), 0, 24 * SECOND)

    levels = [level_db(long[start : start + SECOND // 2]) for start in range(0, len(long), SECOND // 2)]

    assert max(levels) - min(levels) < 0.5


@pytest.mark.parametrize("seconds", [5.3, 0.5, 1 / SECOND])
def test_a_loop_is_the_same_whatever_the_blocks(seconds: float) -> None:
    music = np.random.default_rng(2).normal(0, 0.1, (round(seconds * SECOND), 2)).astype(np.float32)
    whole = looped(Held(music), 0, 100_000)

    parts = np.concatenate([looped(Held(music), start, start + 12_500) for start in range(0, 100_000, 12_500)])

    assert np.allclose(parts, whole, atol=1e-6)


def test_pauses_too_short_to_rise_in_are_bridged() -> None:
    plan = make_plan([SceneNeeds(1, voice_samples=seconds * SECOND) for seconds in (3, 4, 5)], PACE)
    whole, long_pause = [Stretch(0, 3 * SECOND)], [Stretch(0, SECOND), Stretch(2 * SECOND, 4 * SECOND)]

    spoken = spoken_in(plan, [whole, long_pause, []])

    second = plan.scenes[1].first_sample
    assert spoken == (Stretch(0, second + SECOND), Stretch(second + 2 * SECOND, second + 4 * SECOND))


def test_music_rises_where_a_recording_is_silent_for_long() -> None:
    plan = make_plan([SceneNeeds(1, voice_samples=12 * SECOND)], PACE)
    voice = np.zeros((12 * SECOND, 2), np.float32)
    voice[2 * SECOND : 4 * SECOND] = voice[8 * SECOND : 10 * SECOND] = tone(2)
    music = np.random.default_rng(3).normal(0, 0.1, (7 * SECOND, 2)).astype(np.float32)

    track = under_silence(music, plan.samples / SECOND, spoken_in(plan, [heard_in(Held(voice))]), ducking=True)

    under = level_db(track[SECOND * 5 // 2 : SECOND * 7 // 2])
    assert level_db(track[5 * SECOND : 7 * SECOND]) - under == pytest.approx(12, abs=0.5)
    assert level_db(track[SECOND : SECOND * 3 // 2]) - under == pytest.approx(12, abs=0.5)
    assert level_db(track[SECOND * 17 // 2 : SECOND * 19 // 2]) == pytest.approx(under, abs=0.5)


def test_music_begins_to_sink_a_quarter_of_a_second_before_a_word_and_is_back_after_600_milliseconds() -> None:
    levels = envelope_db([Stretch(4 * SECOND, 6 * SECOND)], 0, 10 * SECOND, ducking=True)

    sunk = np.flatnonzero(levels < -8)
    assert (sunk[0] - 1, sunk[-1] + 1) == (SECOND * 15 // 4, SECOND * 66 // 10)


def test_music_sinks_before_a_voice_and_rises_after_it() -> None:
    spoken = [Stretch(4 * SECOND, 6 * SECOND)]
    envelope = envelope_db(spoken, 0, 10 * SECOND, ducking=True)

    assert envelope[0] == envelope[-1] == -8
    assert np.all(envelope[4 * SECOND : 6 * SECOND] == -20)
    assert -20 < envelope[4 * SECOND - SECOND // 8] < -8
    assert -20 < envelope[6 * SECOND + SECOND // 4] < -8
    assert np.array_equal(envelope[30_000:300_000], envelope_db(spoken, 30_000, 300_000, ducking=True))


def test_without_ducking_the_level_is_steady() -> None:
    assert set(envelope_db([Stretch(0, 9)], 0, 100, ducking=False)) == {-20.0}
    assert set(envelope_db([], 0, 100, ducking=True)) == {0.0}


def test_ducking_is_heard_as_deep_as_it_says() -> None:
    track = under_silence(tone(7), 20, (Stretch(6 * SECOND, 12 * SECOND),), level_db=6.0, ducking=True)

    between, under = track[2 * SECOND : 5 * SECOND], track[7 * SECOND : 11 * SECOND]
    assert level_db(between) - level_db(under) == pytest.approx(12, abs=1)
    assert level_db(under) == pytest.approx(level_db(tone(7)) + 6 - 20, abs=1)


def test_music_begins_and_ends_in_silence() -> None:
    track = under_silence(tone(7), 20)

    assert np.all(track[0] == 0)
    assert np.all(track[-1] == 0)
    assert level_db(track[-SECOND // 10 :]) < level_db(track[10 * SECOND : 11 * SECOND]) - 30
    assert level_db(track[: SECOND // 10]) < level_db(track[10 * SECOND : 11 * SECOND]) - 20


def test_any_stretch_of_a_bed_is_that_of_the_whole() -> None:
    spoken = (Stretch(6 * SECOND, 12 * SECOND), Stretch(14 * SECOND, 15 * SECOND))
    bed = Bed(Held(tone(7)), 20 * SECOND, spoken, level_db=6.0, ducking=True)
    whole = bed.part(0, 20 * SECOND)

    for first, end in [(0, 1), (100, 700_000), (5 * SECOND, 13 * SECOND), (13 * SECOND, 20 * SECOND), (9, 9)]:
        assert np.allclose(bed.part(first, end), whole[first:end], atol=1e-6)


def test_no_music_is_silence() -> None:
    assert not under_silence(np.zeros((0, 2), np.float32), 1).any()
