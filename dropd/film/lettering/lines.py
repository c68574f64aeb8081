"""Where a title's lines break, and how large it can be: balanced lines that fit into a given room."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

import uharfbuzz as hb
from icu4py.breakers import LineBreaker

from dropd.film.lettering.coverage import LOCALE
from dropd.film.lettering.font_files import EM_UNITS
from dropd.film.lettering.glyphs import ShapedLine, advance_of, shape
from dropd.film.lettering.runs import Cluster, itemise, language_of
from dropd.language.tags import BREAKS_BETWEEN_PHRASES

RoomFor: TypeAlias = Callable[[float], tuple[float, float]]
"""Width and height in pixels that letters of a size in pixels have: the larger they are, the more is around them."""

_MOST_LINES = 3
_BALANCED_LINES = 6
"""A longer text is read as a paragraph, with lines as full as they can be."""

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
    """The clusters between two places where a line may break; `visible` is their width at the end of a line."""

    start: int
    end: int
    advance: int
    visible: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    clusters: tuple[Cluster, ...]
    language: str
    measured: dict[tuple[Cluster, ...], int] = field(default_factory=dict)

    def line(self, start: int, end: int) -> ShapedLine:
        return shape(self._without_space(start, end), self.language)

    def pieces(self, borders: Iterable[int]) -> Iterator[_Piece]:
        start, *ends = borders
        for end in ends:
            visible = self._advance(self._without_space(start, end))
            yield _Piece(start, end, self._advance(self.clusters[start:end]), visible)
            start = end

    def _without_space(self, start: int, end: int) -> tuple[Cluster, ...]:
        while end > start and self.clusters[end - 1].text.isspace():
            end -= 1
        return self.clusters[start:end]

    def _advance(self, clusters: tuple[Cluster, ...]) -> int:
        if clusters not in self.measured:
            self.measured[clusters] = advance_of(clusters, self.language)
        return self.measured[clusters]


@dataclass(frozen=True, slots=True)
class _Attempt:
    size_px: float
    most_lines: float
    splits_words: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """A paragraph in pieces: its words, and the letters of those that may have to be split."""

    paragraph: _Paragraph
    words: tuple[_Piece, ...]
    letters: dict[_Piece, tuple[_Piece, ...]] = field(default_factory=dict)

    def within(self, width: float, *, splits_words: bool) -> list[_Piece]:
        if not splits_words:
            return list(self.words)
        return [piece for word in self.words for piece in ((word,) if word.visible <= width else self._letters(word))]

    def _letters(self, word: _Piece) -> tuple[_Piece, ...]:
        if word not in self.letters:
            self.letters[word] = tuple(self.paragraph.pieces(range(word.start, word.end + 1)))
        return self.letters[word]


def plain_lines(text: str) -> str:
    """Text as it is set: composed, spaces for control characters, no empty lines, no spaces around lines."""
    composed = unicodedata.normalize("NFC", text).replace(_SOFT_HYPHEN, "")
    lines = re.split(r"[\n\v\f\r\x85\u2028\u2029]+", composed)
    spaced = (re.sub(" +", " ", "".join(map(_without_control, line))).strip() for line in lines)
    return "\n".join(line for line in spaced if line)


def lay_out(
    text: str,
    chain: Sequence[hb.Font],
    size_px: float,
    room_for: RoomFor,
    *,
    shrinks: bool = True,
    overshoot_em: float = 0.0,
) -> Block:
    """Break `text`, as `plain_lines` gives it, into balanced lines that fit the room.

    A text that `shrinks` stays whole words down to 40 % of `size_px`, in at most three lines (or as many as
    were typed); where that is not enough, long words break anywhere and lines become more and smaller, down to
    4 px, whether they fit then or not. One that does not gets as many lines as it needs at `size_px`, and
    becomes smaller only where the height is not enough for them. Tall letters may reach `overshoot_em` beyond
    the block before they make it higher.
    """
    paragraphs = [_in_words(line, chain) for line in text.split("\n")]
    *attempts, last = _attempts(size_px, len(paragraphs), shrinks=shrinks)
    for attempt in attempts:
        if block := _tried(paragraphs, attempt, room_for, overshoot_em):
            return block
    return _set(paragraphs, last, room_for, overshoot_em)


def _without_control(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character


def _in_words(line: str, chain: Sequence[hb.Font]) -> _Words:
    language = language_of(line)
    paragraph = _Paragraph(itemise(line, chain), language)
    ends = list(accumulate(len(each.text) for each in paragraph.clusters))
    breaks = set(accumulate(len(part) for part in LineBreaker(line, BREAKS_BETWEEN_PHRASES.get(language, LOCALE))))
    return _Words(paragraph, tuple(paragraph.pieces([0, *(at for at, end in enumerate(ends, 1) if end in breaks)])))


def _attempts(size_px: float, typed_lines: int, *, shrinks: bool) -> Iterator[_Attempt]:
    smaller_px = size_px
    if shrinks:
        for percent in range(100, _SMALLEST_PERCENT - 1, -_STEP_PERCENT):
            yield _Attempt(size_px * percent / 100, max(_MOST_LINES, typed_lines), splits_words=False)
        smaller_px *= _SMALLEST_PERCENT / 100
    while True:
        yield _Attempt(smaller_px, math.inf, splits_words=True)
        smaller_px *= 1 - _STEP_PERCENT / 100
        if smaller_px < _ILLEGIBLE_PX:
            return


def _tried(paragraphs: Sequence[_Words], attempt: _Attempt, room_for: RoomFor, overshoot_em: float) -> Block | None:
    """The text as it is set in an attempt, if it fits; what cannot fit is told by counting lines, which costs less."""
    width, height = _room_in_units(attempt, room_for)
    lines = sum(_fewest_lines(each, width) for each in _pieces(paragraphs, attempt, width))
    if lines > attempt.most_lines or _least_height(lines) > height:
        return None
    block = _set(paragraphs, attempt, room_for, overshoot_em)
    return block if _fits(block, width, height) else None


def _set(paragraphs: Sequence[_Words], attempt: _Attempt, room_for: RoomFor, overshoot_em: float) -> Block:
    """The text in lines of the room's width, however high that is."""
    width, _ = _room_in_units(attempt, room_for)
    lines = list(_lines(paragraphs, _pieces(paragraphs, attempt, width), width))
    return _stack(attempt.size_px, lines, round(overshoot_em * EM_UNITS))


