"""Sheets of small pictures with a line beneath each, for a person to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dropd.film.pictures import Still

GAP_PX, LINE_PX = 12, 22
PAPER, INK = (236, 236, 232), (30, 30, 30)
# The inverse of ITU-R BT.709-6 in 8-bit limited range, for Y - 16, Cb - 128 and Cr - 128.
TO_RGB = np.array([[1.16438, 0.0, 1.79274], [1.16438, -0.21325, -0.53291], [1.16438, 2.11240, 0.0]], np.float32)


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture of a sheet, and what is written beneath it."""

    line: str
    picture: Image.Image


def still_as_picture(still: Still, width_px: int) -> Image.Image:
    """A prepared still as a viewer sees it, made smaller to a width."""
    size = (still.luma.shape[1], still.luma.shape[0])
    chroma = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (still.blue, still.red)]
    ycc = np.dstack([still.luma, *chroma]).astype(np.float32) - np.array([16, 128, 128], np.float32)
    rgb = np.clip(np.rint(cv2.transform(ycc, TO_RGB)), 0, 255).astype(np.uint8)
    height_px = max(1, round(size[1] * width_px / size[0]))
    return Image.fromarray(rgb).resize((width_px, height_px), Image.Resampling.LANCZOS)


def save_sheet(target: Path, rows: Sequence[Sequence[Cell]], *, quality: int = 85) -> None:
    """Write rows of cells as a JPEG; each row is as high as its highest picture."""
    width = max(sum(cell.picture.width + GAP_PX for cell in row) for row in rows) + GAP_PX
    heights = [max(cell.picture.height for cell in row) + LINE_PX + GAP_PX for row in rows]
    sheet = Image.new("RGB", (width, sum(heights) + GAP_PX), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    top = GAP_PX
    for row, height in zip(rows, heights, strict=True):
        left = GAP_PX
        for cell in row:
            sheet.paste(cell.picture, (left, top))
            draw.text((left, top + cell.picture.height + 3), cell.line, INK, font)
            left += cell.picture.width + GAP_PX
        top += height
    sheet.save(target, quality=quality)
