"""Where a title's lines break, and how large it can be: balanced lines that fit into a given room."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import uharfbuzz as hb
from icu4py.breakers import CharacterBreaker, LineBreaker

from dropd.film.fonts import EM_UNITS
from dropd.film.glyphs import LOCALE, ShapedLine, bidi_levels, shape

_MOST_LINES = 3
_STEP_PERCENT = 5
_SMALLEST_PERCENT = 40
_ILLEGIBLE_PX = 4.0
"""Smaller than this nothing is gained: what still does not fit is cut off at the safe area."""

_SOFT_HYPHEN = "\u00ad"
"""A line may break there, but then it would need a hyphen that the text does not have."""

# In units of an em. Room for the letters of Latin, Greek and Cyrillic is always kept, so that baselines
# stay where they are from title to title; what is taller gets more.
_ASCENT = round(0.75 * EM_UNITS)
_DESCENT = round(0.25 * EM_UNITS)
_LEADING = round(1.18 * EM_UNITS)
_CLEARANCE = round(0.08 * EM_UNITS)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a title at the size that fits. Baselines are em units below the block's top."""

    size_px: float
    lines: tuple[ShapedLine, ...]
    baselines: tuple[int, ...]
    height: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """What lies between two places where a line may break; `visible` is its width at the end of a line."""

    start: int
    end: int
    advance: int
    visible: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    levels: tuple[int, ...]
    chain: Sequence[hb.Font]

    def shaped(self, start: int, end: int) -> ShapedLine:
        end = start + len(self.text[start:end].rstrip())
        return shape(self.text[start:end], self.levels[start:end], self.chain)

    def pieces(self, parts: Iterable[str], start: int = 0) -> Iterator[_Piece]:
        for part in parts:
            end = start + len(part)
            whole = shape(part, self.levels[start:end], self.chain)
            yield _Piece(start, end, whole.advance, self.shaped(start, end).advance)
            start = end


@dataclass(frozen=True, slots=True)
class _Attempt:
    size_px: float
    most_lines: float
    splits_words: bool


def plain_lines(text: str) -> str:
    """Text as it is set: composed, spaces for control characters, no empty lines, no spaces around lines."""
    composed = unicodedata.normalize("NFC", text).replace(_SOFT_HYPHEN, "")
    lines = re.split(r"[\n\v\f\r\x85\u2028\u2029]+", composed)
    spaced = (re.sub(" +", " ", "".join(map(_without_control, line))).strip() for line in lines)
    return "\n".join(line for line in spaced if line)


def lay_out(text: str, chain: Sequence[hb.Font], size_px: float, room_px: tuple[int, int]) -> Block:
    """Break `text`, as `plain_lines` gives it, into balanced lines, and shrink it until it fits `room_px`.

    The room is (width, height). Down to 40 % of `size_px` words stay whole and lines are at most three (or
    as many as were typed); where that is not enough, long words break anywhere and lines become more and
    smaller, down to 4 px, whether they fit then or not.
    """
    paragraphs = [_Paragraph(line, bidi_levels(line), chain) for line in text.split("\n")]
    words = [tuple(each.pieces(LineBreaker(each.text, LOCALE))) for each in paragraphs]
    block = Block(size_px, (), (), 0)
    for attempt in _attempts(size_px, len(paragraphs)):
        width, height = (side * EM_UNITS / attempt.size_px for side in room_px)
        pairs = zip(paragraphs, words, strict=True)
        lines = [line for pair in pairs for line in _set(*pair, width, splits_words=attempt.splits_words)]
        block = _stack(attempt.size_px, lines)
        if len(lines) <= attempt.most_lines and _fits(block, width, height):
            break
    return block


def _without_control(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character


def _attempts(size_px: float, typed_lines: int) -> Iterator[_Attempt]:
    most_lines = max(_MOST_LINES, typed_lines)
    for percent in range(100, _SMALLEST_PERCENT - 1, -_STEP_PERCENT):
        yield _Attempt(size_px * percent / 100, most_lines, splits_words=False)
    smaller_px = size_px * _SMALLEST_PERCENT / 100
    while True:
        yield _Attempt(smaller_px, math.inf, splits_words=True)
        smaller_px *= 1 - _STEP_PERCENT / 100
        if smaller_px < _ILLEGIBLE_PX:
            return


def _set(paragraph: _Paragraph, words: Sequence[_Piece], width: float, *, splits_words: bool) -> Iterator[ShapedLine]:
    pieces = list(_split_long(paragraph, words, width)) if splits_words else words
    for first, last in _balanced(pieces, width):
        yield paragraph.shaped(pieces[first].start, pieces[last].end)


def _split_long(paragraph: _Paragraph, words: Sequence[_Piece], width: float) -> Iterator[_Piece]:
    for word in words:
        if word.visible <= width:
            yield word
        else:
            letters = CharacterBreaker(paragraph.text[word.start : word.end], LOCALE)
            yield from paragraph.pieces(letters, word.start)


def _balanced(pieces: Sequence[_Piece], width: float) -> list[tuple[int, int]]:
    """First and last piece of each line: as few lines as possible, then as equal as possible.

    The sum of the squares of the widths is least where they are most equal. A piece wider than `width` gets
    a line of its own.
    """
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # lines, sum of squares, first piece of the last line
    for last, piece in enumerate(pieces):
        line, choices = 0, []
        for first in range(last, -1, -1):
            line += piece.visible if first == last else pieces[first].advance
            if line > width and first < last:
                break
            choices.append((best[first][0] + 1, best[first][1] + line**2, first))
        best.append(min(choices))
    return _lines_of(best)


def _lines_of(best: Sequence[tuple[int, float, int]]) -> list[tuple[int, int]]:
    lines, end = [], len(best) - 1
    while end > 0:
        first = best[end][2]
        lines.append((first, end - 1))
        end = first
    return lines[::-1]


def _stack(size_px: float, lines: Sequence[ShapedLine]) -> Block:
    baselines: list[int] = []
    for at, line in enumerate(lines):
        if at == 0:
            baselines.append(max(_ASCENT, line.top))
        else:
            baselines.append(baselines[-1] + max(_LEADING, line.top - lines[at - 1].bottom + _CLEARANCE))
    height = baselines[-1] + max(_DESCENT, -lines[-1].bottom)
    return Block(size_px, tuple(lines), tuple(baselines), height)


def _fits(block: Block, width: float, height: float) -> bool:
    return block.height <= height and all(line.right - line.left <= width for line in block.lines)
