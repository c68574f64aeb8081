"""Titles as pictures: drawn once by HarfBuzz, then blended over the frames where they are."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.areas import Area, even_around, safe_area, shares_before
from dropd.film.lettering.colour_glyphs import EmojiCanvas, Picture
from dropd.film.lettering.coverage import split_drawable
from dropd.film.lettering.font_files import EM_UNITS
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.glyphs import ShapedLine
from dropd.film.lettering.lines import Block, lay_out, plain_lines
from dropd.film.lettering.painting import (
    BOX_OVERSHOOT_EM,
    Layer,
    Mask,
    Rgba,
    box_mask,
    box_padding_px,
    outline_mask,
    outline_reach_px,
    shadow_mask,
    shadow_reach_px,
    stacked,
)

Position: TypeAlias = Literal[
    "top-left", "top-center", "top-right",
    "center-left", "center", "center-right",
    "bottom-left", "bottom-center", "bottom-right",
]  # fmt: skip

_LEAST_ROOM_SHARE = 0.5
"""What outlines, shadows and boxes leave to the letters of a frame that is too small for them."""


@dataclass(frozen=True, slots=True)
class TitleLook:
    """A resolved style. `size_px` is the em in pixels of the finished picture; `file` wins over `family`.

    `outline` and `shadow` (soft, a little to the right and down) follow the letters, `box` has rounded corners
    and lies behind all of it. A text that `shrinks` becomes smaller rather than more than three lines long;
    captions do not, so that they are of one size.
    """

    family: str = DEFAULT_FONT_FAMILY
    file: Path | None = None
    size_px: float = 72.0
    fill: Rgba = (255, 255, 255, 255)
    outline: Rgba | None = (0, 0, 0, 166)
    position: Position = "top-center"
    box: Rgba | None = None
    shadow: Rgba | None = None
    shrinks: bool = True


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture to blend over frames, its top left corner at (`x_px`, `y_px`).

    `rgba` is (height, width, 4) with straight alpha. Corner and size are even, as 4:2:0 video needs.
    """

    x_px: int
    y_px: int
    rgba: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and where its pen starts, in pixels of the frame."""

    line: ShapedLine
    x_px: float
    baseline_px: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of a text, their size, and what they take up: their ink, and the block with its usual height."""

    placed: tuple[_Placed, ...]
    size_px: float
    ink: Area
    block: Area


def draw_title(text: str, look: TitleLook, frame: tuple[int, int], fonts: FontBook) -> Overlay | None:
    """Draw `text`, as it was typed, inside the safe area of a frame of (width, height) pixels.

    Lines are balanced, and smaller than `look.size_px` if they must be; see `lines.lay_out`. Characters that
    no font draws are left out; `missing_characters` tells them. None if there is nothing to draw.
    """
    plain = plain_lines(text)
    chain = fonts.chain(look.family, look.file, text=plain)
    drawable = plain_lines(split_drawable(plain, chain)[0])
    if not drawable:
        return None
    safe = safe_area(frame)

    def room_px(size_px: float) -> tuple[float, float]:
        return _room(safe, look, size_px).size

    overshoot_em = 0.0 if look.box is None else BOX_OVERSHOOT_EM
    block = lay_out(drawable, chain, look.size_px, room_px, shrinks=look.shrinks, overshoot_em=overshoot_em)
    placed = _placed(block, look.position, _room(safe, look, block.size_px))
    return None if placed is None else _painted(placed, look, safe)


def missing_characters(text: str, look: TitleLook, fonts: FontBook) -> str:
    """The characters of `text` that no font at hand draws, each once, in their order."""
    plain = plain_lines(text)
    return split_drawable(plain, fonts.chain(look.family, look.file, text=plain))[1]


def _room(safe: Area, look: TitleLook, size_px: float) -> Area:
    """Where letters of that size may be, so that all that is drawn around them stays in the safe area."""
    horizontal, vertical = _around_px(look, size_px)
    width, height = (round(side * (1 - _LEAST_ROOM_SHARE) / 2) for side in safe.size)
    return safe.inset(min(horizontal, width), min(vertical, height))


