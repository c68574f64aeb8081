"""Where a text has amounts, measures, ordinals and abbreviations: one set of patterns a language. Pure.

Every repetition is bounded or possessive, so that no text takes longer than its length.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dropd.speech.reading.language import ALIASES, SYMBOLS, THOUSANDS, Language
from dropd.speech.reading.numbers import NUMBER

BEFORE = r"(?<![\w.,:/@#'’+=×*–-])"  # noqa: RUF001 - the marks that make digits a part of something longer
AFTER = r"(?![\w'’^]|/\w|[.,:][0-9])"  # noqa: RUF001
DIGITS_END = r"(?![.,:'’/][0-9]| [0-9]{3}(?![0-9]))"  # noqa: RUF001
NO_CENTS = r"(?:[.,](?:--?|–|—))?"  # noqa: RUF001
DASH = "[–-]"  # noqa: RUF001
BY = "x×"  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Patterns:
    """Where a language's amounts, measures and abbreviations are."""

    amount: re.Pattern[str]
    measure: re.Pattern[str]
    joined: re.Pattern[str]
    """The numbers of a measure before its last."""
    ordinal: re.Pattern[str]
    phrase: re.Pattern[str]
    phrases: Mapping[str, str]
    """What they mean, by their letters without spaces."""
    before_digits: re.Pattern[str]


def patterns_of(language: Language) -> Patterns:
    """The patterns of a language, made once."""
    return _made(
        tuple(language.magnitudes),
        tuple(language.units),
        tuple(language.per),
        tuple(language.ordinals),
        tuple(language.phrases.items()),
        tuple(language.before_digits),
    )


@cache
def _made(
    magnitudes: tuple[str, ...],
    units: tuple[str, ...],
    per: tuple[str, ...],
    ordinals: tuple[str, ...],
    phrases: tuple[tuple[str, str], ...],
    before_digits: tuple[str, ...],
) -> Patterns:
    unit = _any((*units, *(alias for alias, name in ALIASES.items() if name in units)))
    low = rf"{NUMBER}(?: ?{unit})?(?:{DASH}| ?[{BY}] ?)"
    said = {written.replace(" ", ""): spoken for written, spoken in phrases}
    said |= {written.capitalize(): spoken.capitalize() for written, spoken in said.items() if written.islower()}
    said |= {written[0].upper() + written[1:]: spoken[0].upper() + spoken[1:] for written, spoken in said.items()}
    return Patterns(
        amount=re.compile(f"{_symbol_first(magnitudes, per)}|{_symbol_last(magnitudes, per)}"),
        measure=re.compile(
            rf"(?:(?<![^\s(])(?P<sign>[-−+])|{BEFORE})"  # noqa: RUF001
            rf"(?P<low>(?:{low}){{0,2}})(?P<high>{NUMBER}) ?(?P<unit>{unit}){AFTER}"
        ),
        joined=re.compile(rf"({NUMBER})(?: ?{unit})?({DASH}| ?[{BY}] ?)"),
        ordinal=re.compile(rf"{BEFORE}([1-9][0-9]{{0,2}})({_any(ordinals)})(?!\w)") if ordinals else re.compile("(?!)"),
        phrase=re.compile(rf"(?<![\w.])(?:{'|'.join(map(_spaced, sorted(said, key=len, reverse=True)))})"),
        phrases=said,
        before_digits=re.compile(rf"(?<![\w.])(?<![.!?] )({_any(before_digits)}) ?(?=[€$£]?[0-9])"),
    )


def _symbol_first(magnitudes: Iterable[str], per: Iterable[str]) -> str:
    """`€450k`, `$1.5 million`, `£200-300/night`; a letter for a million stands close to its number."""
    sizes = [*magnitudes, *THOUSANDS]
    close = _any(size for size in sizes if len(size) == 1)
    size = rf"(?:(?:{close})| ?{_any(size for size in sizes if len(size) > 1)})(?!\w)"
    return (
        rf"(?<![\w.,:/@#'’+=×*–-])(?P<symbol1>{_any(SYMBOLS)}) ?"  # noqa: RUF001
        rf"(?:(?P<low1>{NUMBER})(?P<lowsize1>{size})?{DASH}(?:{_any(SYMBOLS)})?)?"
        rf"(?P<high1>{NUMBER}){DIGITS_END}{NO_CENTS}(?P<size1>{size})?(?!\w|-[0-9])(?:(?P<per1>{_any(per)})(?!\w))?"
    )


def _symbol_last(magnitudes: Iterable[str], per: Iterable[str]) -> str:
    """`450.000 €`, `1,2 Mio. €`, `1,5 millions d’euros`."""  # noqa: RUF002
    size = _any([*magnitudes, *THOUSANDS])
    return (
        rf"{BEFORE}(?:(?P<low2>{NUMBER})(?: ?(?P<lowsize2>{size}))?(?: ?{_any(SYMBOLS)})?{DASH})?"
        rf"(?P<high2>{NUMBER}){NO_CENTS}(?: ?(?P<size2>{size})(?: d[ei](?= ))?)? ?"
        rf"(?P<symbol2>{_any(SYMBOLS)})(?!\w)(?:(?P<per2>{_any(per)})(?!\w))?"
    )


def _any(words: Iterable[str]) -> str:
    """Any of these, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def _spaced(phrase: str) -> str:
    """`z.B.` with or without a space after the first full stop."""
    return re.escape(phrase).replace(r"\.", r"\. ?", phrase.count(".") - 1)
