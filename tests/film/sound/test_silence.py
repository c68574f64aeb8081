from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.silence import Stretch, bridged, heard_in, trimmed, without_silence_around
from dropd.film.sound.tracks import Held, Recording, Samples, record

SECOND = 48_000
HUNDREDTH = 480


def noise(samples: int, level_db: float = -20.0, seed: int = 1) -> Samples:
    """Noise on both sides, of a root mean square."""
    wave = np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), (samples, 2))
    return wave.astype(np.float32)


def spoken(level_db: float, room_db: float = -120.0) -> Samples:
    """A second of silence, two of voice, one of silence; in a room that is never quite silent."""
    wave = noise(4 * SECOND, room_db, seed=2)
    wave[SECOND : 3 * SECOND] += noise(2 * SECOND, level_db)
    return wave


@pytest.mark.parametrize("level_db", [-3.0, -20.0, -45.0, -60.0])
def test_a_voice_is_found_to_the_hundredth_of_a_second_however_loud_it_is(level_db: float) -> None:
    assert heard_in(Held(spoken(level_db))) == (Stretch(SECOND, 3 * SECOND),)


@pytest.mark.parametrize(("level_db", "room_db"), [(-20.0, -72.0), (-10.0, -55.0)])
def test_the_noise_of_a_room_is_not_a_voice(level_db: float, room_db: float) -> None:
    stretches = heard_in(Held(spoken(level_db, room_db)))

    assert SECOND * 7 // 10 <= stretches[0].first <= SECOND
    assert 3 * SECOND <= stretches[-1].end <= SECOND * 33 // 10


def test_a_constant_offset_is_silence() -> None:
    assert heard_in(Held(spoken(-20.0) + np.float32(0.1))) == (Stretch(SECOND, 3 * SECOND),)


def test_a_voice_on_one_side_is_heard() -> None:
    wave = spoken(-20.0)
    wave[:, 1] = 0

    assert heard_in(Held(wave)) == (Stretch(SECOND, 3 * SECOND),)


@pytest.mark.parametrize("samples", [0, 1, HUNDREDTH - 1, 3 * SECOND + 7])
def test_in_silence_nobody_is_heard(samples: int) -> None:
    silent = np.zeros((samples, 2), np.float32)

    assert heard_in(Held(silent)) == ()
    assert without_silence_around(Held(silent)) == Stretch(0, samples)


def test_a_last_sound_that_fills_no_hundredth_is_heard() -> None:
    wave = noise(SECOND + 100)

    assert heard_in(Held(wave)) == (Stretch(0, SECOND + 100),)


def test_trimming_keeps_a_little_silence_on_both_sides() -> None:
    kept = without_silence_around(Held(spoken(-20.0)))

    assert kept == Stretch(SECOND - 2400, 3 * SECOND + 7200)


def test_trimming_keeps_a_voice_that_fades_in() -> None:
    """Whatever is less than 50 dB below the voice is in what remains."""
    wave = spoken(-20.0)
    wave[SECOND : SECOND * 5 // 4] *= (10 ** (np.linspace(-80, 0, SECOND // 4) / 20)).astype(np.float32)[:, None]

    kept = without_silence_around(Held(wave))

    lost = wave[: kept.first]
    assert np.sqrt(np.mean(np.square(lost[-4800:]))) < 10 ** (-70 / 20)
    assert kept.first <= SECOND + SECOND // 4 * 30 // 80


@pytest.mark.parametrize("gap_hundredths", [0, 8])
def test_trimming_keeps_a_soft_consonant_before_the_first_vowel(gap_hundredths: int) -> None:
    """An f of 120 ms, 38 dB below the voice, with the mouth closed after it or not."""
    wave = spoken(-15.0)
    first = SECOND - (12 + gap_hundredths) * HUNDREDTH
    wave[first : first + 12 * HUNDREDTH] = noise(12 * HUNDREDTH, -53.0)

    assert without_silence_around(Held(wave)).first == first - 2400


def test_a_trimmed_recording_begins_and_ends_with_its_sound(tmp_path: Path) -> None:
    voice = record([spoken(-20.0).tobytes()], tmp_path / "voice")

    kept = trimmed(voice, tmp_path / "trimmed")

    assert kept == Recording(tmp_path / "trimmed", 2 * SECOND + 2400 + 7200)
    assert np.array_equal(kept.part(2400, 2400 + 2 * SECOND), spoken(-20.0)[SECOND : 3 * SECOND])


@pytest.mark.parametrize("whole", [noise(SECOND), np.zeros((SECOND, 2), np.float32), noise(0)])
def test_what_has_no_silence_around_it_and_silence_itself_are_left(whole: Samples, tmp_path: Path) -> None:
    voice = record([whole.tobytes()], tmp_path / "voice")

    assert trimmed(voice, tmp_path / "trimmed") == voice


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50))), st.integers(0, 60))
def test_what_is_bridged_has_no_short_pause_and_all_that_was_there(pairs: list[tuple[int, int]], shortest: int) -> None:
    stretches, place = [], 0
    for pause, length in pairs:
        stretches.append(Stretch(place + pause, place + pause + length))
        place += pause + length

    joined = bridged(stretches, shortest)

    assert all(after.first - before.end >= shortest for before, after in pairwise(joined))
    assert all(any(one.first <= each.first and each.end <= one.end for one in joined) for each in stretches)
