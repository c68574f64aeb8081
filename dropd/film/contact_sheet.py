"""The whole film at a glance: a frame from the middle of each shot, in rows, as one picture."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropd.film.assemble import Cut
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all

MOST_PICTURES = 40
SHEET_PX = 1920
"""Its longer side, roughly: what a screen shows at once."""
GUTTER_PX = 6
GUTTER_GREY = 24
JPEG_QUALITY = 88
KEY_FRAMES_S = Fraction(2)
"""How far apart key frames are at most."""
LIMITS = Limits()

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Grid:
    """How many columns and rows, and how large each picture is."""

    columns: int
    rows: int
    width_px: int
    height_px: int


def write_contact_sheet(cut: Cut, size_px: tuple[int, int], target: Path, build: FfmpegBuild, *, workers: int) -> None:
    """Write the sheet of a film of this size as JPEG; nothing but pixels is in it."""
    shown = [cut.chunks[index] for index in evenly_chosen(len(cut.chunks), MOST_PICTURES)]
    grid = grid_for(len(shown), size_px)
    with ThreadPoolExecutor(workers, thread_name_prefix="contact sheet") as pool:
        pictures = list(pool.map(lambda chunk: _middle(chunk.path, chunk.frames / cut.fps, grid, build), shown))
    Image.fromarray(_laid_out(pictures, grid)).save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)


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
    scale = min(SHEET_PX / (columns * width_px), SHEET_PX / (rows * height_px), 1.0)
    return Grid(columns, rows, max(2, round(width_px * scale)), max(2, round(height_px * scale)))


def _middle(chunk: Path, lasts_s: Fraction, grid: Grid, build: FfmpegBuild) -> Pixels:
    """A frame from the middle of a chunk: of a long one a key frame, a second from the very middle at most."""
    is_long = lasts_s >= 2 * KEY_FRAMES_S
    at_s = lasts_s / 2 - (KEY_FRAMES_S / 2 if is_long else 0)
    rgb = _read(chunk, at_s, grid, build, only_key_frames=is_long)
    if not rgb:  # some encoders set key frames as they like
        rgb = _read(chunk, lasts_s / 2, grid, build, only_key_frames=False)
    return np.frombuffer(rgb, np.uint8).reshape(grid.height_px, grid.width_px, 3)


def _read(chunk: Path, at_s: Fraction, grid: Grid, build: FfmpegBuild, *, only_key_frames: bool) -> bytes:
    argv = ffmpeg.read_frame(
        build.path,
        chunk,
        at_s=at_s,
        only_key_frames=only_key_frames,
        width_px=grid.width_px,
        height_px=grid.height_px,
    )
    return read_all(argv, purpose="contact sheet", limits=LIMITS)


def _laid_out(pictures: Sequence[Pixels], grid: Grid) -> Pixels:
    step_x, step_y = grid.width_px + GUTTER_PX, grid.height_px + GUTTER_PX
    shape = (grid.rows * step_y + GUTTER_PX, grid.columns * step_x + GUTTER_PX, 3)
    sheet = np.full(shape, GUTTER_GREY, np.uint8)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, grid.columns)
        top, left = GUTTER_PX + row * step_y, GUTTER_PX + column * step_x
        sheet[top : top + grid.height_px, left : left + grid.width_px] = picture
    return sheet
