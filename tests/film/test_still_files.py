from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.pictures import Canvas, Still, with_lead
from dropd.film.still_files import read_still, write_still

CANVAS = Canvas(48, 20, "cover", 1.0)


def still(seed: int = 1) -> Still:
    random = np.random.default_rng(seed)
    luma, blue, red = (random.integers(0, 256, shape, np.uint8) for shape in ((20, 48), (10, 24), (10, 24)))
    return Still(luma, blue, red)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stills") / "one.still"
    write_still(still(), path)
    return path


def test_what_was_written_is_read(path: Path) -> None:
    found = read_still(path, CANVAS)

    assert found is not None
    for plane, expected in zip(
        (found.luma, found.blue, found.red), (still().luma, still().blue, still().red), strict=True
    ):
        assert (plane == expected).all()


def test_a_moved_still_is_read_with_the_edge_that_was_repeated(tmp_path: Path) -> None:
    canvas = Canvas(48, 20, "cover", 1.0, moved=True)
    written = with_lead(still(), canvas.lead_px)
    write_still(written, tmp_path / "one.still")

    found = read_still(tmp_path / "one.still", canvas)

    assert found is not None
    assert found.lead_px == written.lead_px > 0
    assert (found.luma[found.lead_px :, found.lead_px :] == still().luma).all()


def test_what_was_written_for_another_size_is_none(path: Path) -> None:
    assert read_still(path, Canvas(48, 22, "cover", 1.0)) is None


@given(place=st.integers(0, 48 * 20 * 3 // 2 + 3), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    damaged = path.with_name("damaged.still")
    damaged.unlink(missing_ok=True)
    damaged.write_bytes(content)

    assert read_still(damaged, CANVAS) is None
