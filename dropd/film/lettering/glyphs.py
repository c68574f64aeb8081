"""From letters to placed glyphs: what HarfBuzz makes of each run, and where on the line it goes.

All measures are in units of `EM_UNITS` an em, x to the right and y upwards from the baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import uharfbuzz as hb

from dropd.film.lettering.runs import Cluster, Run, runs_of


@dataclass(frozen=True, slots=True)
class Glyph:
    """One outline of a font, or one picture, and where its origin goes."""

    font: hb.Font
    index: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """Glyphs from left to right, how far they move the pen, and the box of their ink (empty if all zero)."""

    glyphs: tuple[Glyph, ...]
    advance: int
    left: int
    right: int
    top: int
    bottom: int


def shape(clusters: Sequence[Cluster], language: str = "und") -> ShapedLine:
    """Set `clusters`, in the order in which they are read, on one line."""
    glyphs, advance = _set(clusters, language)
    return _with_ink(glyphs, advance)


def advance_of(clusters: Sequence[Cluster], language: str = "und") -> int:
    """How far the clusters, set by themselves, move the pen."""
    return _set(clusters, language)[1]


def _set(clusters: Sequence[Cluster], language: str) -> tuple[tuple[Glyph, ...], int]:
    glyphs: list[Glyph] = []
    pen = 0
    for run in _in_visual_order(runs_of(clusters)):
        placed, pen = _shape_run(run, language, pen)
        glyphs += placed
    return tuple(glyphs), pen


def _in_visual_order(runs: list[Run]) -> list[Run]:
    """Rule L2 of Unicode Standard Annex 9, for runs; HarfBuzz turns the glyphs within each."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        borders = [at for at in range(len(ordered) + 1) if _is_border(ordered, at, level)]
        for start, end in pairwise(borders):
            if ordered[start].level >= level:
                ordered[start:end] = reversed(ordered[start:end])
    return ordered


def _is_border(runs: list[Run], at: int, level: int) -> bool:
    if at in (0, len(runs)):
        return True
    return (runs[at - 1].level >= level) != (runs[at].level >= level)


def _shape_run(run: Run, language: str, pen: int) -> tuple[list[Glyph], int]:
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.flags = hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.language = language
    if run.script is not None:
        buffer.script = run.script
    buffer.guess_segment_properties()
    hb.shape(run.font, buffer)
    glyphs = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:  # the font's box for a missing character
            continue
        glyphs.append(Glyph(run.font, info.codepoint, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    return glyphs, pen


def _with_ink(glyphs: tuple[Glyph, ...], advance: int) -> ShapedLine:
    boxes = [box for glyph in glyphs if (box := _ink(glyph)) is not None]
    if not boxes:
        return ShapedLine(glyphs, advance, 0, 0, 0, 0)
    lefts, rights, tops, bottoms = zip(*boxes, strict=True)
    return ShapedLine(glyphs, advance, min(lefts), max(rights), max(tops), min(bottoms))


def _ink(glyph: Glyph) -> tuple[int, int, int, int] | None:
    extents = glyph.font.get_glyph_extents(glyph.index)
    if extents is None or not extents.width or not extents.height:
        return None
    left = glyph.x + extents.x_bearing
    top = glyph.y + extents.y_bearing
    return left, left + extents.width, top, top + extents.height
