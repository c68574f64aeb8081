"""Numbers: read as a language writes them, and spelled out as it says them. Pure."""

import re
from dataclasses import dataclass
from functools import cache

from dropd.speech.reading.language import Noun, NumberWords

NUMBER = r"(?>[0-9]{1,12}(?![0-9])(?:[.,'’][0-9]{1,6}(?![0-9])| [0-9]{3}(?![0-9])){0,4})"  # noqa: RUF001
"""Digits in groups, with decimals or without, as any language may write them. Atomic: no part of it is a number."""
MOST_DIGITS = 12
MILLION = 10**6
ONE = 1
GROUP = NOUGHTS_OF_A_THOUSAND = 3


@dataclass(frozen=True, slots=True)
class Number:
    """What digits mean; `whole` is None where they may mean two things, and then they stay as they are."""

    written: str
    whole: int | None = None
    decimals: str = ""

    @property
    def is_one(self) -> bool:
        """Whether a noun after it is of one."""
        return self.whole == ONE and not self.decimals

    def thousands(self) -> "Number":
        """The number, a thousand times as large."""
        if self.whole is None or len(self.decimals) > NOUGHTS_OF_A_THOUSAND:
            return Number(self.written)
        return Number(self.written, int(f"{self.whole}{self.decimals:0<{NOUGHTS_OF_A_THOUSAND}}"))


def number(written: str, words: NumberWords) -> Number:
    """Read a number by the separators of a language: `1.250` is a thousand in German, and may be either in English."""
    marks = ".," if "'" in written or "’" in written else words.decimal  # noqa: RUF001
    found = _shape(words.group, marks).fullmatch(written)
    if found is None:
        return Number(written)
    digits, decimals = re.sub("[^0-9]", "", found["whole"]), found["decimals"] or ""
    if len(digits) > MOST_DIGITS or (digits[0] == "0" and digits != "0"):
        return Number(written)
    if found["group"] == " " and len(digits) < words.spaces_from:
        return Number(written)
    looks_like_a_group = len(decimals) == GROUP >= len(digits) and digits != "0"
    return Number(written) if looks_like_a_group else Number(written, int(digits), decimals)


def spelled(number: Number, words: NumberWords, noun: Noun | None = None) -> str:
    """A number in words, which bend to the noun after it; digits that are not sure stay digits."""
    if number.whole is None:
        return number.written
    if number.decimals:
        digits = (_cardinal(int(digit), words.library) for digit in number.decimals)
        return " ".join((_cardinal(number.whole, words.library), words.point, *digits))
    if noun is None:
        return _cardinal(number.whole, words.library)
    if number.is_one:
        return words.one[noun.feminine]
    bent = words.feminine if noun.feminine and number.whole < MILLION else words.masculine
    return " ".join(bent.get(word, word) for word in _cardinal(number.whole, words.library).split())


def counted(number: Number, noun: Noun, words: NumberWords) -> str:
    """A number in words and what it counts."""
    named = noun.one if number.is_one else noun.many
    millions = bool(number.whole) and not number.decimals and (number.whole or 0) % MILLION == 0
    return f"{spelled(number, words, noun)} {after_a_million(named, words) if millions else named}"


def after_a_million(named: str, words: NumberWords) -> str:
    """A noun as it follows a million: `millions d’euros`."""  # noqa: RUF002
    return words.of[named[:1] in "aehiouéœ"] + named


def ordinal(number: int, words: NumberWords, *, feminine: bool) -> str:
    """`third`, in the gender that its sign has."""
    said = " ".join(_in_words(number, words.library, "ordinal").split())
    if not feminine:
        return said
    return re.sub(r"o\b", "a", said).replace("premier", "première")


def _cardinal(number: int, library: str) -> str:
    return _in_words(number, library, "cardinal").replace(",", "")


def _in_words(number: int, library: str, kind: str) -> str:
    from num2words import num2words  # type: ignore[import-untyped]  # noqa: PLC0415 - 20 ms, where numbers are spoken

    return str(num2words(number, lang=library, to=kind))


@cache
def _shape(group: str, marks: str) -> re.Pattern[str]:
    groups = rf"[0-9]{{1,3}}(?P<group>[{re.escape(group)}'’ ])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"  # noqa: RUF001
    return re.compile(rf"(?P<whole>{groups}|[0-9]+)(?:[{re.escape(marks)}](?P<decimals>[0-9]+))?")
