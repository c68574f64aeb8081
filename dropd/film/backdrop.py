"""What lies behind a picture that does not fill the frame: the picture itself, blurred, darker and less colourful."""

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

SMALL_PX = 270
"""The backdrop is made with this many pixels on its shorter side and enlarged: nothing finer is left of it anyway."""

BLUR_OF_SIDE = 0.06
LIGHT, COLOUR = 0.66, 0.8
"""What is left of light and of colour, so that the sharp picture stands out."""

SHADOW_OF_SIDE, SHADOW_DEPTH = 0.045, 0.45
"""The shadow of the sharp picture: how far it reaches, and how much light it takes at its deepest."""

NOISE_SEED, NOISE_PX = 709, 256

# The lightness of a grey is left as it is (ITU-R BT.709-6).
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_FADED = (COLOUR * np.eye(3, dtype=np.float32) + (1 - COLOUR) * _LUMA[None, :]) * np.float32(LIGHT)


def blurred_fill(rgb: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the backdrop (height x width x 3) for a picture that will lie in its middle, with the shadow of that."""
    shorter = min(size_px)
    small = (_scaled(size_px[0], shorter), _scaled(size_px[1], shorter))
    soft = cv2.GaussianBlur(_covering(rgb, small), (0, 0), min(small) * BLUR_OF_SIDE)
    faded = cv2.transform(soft.astype(np.float32), _FADED)
    shadow = _shadow(small, (rgb.shape[1] * small[0] / size_px[0], rgb.shape[0] * small[1] / size_px[1]))
    large = cv2.resize(faded * shadow[:, :, None], size_px, interpolation=cv2.INTER_LINEAR)
    return _dithered(np.asarray(large, np.float32))


def middle_of(rgb: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """The middle of a picture, of a width and height that it has at least."""
    left, top = (rgb.shape[1] - size_px[0]) // 2, (rgb.shape[0] - size_px[1]) // 2
    return rgb[top : top + size_px[1], left : left + size_px[0]]


def _covering(rgb: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    factor = max(size_px[0] / rgb.shape[1], size_px[1] / rgb.shape[0])
    cut = middle_of(rgb, (max(1, round(size_px[0] / factor)), max(1, round(size_px[1] / factor))))
    return np.asarray(cv2.resize(cut, size_px, interpolation=cv2.INTER_AREA), np.uint8)


def _shadow(size_px: tuple[int, int], picture_px: tuple[float, float]) -> NDArray[np.float32]:
    """How much light is left around a rectangle in the middle, from 0 to 1. A blurred rectangle is a product."""
    reach = min(size_px) * SHADOW_OF_SIDE
    across, down = (_covered(size, part, reach) for size, part in zip(size_px, picture_px, strict=True))
    return np.asarray(1 - SHADOW_DEPTH * down[:, None] * across[None, :], np.float32)


def _covered(size_px: int, part_px: float, reach_px: float) -> NDArray[np.float32]:
    """How much of a bar in the middle is felt at each pixel of a line; logistic, which is nearly a blurred edge."""
    beyond = np.abs(np.arange(size_px, dtype=np.float32) + 0.5 - size_px / 2) - part_px / 2
    return np.asarray(1 / (1 + np.exp(np.clip(1.7 * beyond / reach_px, -30, 30))), np.float32)


def _dithered(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Round to eight bits with noise: between neighbouring values the eye would see edges in so soft a picture."""
    rounded, noise = np.empty(picture.shape, np.uint8), _noise(picture.shape[1])
    for top in range(0, len(picture), NOISE_PX):
        rows = slice(top, min(top + NOISE_PX, len(picture)))
        cv2.add(picture[rows], noise[: rows.stop - top], dst=rounded[rows], dtype=cv2.CV_8U)
    return rounded


@functools.cache
def _noise(width_px: int) -> NDArray[np.float32]:
    """NOISE_PX rows of noise from -0.5 to 0.5, the same in every colour and in every film."""
    grey = np.random.default_rng(NOISE_SEED).uniform(-0.5, 0.5, (NOISE_PX, width_px, 1)).astype(np.float32)
    return grey.repeat(3, axis=2)


def _scaled(side_px: int, shorter_px: int) -> int:
    return max(1, round(side_px * SMALL_PX / shorter_px))
