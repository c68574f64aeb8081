"""The tables of what a language says in another way than it is written, and what all languages share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, of one and of many; its gender matters where numbers bend with it."""

    one: str
    many: str
    feminine: bool = False


def same(word: str, *, feminine: bool = False) -> Noun:
    """A noun that is the same for one and for many."""
    return Noun(word, word, feminine)


def plain(word: str, *, feminine: bool = False) -> Noun:
    """A noun that takes an s for many."""
    return Noun(word, word + "s", feminine)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How numbers are written and said."""

    library: str
    """The language, as num2words calls it."""
    group: str
    decimal: str
    point: str
    spaces_from: int
    """How many digits a number has at least whose groups are parted by spaces; fewer are two numbers."""
    one: tuple[str, str]
    """One of something, masculine and feminine."""
    masculine: Mapping[str, str] = field(default_factory=dict)
    feminine: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, str] = ("", "")
    """What stands between a million and a noun, and the same before a vowel."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What signs between numbers or words are called."""

    both: str
    to: str
    plus: str
    minus: str
    by: str


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that a language says in another way than it is written."""

    numbers: NumberWords
    signs: Signs
    currencies: Mapping[str, Noun]
    cents: Mapping[str, Noun]
    magnitudes: Mapping[str, Noun]
    """Of amounts of money. Thousands are no noun here: they become a part of the number."""
    units: Mapping[str, Noun]
    per: Mapping[str, str]
    """What may follow an amount of money."""
    phrases: Mapping[str, str]
    before_digits: Mapping[str, str]
    before_name: Mapping[str, str] = field(default_factory=dict)
    after_name: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=dict)
    """How the name of a street may end."""
    ordinals: Mapping[str, str] = field(default_factory=dict)
    """Signs after a number: m for a masculine one, f for a feminine one."""
    unsure_ordinals: frozenset[str] = frozenset()
    """Words that are cut short before some nouns only."""
    starters: frozenset[str] = frozenset()
    """Words with a capital that are no name: a full stop before them ends a sentence."""
    capital_nouns: bool = False


# several short entries in a line are easier to compare than one a line
# fmt: off
SYMBOLS: Mapping[str, str] = {
    "€": "EUR", "EUR": "EUR", "$": "$", "US$": "USD", "USD": "USD", "£": "GBP", "GBP": "GBP", "CHF": "CHF", "R$": "BRL",
    "BRL": "BRL", "¥": "JPY", "JPY": "JPY", "₹": "INR", "INR": "INR", "AED": "AED",
}
ALIASES: Mapping[str, str] = {
    "m2": "m²", "m^2": "m²", "qm": "m²", "sqm": "m²", "sq m": "m²", "sq. m.": "m²", "sq.m.": "m²", "mq": "m²",
    "sq ft": "ft²", "sq. ft.": "ft²", "sq.ft.": "ft²", "sqft": "ft²", "Sq Ft": "ft²", "sq. ft": "ft²", "ft2": "ft²",
    "m3": "m³", "km2": "km²", "kwh": "kWh", "KWh": "kWh", "kW/h": "kWh", "ºC": "°C", "ºF": "°F", "min.": "min",
    "Min.": "min", "mins": "min", "Std.": "h", "hrs": "h", "hr": "h", "uur.": "h", "kmh": "km/h", "ft.": "ft",
    "kWh/m2a": "kWh/m²a", "kWh/(m²a)": "kWh/m²a", "kWh/(m²*a)": "kWh/m²a", "kWh/(m²·a)": "kWh/m²a",
    "kWh/m²/an": "kWh/m²a", "kWh/m²/año": "kWh/m²a", "kWh/m²/anno": "kWh/m²a", "kWh/m²/year": "kWh/m²a", "Mio": "Mio.",
    "Mrd": "Mrd.", "mln.": "mln", "lbs": "lb",
}
# fmt: on
THOUSANDS = frozenset({"k", "K", "T", "Tsd.", "tsd.", "thousand", "mila", "mil", "mille", "duizend", "tausend"})
