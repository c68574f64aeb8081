"""Why a value does not work, in words: what our own types tell pydantic, and how values are shown."""

import json
from decimal import Decimal
from fractions import Fraction

from pydantic_core import PydanticCustomError

REFUSED = "refused"
"""The type of errors whose words are already plain."""

DECIMAL_COMMA = "If it is the end of a number, write that with a point: 0.5, not 0,5."
"""What to do about a key such as `5`: in braces, `{xfade: 0,5}` has two."""

_SHOWN_CHARACTERS = 60


def refused(message: str, hint: str = "") -> PydanticCustomError:
    """An error for a validator to raise: whole sentences, which reach the user as they are."""
    return PydanticCustomError(REFUSED, "{message}", {"message": message, "hint": hint})


def shown(value: object) -> str:
    """A value of a document as its owner would know it again: short, on one line, without surprises."""
    if isinstance(value, dict | list | tuple):
        return "a group of keys" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal | Fraction):
        return str(value)
    text = str(value)
    short = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return json.dumps(short, ensure_ascii=False)


def shown_number(value: float | Fraction) -> str:
    """A number as one would type it: `8`, `0.5`."""
    return f"{float(value):g}"
