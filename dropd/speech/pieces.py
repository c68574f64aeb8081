"""A text in pieces that are spoken one by one: sentences, parted further where a service takes less at once. Pure.

One request a sentence: a corrected one costs one request, and where each begins in the recording is known.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from dropd.language.sentences import break_cost, sentences
from dropd.language.spoken_text import has_words
from dropd.language.tags import icu_language

SENTENCE_PAUSE_S, PARAGRAPH_PAUSE_S, PART_PAUSE_S = 0.4, 0.8, 0.15
UNSPACED_MARKS = "、，；："  # noqa: RUF001 - of scripts without spaces
SHORT_OF_ROOM = 0.02
"""What each character that a part could have had more costs, against a better place to break."""
LOOKED_AT = 4
"""So many times as much text as can be said at once is looked at: what is said is seldom shorter than written."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is spoken at once, and the silence after it."""

    text: str
    pause_s: float


def pieces_of(
    text: str, language: str | None, longest: int, spoken_length: Callable[[str], int] = len
) -> tuple[Piece, ...]:
    """Part a scene's text. `spoken_length` is that of a part as it is sent; none will be longer than `longest`.

    Paragraphs are parted by an empty line. What has neither letter nor digit is not spoken.
    """
    found: list[Piece] = []
    for paragraph in _paragraphs(text):
        for sentence in sentences(paragraph, icu_language(language)):
            if not has_words(sentence):
                continue
            *parts, last = _parts(sentence, longest, spoken_length)
            found += [Piece(part, PART_PAUSE_S) for part in parts]
            found.append(Piece(last, SENTENCE_PAUSE_S))
        if found:
            found[-1] = Piece(found[-1].text, PARAGRAPH_PAUSE_S)
    return tuple(found)


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in (*text.splitlines(), ""):
        if line.strip():
            lines.append(line)
        elif lines:
            yield " ".join(lines)
            lines = []


def _parts(sentence: str, longest: int, spoken_length: Callable[[str], int]) -> list[str]:
    """A sentence in parts that are short enough, broken where it hurts least."""
    parts, rest = [], sentence
    while spoken_length(rest) > longest:
        place = _place_to_break(rest, longest, spoken_length)
        parts.append(rest[:place].strip())
        rest = rest[place:].strip()
    return [*parts, rest]


def _place_to_break(text: str, longest: int, spoken_length: Callable[[str], int]) -> int:
    """The best place before which no more than `longest` is said: after a word if there is one, else anywhere."""

    def said(place: int) -> int:
        return spoken_length(text[:place])

    words = _ends_of_words(text[: LOOKED_AT * longest])
    fitting = words[: bisect_right(words, longest, key=said)]
    if not fitting:
        places = [place for place in range(1, min(longest, len(text)) + 1) if not _is_within_a_word(text, place)]
        return max([1, *places[: bisect_right(places, longest, key=said)]])
    room = fitting[-1]
    return min(fitting, key=lambda place: break_cost(text[:place], text[place:]) + SHORT_OF_ROOM * (room - place))


def _is_within_a_word(text: str, place: int) -> bool:
    """Whether a place is between two letters or digits of ASCII: where others have no spaces, those are one word."""
    around = text[place - 1 : place + 1]
    return len(around) > 1 and around.isascii() and around.isalnum()


def _ends_of_words(text: str) -> list[int]:
    """Every place after a space; in scripts without spaces, after each of their marks."""
    spaced = [at + 1 for at, character in enumerate(text[:-1]) if character.isspace()]
    marked = [at for at, pair in enumerate(pairwise(text), 1) if pair[0] in UNSPACED_MARKS and not pair[1].isspace()]
    return sorted({*spaced, *marked})
