"""While the camera moves, a film is as sharp as a good resize of the picture, everywhere and all the time."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dropd.film.camera import WHOLE, Move, View
from dropd.film.frames import Frame
from dropd.film.pictures import Still, canvas_for, compose, to_still
from dropd.film.warp import warp
from dropd.media.decoder import Pixels

WIDTH, HEIGHT, BLOCK_PX = 640, 360, 40
FRAMES = 40
MOVES = {
    "inwards": Move(WHOLE, View(0.53, 0.52, 1.12)),
    "sideways at the closest": Move(View(0.47, 0.47, 1.12), View(0.53, 0.53, 1.12)),
    "sideways, barely": Move(View(0.495, 0.5, 1.04), View(0.505, 0.5, 1.04)),
}


def chart() -> Image.Image:
    """Six times the film's size: a texture like that of nature (amplitude falls as frequency rises), and leaves."""
    width, height, rng = WIDTH * 6, HEIGHT * 6, np.random.default_rng(4)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    frequency[0, 0] = 1
    texture = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((height, width))) / frequency, s=(height, width))
    picture = np.clip(texture / texture.std() * 40 + 128, 0, 255).astype(np.uint8)
    for _ in range(900):
        place = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (int(rng.integers(6, 60)), int(rng.integers(2, 9)))
        cv2.ellipse(picture, place, axes, float(rng.integers(180)), 0, 360, int(rng.integers(255)), -1, cv2.LINE_AA)
    return Image.fromarray(np.dstack([picture] * 3))


@pytest.fixture(scope="module")
def original() -> Image.Image:
    return chart()


@pytest.fixture(scope="module")
def still(original: Image.Image) -> Still:
    canvas = canvas_for(WIDTH, HEIGHT, fit="cover", motion="kenburns")
    pixels = original.resize((canvas.width_px, canvas.height_px), Image.Resampling.LANCZOS)
    return compose(Pixels(canvas.width_px, canvas.height_px, pixels.tobytes()), canvas)


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_moving_camera_neither_softens_nor_flickers(move: Move, original: Image.Image, still: Still) -> None:
    sharpness = np.array([sharpness_of(still, move.at(k / (FRAMES - 1)), original) for k in range(FRAMES)])

    over_all = np.sqrt((sharpness**2).mean(axis=1))
    assert over_all.min() >= 0.9
    assert over_all.max() <= 1.05
    assert np.percentile(flicker(sharpness), 95) <= 0.02


def test_a_still_camera_shows_the_picture_itself(original: Image.Image) -> None:
    canvas = canvas_for(WIDTH, HEIGHT, fit="cover", motion="none")
    pixels = original.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    sharpness = sharpness_of(compose(Pixels(WIDTH, HEIGHT, pixels.tobytes()), canvas), WHOLE, original)

    assert sharpness == pytest.approx(np.ones(len(sharpness)), abs=0.01)


def sharpness_of(still: Still, view: View, original: Image.Image) -> NDArray[np.float64]:
    """The amplitude of fine detail in each block of a frame, as a part of that in a Lanczos resize of the same view."""
    frame = Frame(WIDTH, HEIGHT)
    warp(still, view, frame.planes)
    across, down = original.width / view.zoom, original.height / view.zoom
    left, top = view.x * original.width - across / 2, view.y * original.height - down / 2
    seen = original.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=(left, top, left + across, top + down))
    return fine_detail(frame.luma) / fine_detail(to_still(np.asarray(seen)).luma)


def fine_detail(luma: NDArray[np.uint8]) -> NDArray[np.float64]:
    plain = luma.astype(np.float64)
    energy = (plain - cv2.GaussianBlur(plain, (0, 0), 1.0)) ** 2
    blocks = energy.reshape(HEIGHT // BLOCK_PX, BLOCK_PX, WIDTH // BLOCK_PX, BLOCK_PX)
    return np.asarray(np.sqrt(blocks.mean(axis=(1, 3))).ravel())


def flicker(sharpness: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each block's sharpness departs from its slow course (a parabola) over time, as a part of it."""
    time = np.linspace(-1, 1, len(sharpness))
    course = np.polynomial.polynomial.polyval(time, np.polynomial.polynomial.polyfit(time, sharpness, 2)).T
    return np.asarray((sharpness - course).std(axis=0) / sharpness.mean(axis=0))