def _around_px(look: TitleLook, size_px: float) -> tuple[int, int]:
    reach_px = _reach_px(look, size_px)
    if look.box is None:
        return reach_px, reach_px
    horizontal, vertical = box_padding_px(size_px)
    return max(reach_px, horizontal), max(reach_px + math.ceil(BOX_OVERSHOOT_EM * size_px), vertical)


def _reach_px(look: TitleLook, size_px: float) -> int:
    """How far outline and shadow reach beyond the ink."""
    outline_px = 0 if look.outline is None else outline_reach_px(size_px)
    return max(outline_px, 0 if look.shadow is None else shadow_reach_px(size_px))


def _placed(block: Block, position: Position, room: Area) -> _Text | None:
    """The lines of `block` where they belong in `room`; None if they have no ink."""
    px_per_unit = block.size_px / EM_UNITS
    _, above = shares_before(position)
    top = room.top + above * (room.size[1] - block.height * px_per_unit)
    placed = tuple(_lines(block, position, room, top))
    if not placed:
        return None
    ink = Area(
        min(one.x_px + one.line.left * px_per_unit for one in placed),
        min(one.baseline_px - one.line.top * px_per_unit for one in placed),
        max(one.x_px + one.line.right * px_per_unit for one in placed),
        max(one.baseline_px - one.line.bottom * px_per_unit for one in placed),
    )
    return _Text(placed, block.size_px, ink, Area(ink.left, top, ink.right, top + block.height * px_per_unit))


def _lines(block: Block, position: Position, room: Area, top: float) -> Iterator[_Placed]:
    px_per_unit = block.size_px / EM_UNITS
    share, _ = shares_before(position)
    for line, baseline in zip(block.lines, block.baselines, strict=True):
        if line.right > line.left:
            # By ink, not by the pen: W and H then begin at the same edge.
            ink_left = room.left + share * (room.size[0] - (line.right - line.left) * px_per_unit)
            yield _Placed(line, ink_left - line.left * px_per_unit, round(top + baseline * px_per_unit))


def _painted(text: _Text, look: TitleLook, safe: Area) -> Overlay:
    covered = text.ink.inset(*2 * (-_reach_px(look, text.size_px),))
    if look.box is not None:
        horizontal, vertical = box_padding_px(text.size_px)
        covered = covered.joined(text.block.inset(-horizontal, -vertical))
    area = even_around(covered).cut_to(safe)
    letters, emoji = _letters(text, area)
    layers = _layers(text, look, area, letters, emoji)
    return Overlay(round(area.left), round(area.top), stacked(layers, emoji))


def _layers(text: _Text, look: TitleLook, area: Area, letters: Mask, emoji: Picture) -> Sequence[Layer]:
    shapes = np.maximum(letters, emoji[..., 3])
    layers = []
    if look.box is not None:
        horizontal, vertical = box_padding_px(text.size_px)
        box = text.block.inset(-horizontal, -vertical).moved(-area.left, -area.top)
        layers.append(Layer(box_mask(letters.shape[::-1], box, text.size_px), look.box))
    if look.shadow is not None:
        layers.append(Layer(shadow_mask(shapes, text.size_px), look.shadow))
    if look.outline is not None:
        layers.append(Layer(outline_mask(shapes, text.size_px), look.outline))
    return [*layers, Layer(letters, look.fill)]


def _letters(text: _Text, area: Area) -> tuple[Mask, Picture]:
    """How much of each pixel of `area` the letters cover, and the emoji among them."""
    px_per_unit = text.size_px / EM_UNITS
    width, height = round(area.size[0]), round(area.size[1])
    raster = hb.RasterDraw()
    raster.extents = hb.RasterExtents(0, 0, width, height, 0)
    emoji = EmojiCanvas(width, height, text.size_px)
    for one in text.placed:
        for glyph in one.line.glyphs:
            x = one.x_px - area.left + glyph.x * px_per_unit
            y = one.baseline_px - area.top - glyph.y * px_per_unit
            if not emoji.paint(glyph.font, glyph.index, x, y):
                raster.transform = (px_per_unit, 0.0, 0.0, -px_per_unit, x, y)
                raster.draw_glyph(glyph.font, glyph.index)
    image = raster.render()
    rows = np.frombuffer(bytes(image.buffer), np.uint8).reshape(height, image.extents.stride)
    return rows[:, :width].astype(np.float32) / np.float32(255), emoji.picture
