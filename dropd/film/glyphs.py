"""From characters to placed glyphs: which font draws what, which way it runs, and what HarfBuzz makes of it.

All measures are in units of `fonts.EM_UNITS` an em, x to the right and y upwards from the baseline.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import uharfbuzz as hb
from bidi import get_display
from icu4py.breakers import CharacterBreaker

LOCALE = "en"
"""For finding borders of letters, words and lines; titles do not say which language they are in."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One outline of a font and where its origin goes."""

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


@dataclass(frozen=True, slots=True)
class _Run:
    """Text that one font draws in one direction and one script."""

    font: hb.Font
    level: int
    script: str | None
    text: str


def split_drawable(text: str, chain: Sequence[hb.Font]) -> tuple[str, str]:
    """The text without the characters that no font of `chain` draws, and those characters, each once."""
    drawable, missing = "", ""
    for cluster in CharacterBreaker(text, LOCALE):
        font = _best_font(cluster, chain)
        for character in cluster:
            if _draws(font, character):
                drawable += character
            elif character not in missing:
                missing += character
    return drawable, missing


def bidi_levels(paragraph: str) -> tuple[int, ...]:
    """The embedding level of each character of a paragraph without line ends: odd ones run right to left.

    Source: Unicode Standard Annex 9, as implemented by python-bidi.
    """
    # python-bidi 0.6.12 shows the levels, one a byte of UTF-8, only in its debug text. That text ends with
    # them, whatever the paragraph says. Its Python twin offers them too, but knows no isolates.
    described = get_display(paragraph, debug=True).rpartition("levels: [")[2]
    of_bytes = [int(level) for level in re.findall(r"Level\(\s*(\d+)", described)]
    levels, at_byte = [], 0
    for character in paragraph:
        levels.append(of_bytes[at_byte])
        at_byte += len(character.encode())
    return tuple(levels)


def shape(text: str, levels: Sequence[int], chain: Sequence[hb.Font]) -> ShapedLine:
    """Set `text`, whose characters have the embedding `levels`, on one line."""
    glyphs: list[Glyph] = []
    pen = 0
    for run in _in_visual_order(_runs(text, levels, chain)):
        placed, pen = _shape_run(run, pen)
        glyphs += placed
    return _with_ink(tuple(glyphs), pen)


def _runs(text: str, levels: Sequence[int], chain: Sequence[hb.Font]) -> list[_Run]:
    runs: list[_Run] = []
    for cluster, level in _clusters(text, levels):
        # A space goes with the word before it: its width belongs to that font.
        font = runs[-1].font if runs and cluster.isspace() else _best_font(cluster, chain)
        run = _Run(font, level, next(filter(None, map(_script, cluster)), None), cluster)
        if runs and _continues(runs[-1], run):
            runs[-1] = replace(runs[-1], script=runs[-1].script or run.script, text=runs[-1].text + cluster)
        else:
            runs.append(run)
    return runs


def _continues(run: _Run, following: _Run) -> bool:
    same_script = run.script == following.script or None in (run.script, following.script)
    return same_script and run.font is following.font and run.level == following.level


def _clusters(text: str, levels: Sequence[int]) -> Iterator[tuple[str, int]]:
    start = 0
    for cluster in CharacterBreaker(text, LOCALE):
        yield cluster, levels[start]
        start += len(cluster)


def _best_font(cluster: str, chain: Sequence[hb.Font]) -> hb.Font:
    return max(chain, key=lambda font: sum(_draws(font, character) for character in cluster))


def _draws(font: hb.Font, character: str) -> bool:
    return (
        character.isspace()
        or unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"  # variation selectors have no shape of their own
        or bool(font.get_nominal_glyph(ord(character)))
    )


def _script(character: str) -> str | None:
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def _in_visual_order(runs: list[_Run]) -> list[_Run]:
    """Rule L2 of Unicode Standard Annex 9, for runs; HarfBuzz turns the glyphs within each."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        borders = [at for at in range(len(ordered) + 1) if _is_border(ordered, at, level)]
        for start, end in pairwise(borders):
            if ordered[start].level >= level:
                ordered[start:end] = reversed(ordered[start:end])
    return ordered


def _is_border(runs: list[_Run], at: int, level: int) -> bool:
    if at in (0, len(runs)):
        return True
    return (runs[at - 1].level >= level) != (runs[at].level >= level)


def _shape_run(run: _Run, pen: int) -> tuple[list[Glyph], int]:
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.flags = hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.language = "und"  # else it is the language of the machine, and pictures differ between machines
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
