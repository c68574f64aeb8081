"""Numbers as they were typed, in JSON or as YAML's text: exact seconds and frame rates, plain numbers."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from dropd.contracts.refusal import refused, shown

# Bounded on purpose: a short literal such as 1e999999999 would fill the memory as an exact fraction.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
"""A number of sane length, as JSON or YAML writes it."""

_NUMBER_WITHIN = re.compile(r"[+-]?(?:[0-9]{1,20}(?:[.,][0-9]{1,30})?|[.,][0-9]{1,30})")

_RATIO = re.compile(r"([0-9]{1,6})\s*/\s*([0-9]{1,4})")
_NTSC_RATES = tuple(Fraction(rate * 1000, 1001) for rate in (24, 30, 60, 120))
_NTSC_TOLERANCE = Fraction(5, 1000)
_TICKS_PER_S = 90_000
"""The clock of MPEG-TS, and so of broadcasts: no film has a rate that it cannot count."""
_LARGEST_DENOMINATOR = 1001
"""What the clocks of MP4 and MPEG-TS can count without rounding."""


def exact_number(value: object) -> Fraction | None:
    """The exact value of a number, or of a text that is one; None for all else."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    text = str(value).strip()
    return Fraction(text) if NUMBER.fullmatch(text) else None


def parse_seconds(value: object) -> Fraction:
    """Exact seconds; raises pydantic's error for what is no number."""
    return _number(value, "a number of seconds", "2.5")


def parse_frame_rate(value: object) -> Fraction:
    """Exact frames a second: 29.97 means 30000/1001, as in all of television; `25/1` is a ratio."""
    ratio = _RATIO.fullmatch(value.strip()) if isinstance(value, str) else None
    if ratio and int(ratio[2]):
        rate = Fraction(int(ratio[1]), int(ratio[2]))
    else:
        rate = _number(value, "a number of frames a second", "30")
    rate = next((ntsc for ntsc in _NTSC_RATES if abs(rate - ntsc) < _NTSC_TOLERANCE), rate)
    if rate.denominator > _LARGEST_DENOMINATOR or (rate.denominator > 1 and rate.numerator > _TICKS_PER_S):
        raise refused(f"{shown(value)} is an unusual frame rate.", "Write 24, 25, 29.97, 30, 50 or 60.")
    return rate


def parse_number(value: object) -> float:
    """A number that need not be exact."""
    return float(_number(value, "a number"))


def parse_whole_number(value: object) -> int:
    """A number without a fraction; `3.0` is one."""
    number = _number(value, "a whole number")
    if number.denominator != 1:
        raise refused(f"{shown(value)} is not a whole number.", "Write it without a fraction.")
    return int(number)


def plain_number(value: Fraction) -> int | float:
    """A fraction as a user would write it in JSON: 2, 2.5."""
    return int(value) if value.denominator == 1 else float(value)


def plain_float(value: float) -> int | float:
    """A number as a user would write it in JSON: 18, 18.5."""
    return int(value) if float(value).is_integer() else value


def plain_rate(value: Fraction) -> int | float | str:
    """A frame rate as a user would write it: 30, 12.5, "30000/1001"."""
    exact = exact_number(float(value)) == value
    return plain_number(value) if exact else f"{value.numerator}/{value.denominator}"


def _number(value: object, what: str, example: str | None = None) -> Fraction:
    number = exact_number(value)
    if number is not None:
        return number
    hint = f"Write it like this: {example}" if example else "Write a number alone."
    raise refused(f"{shown(value)} is not {what}.", (isinstance(value, str) and _meant(value)) or hint)


def _meant(text: str) -> str | None:
    """What to write instead of a text that holds one number."""
    numbers = _NUMBER_WITHIN.findall(text)
    if len(numbers) != 1:
        return None
    how = "it with a point" if numbers[0] == text.strip() else "the number alone"
    return f"Write {how}: {numbers[0].replace(',', '.')}"


Seconds = Annotated[
    Fraction, PlainValidator(parse_seconds), PlainSerializer(plain_number), WithJsonSchema({"type": "number"})
]
"""Seconds as the exact fraction of what was typed."""

FrameRate = Annotated[
    Fraction,
    PlainValidator(parse_frame_rate),
    PlainSerializer(plain_rate),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9]+/[0-9]+$"}]}),
]
"""Frames a second as an exact fraction."""

Number = Annotated[
    float, PlainValidator(parse_number), PlainSerializer(plain_float), WithJsonSchema({"type": "number"})
]
"""A number that need not be exact."""

WholeNumber = Annotated[int, PlainValidator(parse_whole_number), WithJsonSchema({"type": "integer"})]
"""A number without a fraction."""
