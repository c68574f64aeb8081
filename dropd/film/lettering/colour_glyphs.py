"""Emoji: pictures in colour that fonts keep for single glyphs, as PNG or as coloured outlines."""

import io
import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray
from PIL import Image

from dropd.film.lettering.font_files import EM_UNITS, is_coloured

Picture: TypeAlias = NDArray[np.float32]
"""(height, width, 4), red, green, blue and alpha, 0 to 1, premultiplied."""

_MOST_PNG_PIXELS = 1024 * 1024
"""Fonts have pictures of up to 160 pixels; a larger one than this is no emoji."""

_MOST_EMS = 4
"""A glyph of a damaged font that says it is larger than this is not painted."""

_MARGIN_EM = 0.25
"""Coloured outlines may reach beyond what the font says of the glyph."""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A glyph's picture; `left` and `top` are from the glyph's origin to its corner, in pixels, downwards."""

    picture: Picture
    left: int
    top: int


class EmojiCanvas:
    """A picture of (width, height) pixels onto which glyphs of one size are painted, each made only once."""

    def __init__(self, width_px: int, height_px: int, size_px: float) -> None:
        self.picture: Picture = np.zeros((height_px, width_px, 4), np.float32)
        self._size_px = size_px
        self._stamps: dict[tuple[hb.Font, int], _Stamp | None] = {}

    def paint(self, font: hb.Font, index: int, x_px: float, y_px: float) -> bool:
        """Paint a glyph with its origin at (x, y); False if the font has no colours for it."""
        if not is_coloured(font):
            return False
        if (font, index) not in self._stamps:
            self._stamps[font, index] = _stamp(font, index, self._size_px)
        stamp = self._stamps[font, index]
        if stamp is None:
            return False
        _lay_over(self.picture, stamp.picture, round(x_px) + stamp.left, round(y_px) + stamp.top)
        return True


def _stamp(font: hb.Font, index: int, size_px: float) -> _Stamp | None:
    extents = font.get_glyph_extents(index)
    if extents is None or max(map(abs, extents)) > _MOST_EMS * EM_UNITS:
        return None
    left, top, width, height = (
        value * size_px / EM_UNITS for value in (extents.x_bearing, -extents.y_bearing, extents.width, -extents.height)
    )
    png = font.get_glyph_color_png(index) if font.face.has_color_png else None
    if png:
        picture = _from_png(bytes(png.data), round(width), round(height))
        return None if picture is None else _Stamp(picture, round(left), round(top))
    margin = _MARGIN_EM * size_px
    first_x, first_y = math.floor(left - margin), math.floor(top - margin)
    size = math.ceil(width + 2 * margin), math.ceil(height + 2 * margin)
    outlines = _from_outlines(font, index, size_px / EM_UNITS, (-first_x, -first_y), size)
    return None if outlines is None else _Stamp(outlines, first_x, first_y)


def _from_png(png: bytes, width_px: int, height_px: int) -> Picture | None:
    picture = _decoded(png)
    if picture is None or min(width_px, height_px) <= 0:
        return None
    shrinks = width_px < picture.shape[1]
    scaled = cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.clip(scaled, 0, 1).astype(np.float32)


def _decoded(png: bytes) -> Picture | None:
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if image.width * image.height > _MOST_PNG_PIXELS:
                return None
            straight = np.asarray(image.convert("RGBA")).astype(np.float32) / np.float32(255)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # what Pillow says of damaged PNGs
        return None
    straight[..., :3] *= straight[..., 3:]
    return straight


def _from_outlines(
    font: hb.Font, index: int, px_per_unit: float, origin_px: tuple[int, int], size_px: tuple[int, int]
) -> Picture | None:
    width, height = size_px
    raster = hb.RasterPaint()
    raster.extents = hb.RasterExtents(0, 0, width, height, 0)
    raster.transform = (px_per_unit, 0.0, 0.0, -px_per_unit, *map(float, origin_px))
    if not raster.paint_glyph_or_fail(font, index):
        return None
    image = raster.render()
    rows = np.frombuffer(bytes(image.buffer), np.uint8).reshape(height, image.extents.stride)
    bgra = rows[:, : 4 * width].reshape(height, width, 4).astype(np.float32) / np.float32(255)
    return bgra[..., [2, 1, 0, 3]]


def _lay_over(onto: Picture, picture: Picture, left: int, top: int) -> None:
    """Blend premultiplied `picture` over `onto` in place; what reaches beyond is cut off."""
    height, width = picture.shape[:2]
    rows, columns = slice(max(0, top), max(0, top + height)), slice(max(0, left), max(0, left + width))
    beneath = onto[rows, columns]
    seen = picture[max(0, -top) :, max(0, -left) :][: beneath.shape[0], : beneath.shape[1]]
    onto[rows, columns] = seen + beneath * (1 - seen[..., 3:])
