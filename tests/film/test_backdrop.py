import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.backdrop import blurred_fill
from dropd.film.pictures import Canvas, compose, to_still
from dropd.media.decoder import Pixels

SIZE = (640, 360)


def plain(colour: tuple[int, int, int], width: int = 240, height: int = 360) -> NDArray[np.uint8]:
    return np.full((height, width, 3), colour, np.uint8)


def test_the_backdrop_is_darker_and_less_colourful_than_the_picture() -> None:
    corner = blurred_fill(plain((40, 200, 40)), SIZE)[5, 5].astype(int)

    assert 40 / 255 < corner.max() / 255 < 0.75 * 200 / 255
    assert (corner.max() - corner.min()) / corner.max() < 0.9 * (200 - 40) / 200


def test_a_soft_shadow_surrounds_the_picture_and_ends() -> None:
    row = blurred_fill(plain((200, 200, 200)), SIZE)[180, :200, 0].astype(float)

    far, near = row[:40].mean(), row[190:198].mean()
    assert 0.72 * far < near < 0.9 * far
    smooth = np.convolve(row, np.ones(12) / 12, "valid")
    assert np.all(np.diff(smooth) < 0.5)
    assert abs(row[:20].mean() - row[60:80].mean()) < 1


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (180, 20, 20)])
def test_no_rim_runs_along_the_picture_and_none_along_the_frame(colour: tuple[int, int, int]) -> None:
    fill = blurred_fill(plain(colour), SIZE).astype(float)

    columns = fill[100:260, :, :].mean(axis=(0, 2))
    # Away from the picture it only becomes lighter, and nothing happens at the frame's edge.
    assert np.all(np.diff(columns[:200]) <= 0.3)
    assert abs(columns[0] - columns[10]) < 0.5


def test_the_picture_itself_is_left_as_it_is() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (360, 240, 3), np.uint8)

    still = compose(Pixels(240, 360, picture.tobytes()), Canvas(*SIZE, "blur", 1.0))

    assert np.array_equal(still.luma[:, 200:440], to_still(picture).luma)


def test_a_slow_gradient_has_no_bands() -> None:
    """Where one value gives way to the next, both are mixed over a wide stretch."""
    ramp = np.rint(np.linspace(60, 90, 240))[None, :, None].repeat(360, axis=0).repeat(3, axis=2).astype(np.uint8)

    row = blurred_fill(ramp, SIZE)[300, :120, 0]

    longest = max(len([*values]) for _, values in itertools.groupby(row.tolist()))
    assert longest < 22  # a step is 32 pixels wide


def test_the_same_picture_has_the_same_backdrop() -> None:
    picture = plain((90, 120, 60))

    assert np.array_equal(blurred_fill(picture, SIZE), blurred_fill(picture, SIZE))


@pytest.mark.parametrize("shape", [(1, 360), (640, 1), (1, 1), (639, 360)])
@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360), (2, 2)])
def test_any_shape_has_a_backdrop(shape: tuple[int, int], size: tuple[int, int]) -> None:
    fill = blurred_fill(plain((200, 0, 0), *shape), size)

    assert fill.shape == (size[1], size[0], 3)
    assert fill[..., 0].min() > 50