def _room_in_units(attempt: _Attempt, room_for: RoomFor) -> tuple[float, float]:
    width, height = (side * EM_UNITS / attempt.size_px for side in room_for(attempt.size_px))
    return width, height


def _pieces(paragraphs: Sequence[_Words], attempt: _Attempt, width: float) -> list[list[_Piece]]:
    return [each.within(width, splits_words=attempt.splits_words) for each in paragraphs]


def _lines(paragraphs: Sequence[_Words], pieces: Sequence[Sequence[_Piece]], width: float) -> Iterator[ShapedLine]:
    breaking = _filled if sum(_fewest_lines(each, width) for each in pieces) > _BALANCED_LINES else _balanced
    for words, parts in zip(paragraphs, pieces, strict=True):
        for first, last in breaking(parts, width):
            yield words.paragraph.line(parts[first].start, parts[last].end)


def _fewest_lines(pieces: Sequence[_Piece], width: float) -> int:
    return len(_filled(pieces, width))


def _filled(pieces: Sequence[_Piece], width: float) -> list[tuple[int, int]]:
    """First and last piece of each line, each as full as it can be."""
    firsts, line = [0], 0
    for at, piece in enumerate(pieces):
        if line + piece.visible > width and at > firsts[-1]:
            firsts.append(at)
            line = 0
        line += piece.advance
    return list(zip(firsts, [*(first - 1 for first in firsts[1:]), len(pieces) - 1], strict=True))


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


def _stack(size_px: float, lines: Sequence[ShapedLine], overshoot: int) -> Block:
    baselines: list[int] = []
    for at, line in enumerate(lines):
        if at == 0:
            baselines.append(max(_ASCENT, line.top - overshoot))
        else:
            baselines.append(baselines[-1] + max(_LEADING, line.top - lines[at - 1].bottom + _CLEARANCE))
    height = baselines[-1] + max(_DESCENT, -lines[-1].bottom - overshoot)
    return Block(size_px, tuple(lines), tuple(baselines), height)


def _least_height(lines: int) -> int:
    return _ASCENT + (lines - 1) * _LEADING + _DESCENT


def _fits(block: Block, width: float, height: float) -> bool:
    return block.height <= height and all(line.right - line.left <= width for line in block.lines)
