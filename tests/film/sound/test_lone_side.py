from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.lone_side import lone_side, spread
from dropd.film.sound.tracks import BLOCK_SAMPLES, Recording, Samples, record

NOISE = np.random.default_rng(3).normal(0, 0.1, 2 * BLOCK_SAMPLES + 777).astype(np.float32)


def recording(folder: Path, left: float, right: float) -> Recording:
    return record([np.stack([NOISE * left, NOISE[::-1] * right], axis=1).tobytes()], folder / "voice.f32")


def heard(one: Recording) -> Samples:
    return one.part(0, one.samples)


@pytest.mark.parametrize(("left", "right", "side"), [(1, 0, 0), (0, 1, 1), (1, 0.01, 0), (0.005, 1, 1)])
def test_a_voice_of_one_side_is_heard_on_both_as_it_is(tmp_path: Path, left: float, right: float, side: int) -> None:
    one = recording(tmp_path, left, right)
    before = heard(one)[:, side]
    spread(one)

    assert np.array_equal(heard(one)[:, 0], before)
    assert np.array_equal(heard(one)[:, 1], before)


@pytest.mark.parametrize(("left", "right"), [(1, 1), (1, 0.1), (0.2, 1), (0, 0)])
def test_a_voice_of_both_sides_stays_as_it_is(tmp_path: Path, left: float, right: float) -> None:
    one = recording(tmp_path, left, right)
    before = one.pcm.read_bytes()
    spread(one)

    assert one.pcm.read_bytes() == before


def test_an_offset_is_no_voice(tmp_path: Path) -> None:
    sides = np.stack([NOISE, np.full(len(NOISE), 0.05, np.float32)], axis=1)

    assert lone_side(record([sides.tobytes()], tmp_path / "voice.f32")) == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_side_is_lone_that_is_the_quieter_one(
    tmp_path_factory: pytest.TempPathFactory, left: float, right: float
) -> None:
    side = lone_side(recording(tmp_path_factory.mktemp("voice"), left, right))

    assert side is None or (left, right)[side] > 20 * (left, right)[1 - side]


def test_a_recording_without_a_sample_stays_as_it_is(tmp_path: Path) -> None:
    empty = record([], tmp_path / "empty.f32")
    spread(empty)

    assert empty.pcm.read_bytes() == b""
