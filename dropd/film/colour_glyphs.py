"""Emoji: pictures in colour that fonts keep for single glyphs, as PNG or as coloured outlines."""

import io
from typing import TypeAlias

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray
from PIL import Image

from dropd.film.font_files import EM_UNITS

Picture: TypeAlias = NDArray[np.float32]
"""(height, width, 4), red, green, blue and alpha, 0 to 1, premultiplied."""

_MOST_PNG_PIXELS = 1024 * 1024
"""Fonts have pictures of up to 160 pixels; a larger one than this is no emoji."""


def blank(width_px: int, height_px: int) -> Picture:
    """A picture in which nothing is."""
    return np.zeros((height_px, width_px, 4), np.float32)


def paint_glyph(onto: Picture, font: hb.Font, index: int, size_px: float, origin_px: tuple[float, float]) -> bool:
    """Paint a glyph in colour, its origin at (x, y) from the top left of `onto`; False if it has no colours."""
    png = font.get_glyph_color_png(index) if font.face.has_color_png else None
    if png:
        return _paint_png(onto, bytes(png.data), _box_px(font, index, size_px, origin_px))
    return _paint_outlines(onto, font, index, size_px, origin_px)


def _box_px(font: hb.Font, index: int, size_px: float, origin_px: tuple[float, float]) -> tuple[int, int, int, int]:
    """Left, top, width and height of the glyph's picture, in whole pixels."""
    px_per_unit = size_px / EM_UNITS
    extents = font.get_glyph_extents(index)
    if extents is None:
        return 0, 0, 0, 0
    left = round(origin_px[0] + extents.x_bearing * px_per_unit)
    top = round(origin_px[1] - extents.y_bearing * px_per_unit)
    return left, top, round(extents.width * px_per_unit), round(-extents.height * px_per_unit)


def _paint_png(onto: Picture, png: bytes, box_px: tuple[int, int, int, int]) -> bool:
    left, top, width, height = box_px
    picture = _decoded(png)
    if picture is None or not (0 < width <= onto.shape[1] and 0 < height <= onto.shape[0]):
        return False
    shrinks = width < picture.shape[1]
    scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    _lay_over(onto, np.clip(scaled, 0, 1).astype(np.float32), left, top)
    return True


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


def _paint_outlines(onto: Picture, font: hb.Font, index: int, size_px: float, origin_px: tuple[float, float]) -> bool:
    px_per_unit = size_px / EM_UNITS
    height, width = onto.shape[:2]
    raster = hb.RasterPaint()
    raster.extents = hb.RasterExtents(0, 0, width, height, 0)
    raster.transform = (px_per_unit, 0.0, 0.0, -px_per_unit, *origin_px)
    if not raster.paint_glyph_or_fail(font, index):
        return False
    image = raster.render()
    rows = np.frombuffer(bytes(image.buffer), np.uint8).reshape(height, image.extents.stride)
    bgra = rows[:, : 4 * width].reshape(height, width, 4).astype(np.float32) / np.float32(255)
    _lay_over(onto, bgra[..., [2, 1, 0, 3]], 0, 0)
    return True


def _lay_over(onto: Picture, picture: Picture, left: int, top: int) -> None:
    """Blend premultiplied `picture` over `onto` in place; what reaches beyond is cut off."""
    height, width = picture.shape[:2]
    rows, columns = slice(max(0, top), max(0, top + height)), slice(max(0, left), max(0, left + width))
    beneath = onto[rows, columns]
    seen = picture[max(0, -top) :, max(0, -left) :][: beneath.shape[0], : beneath.shape[1]]
    onto[rows, columns] = seen + beneath * (1 - seen[..., 3:])
