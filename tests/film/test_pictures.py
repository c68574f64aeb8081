from typing import get_args

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dropd.film.camera import Motion
from dropd.film.pictures import Canvas, Fit, Still, canvas_for, compose, decode_size, fit_of, to_still
from dropd.media.decoder import Pixels

FRAMES = [(320, 180), (180, 320), (240, 240)]
SHAPES = [(400, 300), (480, 270), (270, 480), (100, 500), (500, 100)]
FITS: list[Fit] = list(get_args(Fit))


def decoded(rgb: NDArray[np.uint8], canvas: Canvas) -> Pixels:
    """A picture as the decoder gives it."""
    scale, width, height = decode_size(canvas)
    across, down = width / rgb.shape[1], height / rgb.shape[0]
    if scale == "cover":
        factor = max(across, down)
        large = cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
        left, top = (large.shape[1] - width) // 2, (large.shape[0] - height) // 2
        large = large[top : top + height, left : left + width]
    else:
        factor = min(across, down)
        size = (max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor)))
        large = cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR)
    return Pixels(large.shape[1], large.shape[0], large.astype(np.uint8).tobytes())


def disc(width: int, height: int) -> NDArray[np.uint8]:
    """A bright disc that touches no edge, on grey."""
    picture = np.full((height, width, 3), 60, np.uint8)
    radius = min(width, height) * 0.4
    cv2.circle(picture, (width // 2, height // 2), round(radius), (255, 255, 255), -1, cv2.LINE_AA)
    return picture


def plain(colour: tuple[int, int, int], size: int = 16) -> Still:
    return to_still(np.full((size, size, 3), colour, np.uint8))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("fit", FITS)
def test_circles_stay_round(frame: tuple[int, int], shape: tuple[int, int], fit: Fit) -> None:
    canvas = canvas_for(*frame, fit=fit, motion="kenburns")

    still = compose(decoded(disc(*shape), canvas), canvas)

    inside = (still.luma > 200).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    _, _, width, height, area = max(stats[1:].tolist(), key=lambda found: found[4])
    if fit == "cover" and width in (canvas.width_px, canvas.height_px):
        width = height  # it goes beyond the frame
    if width < canvas.width_px and height < canvas.height_px:
        assert abs(width - height) <= 2
        assert area == pytest.approx(np.pi / 4 * width * height, rel=0.03)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("fit", ["blur", "contain"])
def test_the_whole_picture_is_shown(frame: tuple[int, int], shape: tuple[int, int], fit: Fit) -> None:
    """All four corners are there, as far apart as the picture's shape says."""
    picture = np.full((shape[1], shape[0], 3), 128, np.uint8)
    mark = min(shape) // 5
    picture[:mark, :mark] = picture[-mark:, -mark:] = picture[:mark, -mark:] = picture[-mark:, :mark] = 255
    canvas = canvas_for(*frame, fit=fit, motion="kenburns")

    still = compose(decoded(picture, canvas), canvas)

    rows, columns = np.nonzero(still.luma > 225)
    width, height = np.ptp(columns) + 1, np.ptp(rows) + 1
    assert width / height == pytest.approx(shape[0] / shape[1], rel=0.05)
    assert width <= canvas.width_px * canvas.filled + 1
    assert height <= canvas.height_px * canvas.filled + 1
    count, _, _, _ = cv2.connectedComponentsWithStats((still.luma > 225).astype(np.uint8))
    assert count - 1 == 4


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_cover_leaves_nothing_empty(frame: tuple[int, int], shape: tuple[int, int]) -> None:
    canvas = canvas_for(*frame, fit="cover", motion="kenburns")

    still = compose(decoded(np.full((shape[1], shape[0], 3), 255, np.uint8), canvas), canvas)

    assert still.luma.shape == (canvas.height_px + canvas.lead_px, canvas.width_px + canvas.lead_px)
    assert still.luma.min() == 235


def test_contain_has_black_beside_the_picture_and_blur_the_picture_itself() -> None:
    green = np.full((400, 200, 3), (0, 200, 0), np.uint8)
    corner = {}
    for fit in FITS:
        canvas = canvas_for(320, 180, fit=fit, motion="none")
        still = compose(decoded(green, canvas), canvas)
        corner[fit] = (int(still.luma[2, 2]), int(still.blue[1, 1]), int(still.red[1, 1]))

    assert corner["contain"] == (16, 128, 128)
    luma, blue, red = corner["blur"]
    assert 16 < luma < corner["cover"][0]
    assert blue < 110
    assert red < 110


@pytest.mark.parametrize(("width", "height"), [(1, 5000), (5000, 1), (1, 1)])
@pytest.mark.parametrize("fit", ["blur", "contain"])
def test_a_strip_of_pixels_does_not_need_a_giant_background(width: int, height: int, fit: Fit) -> None:
    canvas = canvas_for(320, 180, fit=fit, motion="kenburns")

    still = compose(decoded(np.full((height, width, 3), 200, np.uint8), canvas), canvas)

    assert still.luma.shape == (canvas.height_px + canvas.lead_px, canvas.width_px + canvas.lead_px)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
        ((255, 255, 0), (219, 16, 138)),
        ((0, 255, 255), (188, 154, 16)),
        ((255, 0, 255), (78, 214, 230)),
        ((128, 128, 128), (126, 128, 128)),
    ],
)
def test_colours_are_those_of_bt709(colour: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    still = plain(colour)

    found = [np.unique(plane) for plane in (still.luma, still.blue, still.red)]

    assert all(len(values) == 1 for values in found)
    assert [int(values[0]) for values in found] == pytest.approx(expected, abs=1)


@given(arrays(np.uint8, (6, 8, 3), elements=st.integers(0, 255)))
def test_nothing_lies_outside_the_limited_range(rgb: NDArray[np.uint8]) -> None:
    still = to_still(rgb)

    assert 16 <= still.luma.min() <= still.luma.max() <= 235
    assert min(still.blue.min(), still.red.min()) >= 16
    assert max(still.blue.max(), still.red.max()) <= 240


def test_chroma_lies_left_in_its_pair_of_pixels() -> None:
    """The centre of a coloured stroke is the same in luma and, sited left, in chroma."""
    rgb = np.zeros((16, 64, 3), np.uint8)
    columns = np.arange(64)
    rgb[..., 0] = np.rint(255 * np.exp(-((columns - 31.0) ** 2) / 72))

    still = to_still(rgb)

    weight = still.red[4].astype(float) - 128
    centre = (weight * np.arange(32)).sum() / weight.sum()
    assert 2 * centre == pytest.approx(31.0, abs=0.05)


@pytest.mark.parametrize("frame", [(1920, 1080), (1080, 1920), (1080, 1080), (3840, 2160), (320, 180)])
def test_the_tightest_view_has_enough_pixels_and_not_too_many(frame: tuple[int, int]) -> None:
    canvas = canvas_for(*frame, fit="cover", motion="kenburns")

    assert canvas.width_px % 2 == canvas.height_px % 2 == 0
    assert 1.3 < canvas.width_px / frame[0] / 1.12 < 1.4
    assert canvas.width_px / frame[0] < 1.7


def test_without_motion_the_canvas_is_the_frame() -> None:
    assert canvas_for(320, 180, fit="blur", motion="none") == Canvas(320, 180, "blur", 1.0)


@pytest.mark.parametrize(
    ("shape", "fit", "motion", "expected"),
    [
        (16 / 9, "blur", "none", "cover"),
        (1605 / 900, "contain", "none", "cover"),
        (1630 / 900, "blur", "none", "blur"),
        (16 / 10, "blur", "none", "blur"),
        (16 / 10, "blur", "kenburns", "cover"),
        (1.85, "blur", "kenburns", "cover"),
        (16 / 10, "contain", "kenburns", "contain"),
        (3 / 2, "blur", "kenburns", "blur"),
        (4 / 3, "blur", "kenburns", "blur"),
        (4 / 3, "cover", "none", "cover"),
    ],
)
def test_a_picture_of_nearly_the_frames_own_shape_fills_it(
    shape: float, fit: Fit, motion: Motion, expected: Fit
) -> None:
    assert fit_of(shape, 16 / 9, fit, motion) == expected


def test_a_grey_ramp_comes_back_as_it_was() -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (4, 1, 3))

    still = to_still(ramp)

    back = (still.luma.astype(float) - 16) * 255 / 219
    assert np.abs(back - ramp[..., 0]).max() <= 0.6
    assert np.all(still.blue == 128)
    assert np.all(still.red == 128)
