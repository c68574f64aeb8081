"""How a sentence is parted into captions, and a caption into lines. Pure."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from dropd.film.captions.line_rules import CUE_LINES, ENGLISH, LineRules
from dropd.language.sentences import ENDS, PAUSES, break_cost, ends_with, is_abbreviated

ONE_MORE = 12.0
"""What one more caption costs: less than a bad break."""
LONELY = 25.0
"""What a line of one word beside another line costs, or a caption of one word beside others."""
UNEVEN = 0.25
"""What each column costs by which two lines differ."""
SHORT_PART = 20
"""A caption shorter than this, in columns, is read in no time but costs a look."""


def columns(text: str) -> int:
    """How wide a text is: two for each wide character of East Asia, none for marks that stand on others.

    (https://www.unicode.org/reports/tr11/)
    """
    return sum(_columns(character) for character in text)


def captions_of(sentence: str, rules: LineRules = ENGLISH, most_columns: int | None = None) -> tuple[str, ...]:
    """Part a sentence into the texts of its captions, each of two lines at most, where it suits best.

    `most_columns` is how much may be in one caption, for slow speakers. A word that is longer than a line stays whole.
    """
    words = rules.words(sentence)
    room = min(most_columns or rules.cue_columns, rules.cue_columns)

    def cost(first: int, end: int) -> float | None:
        text = "".join(words[first:end]).strip()
        if end - first > 1 and (columns(text) > room or len(_lines(words[first:end], rules)) > CUE_LINES):
            return None
        lonely = LONELY if end - first == 1 and len(words) > 1 else max(0, SHORT_PART - columns(text))
        return ONE_MORE + lonely + _break_after(words, end)

    return tuple("".join(words[first:end]).strip() for first, end in _parted(words, cost))


def in_lines(text: str, rules: LineRules = ENGLISH) -> str:
    """Break the text of one caption into lines, evenly and where it suits."""
    return "\n".join(_lines(rules.words(text), rules))


def clauses_of(text: str, rules: LineRules = ENGLISH) -> Iterator[str]:
    """Cut a text after each mark where a speaker may pause."""
    part = ""
    for word in rules.words(text):
        part += word
        if ends_with(part, PAUSES) or (ends_with(part, ENDS) and not is_abbreviated(part)):
            yield part
            part = ""
    if part:
        yield part


def _lines(words: Sequence[str], rules: LineRules) -> tuple[str, ...]:
    """Fill as few lines as it takes; of two lines, choose the pair that suits best."""
    filled = _filled(words, rules.line_columns)
    if len(filled) != CUE_LINES:
        return filled
    pairs = {
        _pair_cost(words, cut): ("".join(words[:cut]).strip(), "".join(words[cut:]).strip())
        for cut in range(len(words) - 1, 0, -1)
    }
    fitting = {cost: pair for cost, pair in pairs.items() if max(map(columns, pair)) <= rules.line_columns}
    return fitting[min(fitting)] if fitting else filled


def _pair_cost(words: Sequence[str], cut: int) -> float:
    upper, lower = "".join(words[:cut]).strip(), "".join(words[cut:]).strip()
    lonely = LONELY if 1 in (cut, len(words) - cut) else 0.0
    return break_cost("".join(words[:cut]), lower) + lonely + UNEVEN * abs(columns(upper) - columns(lower))


def _filled(words: Sequence[str], line_columns: int) -> tuple[str, ...]:
    lines = [""]
    for word in words:
        if lines[-1] and columns((lines[-1] + word).rstrip()) > line_columns:
            lines.append("")
        lines[-1] += word
    return tuple(line.strip() for line in lines if line.strip())


def _parted(words: Sequence[str], cost: Callable[[int, int], float | None]) -> list[tuple[int, int]]:
    """The cheapest way to part words into runs; `cost` of a run is None where it does not fit."""
    cheapest: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        choices: list[tuple[float, int]] = []
        for first in range(end - 1, -1, -1):
            run = cost(first, end)
            if run is None:
                break
            choices.append((cheapest[first][0] + run, first))
        cheapest.append(min(choices))
    runs, end = [], len(words)
    while end:
        first = cheapest[end][1]
        runs.append((first, end))
        end = first
    return runs[::-1]


def _break_after(words: Sequence[str], end: int) -> float:
    return break_cost("".join(words[max(0, end - 3) : end]), words[end]) if end < len(words) else 0.0


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
