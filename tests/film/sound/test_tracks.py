from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.music import looped
from dropd.film.sound.silence import trimmed
from dropd.film.sound.tracks import Excerpt, Held, Recording, Samples, blocks, record, stretches


def noise(samples: int) -> Samples:
    return np.random.default_rng(1).uniform(-0.2, 0.2, (samples, 2)).astype(np.float32)


def test_a_recording_knows_its_length(tmp_path: Path) -> None:
    pieces = [noise(1000).tobytes(), b"", noise(24).tobytes()]

    assert record(pieces, tmp_path / "voice") == Recording(tmp_path / "voice", 1024)
    assert record([], tmp_path / "empty").samples == 0


def test_any_stretch_of_a_recording_can_be_asked_for(tmp_path: Path) -> None:
    sound = noise(300_000)
    recording = record([sound.tobytes()], tmp_path / "voice")

    for first, end in [(0, 300_000), (0, 0), (7, 8), (299_999, 300_000), (123, 200_456)]:
        assert np.array_equal(recording.part(first, end), sound[first:end])
    assert np.array_equal(np.concatenate(list(blocks(recording))), sound)


@pytest.mark.parametrize("left", [0, 100, 799_999])
def test_a_recording_that_cannot_be_read_to_its_end_is_no_shorter_one(left: int, tmp_path: Path) -> None:
    recording = record([noise(100_000).tobytes()], tmp_path / "voice")
    with recording.pcm.open("r+b") as file:
        file.truncate(left)

    for use in (lambda: recording.part(0, 100_000), lambda: trimmed(recording, tmp_path / "trimmed")):
        with pytest.raises(OSError, match="could not be read to its end"):
            use()
    with pytest.raises(OSError, match="could not be read to its end"):
        looped(recording, 0, 200_000)


def test_an_excerpt_is_counted_from_its_own_beginning() -> None:
    excerpt = Excerpt(Held(noise(1000)), 100, 300)

    assert excerpt.samples == 200
    assert np.array_equal(excerpt.part(10, 200), noise(1000)[110:300])


@given(st.integers(0, 10_000), st.integers(1, 3000))
def test_stretches_cover_everything_once(samples: int, length: int) -> None:
    cut = list(stretches(samples, length))

    assert [place for first, end in cut for place in range(first, end)] == list(range(samples))
    assert all(end - first == length for first, end in cut[:-1])
