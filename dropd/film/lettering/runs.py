"""What a text is made of: letters as readers see them, which way each runs, in which script, and who draws it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import uharfbuzz as hb
from bidi import get_display
from icu4py.breakers import CharacterBreaker

from dropd.film.lettering.coverage import LOCALE, best_font, drawn_of, wants_colour


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a reader sees as one letter: its embedding level, its script if there is any, and its font."""

    text: str
    level: int
    script: str | None
    font: hb.Font


@dataclass(frozen=True, slots=True)
class Run:
    """Text that one font draws in one direction and one script."""

    text: str
    level: int
    script: str | None
    font: hb.Font


def itemise(paragraph: str, chain: Sequence[hb.Font]) -> tuple[Cluster, ...]:
    """The clusters of a paragraph without line ends, in the order in which they are read.

    Signs and digits belong to the script of the letters beside them (Unicode Standard Annex 24), and are drawn
    by the same font if it can, so that they match.
    """
    texts = tuple(CharacterBreaker(paragraph, LOCALE))
    scripts = [_script(text) for text in texts]
    resolved = _with_neighbours(texts, scripts)
    fonts = _fonts(texts, scripts, resolved, chain)
    levels = _levels_of(texts, bidi_levels(paragraph))
    return tuple(Cluster(*each) for each in zip(texts, levels, resolved, fonts, strict=True))


def runs_of(clusters: Sequence[Cluster]) -> list[Run]:
    """The clusters joined as far as they can be shaped together, in the order in which they are read."""
    grouped = groupby(clusters, key=lambda each: (each.level, each.script, each.font))
    return [Run("".join(each.text for each in group), *key) for key, group in grouped]


def language_of(paragraph: str) -> str:
    """The language whose forms of Chinese characters fit the text: Japanese with kana, Korean with hangul."""
    scripts = {_script(character) for character in paragraph}
    if scripts & {"Hira", "Kana"}:
        return "ja"
    if "Hang" in scripts:
        return "ko"
    # Not the language of the machine, or pictures would differ between machines.
    return "zh-hans" if "Hani" in scripts else "und"


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


def _levels_of(texts: Sequence[str], levels: Sequence[int]) -> Iterator[int]:
    start = 0
    for text in texts:
        yield levels[start]
        start += len(text)


def _script(text: str) -> str | None:
    """The script of the first character that has one of its own."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def _with_neighbours(texts: Sequence[str], scripts: Sequence[str | None]) -> list[str | None]:
    """Scripts, where there is none that of the letter before, or else after; brackets that close as they opened."""
    resolved: list[str | None] = []
    opened: list[str | None] = []
    last = next(filter(None, scripts), None)
    for text, script in zip(texts, scripts, strict=True):
        kind = unicodedata.category(text[0])
        last = opened.pop() if kind == "Pe" and opened else script or last
        if kind == "Ps":
            opened.append(last)
        resolved.append(last)
    return resolved


def _fonts(
    texts: Sequence[str], scripts: Sequence[str | None], resolved: Sequence[str | None], chain: Sequence[hb.Font]
) -> list[hb.Font]:
    fonts = [best_font(text, chain) for text in texts]
    of_letters: dict[str | None, hb.Font] = {}
    for script, font in zip(scripts, fonts, strict=True):
        of_letters.setdefault(script, font)
    for at, (text, script) in enumerate(zip(texts, resolved, strict=True)):
        beside = of_letters.get(script)
        if (
            scripts[at] is None
            and beside is not None
            and not wants_colour(text)
            and drawn_of(beside, text) == len(text)
        ):
            fonts[at] = beside
    return fonts
