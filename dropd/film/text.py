"""Titles as pictures: drawn once by HarfBuzz, then blended over the frames where they are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from dropd.film.fonts import DEFAULT_FAMILY, EM_UNITS, FontBook
from dropd.film.glyphs import ShapedLine, split_drawable
from dropd.film.lines import Block, lay_out, plain_lines

Rgba: TypeAlias = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0 to 255; alpha is straight."""

Position: TypeAlias = Literal[
    "top-left", "top-center", "top-right",
    "center-left", "center", "center-right",
    "bottom-left", "bottom-center", "bottom-right",
]  # fmt: skip

_SAFE_SHARE = 0.05
"""Action-safe: what lies this near to an edge may be hidden by a screen's frame or a player's controls."""

_SOFTNESS = 0.7
"""Standard deviation of the outline's blur, as a share of its radius."""

_SHARE_BEFORE = {"top": 0.0, "left": 0.0, "center": 0.5, "bottom": 1.0, "right": 1.0}
"""Of the room that is left over, how much goes above the text, or to its left."""


@dataclass(frozen=True, slots=True)
class TitleLook:
    """A resolved style. `size_px` is the em in pixels of the finished picture; `file` wins over `family`."""

    family: str = DEFAULT_FAMILY
    file: Path | None = None
    size_px: float = 72.0
    fill: Rgba = (255, 255, 255, 255)
    outline: Rgba | None = (0, 0, 0, 166)
    position: Position = "top-center"


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture to blend over frames, its top left corner at (`x_px`, `y_px`).

    `rgba` is (height, width, 4) with straight alpha. Corner and size are even, as 4:2:0 video needs.
    """

    x_px: int
    y_px: int
    rgba: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of pixels; right and bottom are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top

    def inset(self, by_px: int) -> "_Box":
        return _Box(self.left + by_px, self.top + by_px, self.right - by_px, self.bottom - by_px)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and where its pen starts, in pixels of the frame."""

    line: ShapedLine
    x_px: float
    baseline_px: int


def draw_title(text: str, look: TitleLook, frame: tuple[int, int], fonts: FontBook) -> Overlay | None:
    """Draw `text`, as it was typed, inside the safe area of a frame of (width, height) pixels.

    Lines are balanced, and smaller than `look.size_px` if they must be; see `lines.lay_out`. Characters that
    no font draws are left out; `missing_characters` tells them. None if there is nothing to draw.
    """
    chain = fonts.chain(look.family, look.file)
    drawable = plain_lines(split_drawable(plain_lines(text), chain)[0])
    if not drawable:
        return None
    safe = _safe_area(frame)
    room = safe.inset(_margin_px(look, safe))
    block = lay_out(drawable, chain, look.size_px, room.size)
    placed = [one for one in _place(block, look.position, room) if one.line.right > one.line.left]
    if not placed:
        return None
    box = _box_around(placed, block.size_px, look, safe)
    return Overlay(box.left, box.top, _paint(_mask(placed, block.size_px, box), look, block.size_px))


def missing_characters(text: str, look: TitleLook, fonts: FontBook) -> str:
    """The characters of `text` that no font at hand draws, each once, in their order."""
    return split_drawable(plain_lines(text), fonts.chain(look.family, look.file))[1]


def _safe_area(frame: tuple[int, int]) -> _Box:
    left, top = (_even_up(side * _SAFE_SHARE) for side in frame)
    right, bottom = (_even_down(side - side * _SAFE_SHARE) for side in frame)
    return _Box(left, top, right, bottom)


