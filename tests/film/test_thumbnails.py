from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dropd.film.pictures import to_still
from dropd.film.thumbnails import THUMBNAIL_PX, thumbnail_of, write_thumbnail
from dropd.film.transitions import Planes


def planes(rgb: np.ndarray) -> Planes:
    still = to_still(np.ascontiguousarray(rgb.astype(np.uint8)))
    return still.luma, still.blue, still.red


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (200, 40, 60), (20, 180, 90), (90, 90, 200)])
def test_a_thumbnail_has_the_colours_of_the_frame(colour: tuple[int, int, int]) -> None:
    seen = thumbnail_of(planes(np.full((90, 160, 3), colour)))

    assert np.abs(seen.astype(int) - colour).max() <= 3


@pytest.mark.parametrize(
    ("size", "expected"), [((1920, 1080), (960, 540)), ((1080, 1920), (540, 960)), ((160, 90), (160, 90))]
)
def test_a_thumbnail_has_the_shape_of_the_frame_and_is_never_larger(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    seen = thumbnail_of(planes(np.zeros((size[1], size[0], 3))))

    assert (seen.shape[1], seen.shape[0]) == expected
    assert max(expected) <= THUMBNAIL_PX


def test_left_is_left_and_top_is_top(tmp_path: Path) -> None:
    rgb = np.zeros((90, 160, 3))
    rgb[:30, :40] = (250, 30, 30)

    write_thumbnail(planes(rgb), tmp_path / "small.jpg")

    with Image.open(tmp_path / "small.jpg") as picture:
        seen = np.asarray(picture).astype(int)
    assert np.abs(seen[5:25, 5:35] - (250, 30, 30)).mean() < 5
    assert seen[40:, 50:].mean() < 5
