"""The whole film at a glance: a frame from each shot, from its middle or near it, in rows, as one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.film.thumbnails import THUMBNAIL_PX

MOST_PICTURES = 40
SHEET_PX = 1920
"""Its longer side, roughly: what a screen shows at once."""
GUTTER_PX = 6
GUTTER_GREY = 24
JPEG_QUALITY = 88

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Grid:
    """How many columns and rows, and how large each picture is."""

    columns: int
    rows: int
    width_px: int
    height_px: int


def write_contact_sheet(plan: Plan, chunks: Sequence[Chunk], size_px: tuple[int, int], target: Path) -> None:
    """Write the sheet of a film of this size as JPEG; nothing but pixels is in it."""
    middles = middle_chunks(plan)
    shown = [chunks[middles[index]] for index in evenly_chosen(len(middles), MOST_PICTURES)]
    grid = grid_for(len(shown), size_px)
    pictures = [_at_size(chunk.thumbnail, grid) for chunk in shown]
    Image.fromarray(_laid_out(pictures, grid)).save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)


def middle_chunks(plan: Plan) -> tuple[int, ...]:
    """For each shot, which of the film's chunks stands for it: the one in the middle of it."""
    of_shots: list[list[int]] = [[] for _ in plan.shots]
    for index, span in enumerate(plan.chunk_spans):
        of_shots[span.shot].append(index)
    return tuple(indexes[len(indexes) // 2] for indexes in of_shots)


def evenly_chosen(count: int, most: int) -> tuple[int, ...]:
    """Choose at most `most` of `count` things, evenly, from the first to the last."""
    if count <= most:
        return tuple(range(count))
    return tuple(round(number * (count - 1) / (most - 1)) for number in range(most))


def grid_for(pictures: int, size_px: tuple[int, int]) -> Grid:
    """As many columns as make the sheet about as wide as a screen is, 16:9, with few places left empty."""
    width_px, height_px = size_px
    wished = sqrt(pictures * height_px / width_px * 16 / 9)
    near = {max(1, round(wished) + step) for step in (-1, 0, 1)}
    columns = min(pictures, min(near, key=lambda count: abs(count - wished) + (-pictures % count) / count))
    rows = ceil(pictures / columns)
    scale = min(SHEET_PX / (columns * width_px), SHEET_PX / (rows * height_px), THUMBNAIL_PX / max(size_px), 1.0)
    return Grid(columns, rows, max(2, round(width_px * scale)), max(2, round(height_px * scale)))


def _at_size(thumbnail: Path, grid: Grid) -> Pixels:
    with Image.open(thumbnail) as picture:
        picture.draft("RGB", (2 * grid.width_px, 2 * grid.height_px))  # at 1/2, 1/4 or 1/8 if twice that is left
        rgb = np.asarray(picture)
    return np.asarray(cv2.resize(rgb, (grid.width_px, grid.height_px), interpolation=cv2.INTER_AREA), np.uint8)


def _laid_out(pictures: Sequence[Pixels], grid: Grid) -> Pixels:
    step_x, step_y = grid.width_px + GUTTER_PX, grid.height_px + GUTTER_PX
    shape = (grid.rows * step_y + GUTTER_PX, grid.columns * step_x + GUTTER_PX, 3)
    sheet = np.full(shape, GUTTER_GREY, np.uint8)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, grid.columns)
        top, left = GUTTER_PX + row * step_y, GUTTER_PX + column * step_x
        sheet[top : top + grid.height_px, left : left + grid.width_px] = picture
    return sheet
