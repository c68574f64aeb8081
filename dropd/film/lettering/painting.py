"""What lies around letters, as masks, and how coloured layers become one picture. Masks are 0 to 1, float32."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.lettering.areas import Area

Rgba: TypeAlias = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0 to 255; alpha is straight."""

BOX_OVERSHOOT_EM = 0.2
"""How far accents may reach into the padding of a box, so that boxes are equally high with and without them."""

Mask: TypeAlias = NDArray[np.float32]

_OUTLINE_SOFTNESS = 0.7
"""Standard deviation of the outline's blur, as a share of its radius."""

_SHADOW_OFFSET_EM = 0.045
_SHADOW_SOFTNESS_EM = 0.05
_SHADOW_GAIN = 1.8
"""A blur makes thin strokes pale; this gives the shadow of a text weight its colour back."""

_BOX_PADDING_EM = (0.42, 0.24)
_BOX_RADIUS_EM = 0.22
_BLUR_REACH = 3
"""Beyond so many standard deviations a blur cannot be seen."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A colour wherever `mask` is."""

    mask: Mask
    colour: Rgba


def outline_mask(letters: Mask, size_px: float) -> Mask:
    """The letters widened, with a soft edge."""
    radius_px = _outline_radius_px(size_px)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius_px + 1, 2 * radius_px + 1))
    return _blurred(cv2.dilate(letters, kernel).astype(np.float32), _OUTLINE_SOFTNESS * radius_px)


def outline_reach_px(size_px: float) -> int:
    """How far the outline of letters of that size reaches beyond their ink."""
    return math.ceil((1 + _BLUR_REACH * _OUTLINE_SOFTNESS) * _outline_radius_px(size_px))


def shadow_mask(letters: Mask, size_px: float) -> Mask:
    """The letters softened, a little to the right and down."""
    offset_px = _shadow_offset_px(size_px)
    moved = np.zeros_like(letters)
    moved[offset_px:, offset_px:] = letters[: letters.shape[0] - offset_px, : letters.shape[1] - offset_px]
    shadow: Mask = np.clip(_SHADOW_GAIN * _blurred(moved, _SHADOW_SOFTNESS_EM * size_px), 0, 1)
    return shadow


def shadow_reach_px(size_px: float) -> int:
    """How far, at most, the shadow of letters of that size reaches beyond their ink."""
    return _shadow_offset_px(size_px) + math.ceil(_BLUR_REACH * _SHADOW_SOFTNESS_EM * size_px)


def box_padding_px(size_px: float) -> tuple[int, int]:
    """How much of the box is beside the ink, and how much above and below the block."""
    horizontal, vertical = (math.ceil(padding * size_px) for padding in _BOX_PADDING_EM)
    return horizontal, vertical


def box_mask(size: tuple[int, int], box: Area, size_px: float) -> Mask:
    """A box with rounded corners, behind letters of `size_px`, in a picture of (width, height)."""
    radius_px = min(_BOX_RADIUS_EM * size_px, *(side / 2 for side in box.size))
    core = box.inset(radius_px, radius_px)
    x = _beyond(size[0], core.left, core.right)
    y = _beyond(size[1], core.top, core.bottom)
    distance = np.hypot(x[None, :], y[:, None])
    mask: Mask = np.clip(radius_px + 0.5 - distance, 0, 1).astype(np.float32)
    return mask


def stacked(layers: Sequence[Layer], picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The layers, the lowest first, and over them `picture` (height, width, 4; premultiplied, 0 to 1).

    The result has straight alpha. Where nothing covers, the colour is the lowest layer's: chroma is averaged
    with its neighbours.
    """
    # Side by side: NumPy goes along rows of a whole plane, and not three numbers at a time.
    *emoji, emoji_alpha = np.ascontiguousarray(picture.transpose(2, 0, 1))
    colour, alpha = np.zeros((3, *emoji_alpha.shape), np.float32), np.zeros_like(emoji_alpha)
    for layer in layers:
        cover = layer.mask * (layer.colour[3] / 255)
        colour = colour * (1 - cover) + _tint(layer) * cover
        alpha = alpha * (1 - cover) + cover
    colour = colour * (1 - emoji_alpha) + emoji
    alpha = alpha * (1 - emoji_alpha) + emoji_alpha
    straight = np.divide(colour, alpha, out=_tint(layers[0]) + np.zeros_like(colour), where=alpha > 0)
    rgba = np.stack([*straight, alpha], axis=-1)
    rounded: NDArray[np.uint8] = np.rint(np.clip(255 * rgba, 0, 255)).astype(np.uint8)
    return rounded


def _tint(layer: Layer) -> NDArray[np.float32]:
    """Red, green and blue, for planes of each."""
    return np.array(layer.colour[:3], np.float32).reshape(3, 1, 1) / np.float32(255)


def _blurred(mask: Mask, sigma_px: float) -> Mask:
    blurred: Mask = cv2.GaussianBlur(mask, (0, 0), sigmaX=sigma_px, borderType=cv2.BORDER_CONSTANT).astype(np.float32)
    return blurred


def _outline_radius_px(size_px: float) -> int:
    return max(1, round(size_px / 24))


def _shadow_offset_px(size_px: float) -> int:
    return max(1, round(_SHADOW_OFFSET_EM * size_px))


def _beyond(length: int, first: float, last: float) -> NDArray[np.float64]:
    """How far the middle of each of `length` pixels lies before `first` or after `last`."""
    middles = np.arange(length) + 0.5
    beyond: NDArray[np.float64] = np.maximum(0, np.maximum(first - middles, middles - last))
    return beyond