def _margin_px(look: TitleLook, within: _Box) -> int:
    """What the outline and its soft edge need around the ink; never so much that no room is left."""
    if look.outline is None:
        return 0
    return min(_outline_reach_px(look.size_px), min(within.size) // 8)


def _place(block: Block, position: Position, room: _Box) -> Iterator[_Placed]:
    px_per_unit = block.size_px / EM_UNITS
    vertical, _, horizontal = position.partition("-")
    width, height = room.size
    top = room.top + _SHARE_BEFORE[vertical] * (height - block.height * px_per_unit)
    share = _SHARE_BEFORE[horizontal or vertical]
    for line, baseline in zip(block.lines, block.baselines, strict=True):
        # By ink, not by the pen: W and H then begin at the same edge.
        ink_left = room.left + share * (width - (line.right - line.left) * px_per_unit)
        yield _Placed(line, ink_left - line.left * px_per_unit, round(top + baseline * px_per_unit))


def _box_around(placed: list[_Placed], size_px: float, look: TitleLook, safe: _Box) -> _Box:
    px_per_unit = size_px / EM_UNITS
    reach_px = 0 if look.outline is None else _outline_reach_px(size_px)
    left = min(one.x_px + one.line.left * px_per_unit for one in placed) - reach_px
    right = max(one.x_px + one.line.right * px_per_unit for one in placed) + reach_px
    top = min(one.baseline_px - one.line.top * px_per_unit for one in placed) - reach_px
    bottom = max(one.baseline_px - one.line.bottom * px_per_unit for one in placed) + reach_px
    return _Box(
        max(safe.left, _even_down(left)),
        max(safe.top, _even_down(top)),
        min(safe.right, _even_up(right)),
        min(safe.bottom, _even_up(bottom)),
    )


def _mask(placed: list[_Placed], size_px: float, box: _Box) -> NDArray[np.uint8]:
    """How much of each pixel of `box` the glyphs cover, 0 to 255."""
    px_per_unit = size_px / EM_UNITS
    width, height = box.size
    raster = hb.RasterDraw()
    raster.extents = hb.RasterExtents(0, 0, width, height, 0)
    for one in placed:
        for glyph in one.line.glyphs:
            x = one.x_px - box.left + glyph.x * px_per_unit
            y = one.baseline_px - box.top - glyph.y * px_per_unit
            raster.transform = (px_per_unit, 0.0, 0.0, -px_per_unit, x, y)
            raster.draw_glyph(glyph.font, glyph.index)
    image = raster.render()
    rows = np.frombuffer(bytes(image.buffer), np.uint8).reshape(height, image.extents.stride)
    return rows[:, :width].copy()


def _paint(mask: NDArray[np.uint8], look: TitleLook, size_px: float) -> NDArray[np.uint8]:
    """The fill over its outline, as (height, width, 4) with straight alpha."""
    under = look.outline or (*look.fill[:3], 0)
    fill_alpha = mask.astype(np.float64) * (look.fill[3] / 255**2)
    under_alpha = _outline_mask(mask, size_px) * (under[3] / 255**2) * (1 - fill_alpha)
    alpha = fill_alpha + under_alpha
    fill_share = np.divide(fill_alpha, alpha, out=np.zeros_like(alpha), where=alpha > 0)[..., None]
    # Where nothing covers, the colour is still the outline's: chroma is averaged with its neighbours.
    colour = fill_share * look.fill[:3] + (1 - fill_share) * under[:3]
    rgba = np.concatenate([colour, 255 * alpha[..., None]], axis=2)
    rounded: NDArray[np.uint8] = np.rint(rgba).astype(np.uint8)
    return rounded


def _outline_mask(mask: NDArray[np.uint8], size_px: float) -> NDArray[np.float64]:
    radius_px = _outline_radius_px(size_px)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius_px + 1, 2 * radius_px + 1))
    widened = cv2.dilate(mask, kernel)
    softened = cv2.GaussianBlur(widened, (0, 0), sigmaX=_SOFTNESS * radius_px, borderType=cv2.BORDER_CONSTANT)
    return softened.astype(np.float64)


def _outline_radius_px(size_px: float) -> int:
    return max(1, round(size_px / 24))


def _outline_reach_px(size_px: float) -> int:
    return math.ceil((1 + 3 * _SOFTNESS) * _outline_radius_px(size_px))


def _even_up(value: float) -> int:
    return 2 * math.ceil(value / 2)


def _even_down(value: float) -> int:
    return 2 * math.floor(value / 2)
