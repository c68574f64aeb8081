"""Where a text may be parted: sentences, and how well a place within a sentence suits a break. Pure."""

import re

from icu4py.breakers import SentenceBreaker

from dropd.language.small_words import (
    BELONGS_TO_THE_NEXT,
    FLOORS,
    GERMAN_MONTHS,
    SENTENCE_GOES_ON,
    SENTENCE_MAY_END,
    STARTS_A_CLAUSE,
    STARTS_A_PHRASE,
)

ENDS = ".!?…。！？।؟"  # noqa: RUF001 - the marks of other scripts are what is meant
PAUSES = ",;:—–、，；：،؛"  # noqa: RUF001 - here too
CLOSERS = "\"'”’»)]）」』"  # noqa: RUF001 - so are these

INITIALS = re.compile(r"([^\W\d_]\.)*[^\W\d_]")
"""`J` or `n.b`, without the last full stop."""

NUMBER = re.compile(r"\d[\d.,']*")
"""With its separators; `450,000` belongs to what it counts."""

DAY = re.compile(r"(?<![\d.,:])([1-9]|0[1-9]|[12]\d|3[01])\.\s*$")

FINE, GOOD, FAIR, POOR, BAD = 0.0, 3.0, 6.0, 10.0, 18.0
"""How badly a break suits: after a mark, before a clause, before a phrase, between words, between what is one."""


def sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Cut a text into its sentences, white space evened out. An abbreviation is not the end of one."""
    found: list[str] = []
    for part in SentenceBreaker(" ".join(text.split()), language):
        if found and (_goes_on(found[-1], part) or (language.startswith("de") and _is_date(found[-1], part))):
            found[-1] += part
        else:
            found.append(part)
    return tuple(sentence.strip() for sentence in found if sentence.strip())


def break_cost(before: str, after: str) -> float:
    """How badly a break suits between two parts of one sentence; `before` keeps the space at its end."""
    last, following = _bare(before.split()[-1:]), _bare(after.split()[:1])
    if before == before.rstrip():
        return _cost_without_space(before)
    if before.rstrip().endswith(".") and is_abbreviated(before):
        return POOR if last in SENTENCE_MAY_END else BAD
    if ends_with(before, ENDS + PAUSES) and not _is_date(before, after):
        return FINE
    if last in BELONGS_TO_THE_NEXT or NUMBER.fullmatch(last):
        return BAD
    if following in STARTS_A_CLAUSE:
        return GOOD
    return FAIR if following in STARTS_A_PHRASE else POOR


def ends_with(text: str, marks: str) -> bool:
    """Whether a text ends with one of these marks, quotation marks and brackets after it aside."""
    return text.rstrip().rstrip(CLOSERS).endswith(tuple(marks))


def is_abbreviated(text: str) -> bool:
    """Whether the full stop at the end of a text belongs to an abbreviation or an initial."""
    word = _bare(text.split()[-1:])
    return word in SENTENCE_GOES_ON | SENTENCE_MAY_END or INITIALS.fullmatch(word) is not None


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence that ICU ended goes on: ICU knows full stops, not abbreviations."""
    if not before.rstrip().endswith("."):
        return False
    word, begins = _bare(before.split()[-1:]), after.lstrip(CLOSERS + "“‘(« ")[:1]  # noqa: RUF001 - marks of speech
    if word in SENTENCE_MAY_END and word not in SENTENCE_GOES_ON:
        return not begins.isupper()
    if NUMBER.fullmatch(word) and _bare(after.split()[:1]) in FLOORS:
        return True
    if word == "no" and not begins.isdigit():
        return False
    return begins.islower() or (word != "i" and is_abbreviated(before))


def _is_date(before: str, after: str) -> bool:
    """Whether a German date would be parted."""
    return DAY.search(before) is not None and _bare(after.split()[:1]) in GERMAN_MONTHS


def _bare(words: list[str]) -> str:
    return words[0].strip(CLOSERS + PAUSES + "“‘(«").rstrip(".!?…").lower() if words else ""  # noqa: RUF001


def _cost_without_space(before: str) -> float:
    """Scripts without spaces break between words, others only after a hyphen or a stroke."""
    if ends_with(before, ENDS + PAUSES):
        return FINE
    return BAD if before[-1:] in "-/\u2010" else POOR
