"""Colours as they are typed in a trigger."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from dropd.contracts.exact import exact_number
from dropd.contracts.refusal import refused, shown

# The basic names of CSS and a few that titles are often set in.
_NAMES = {
    "aqua": "#00ffff", "beige": "#f5f5dc", "black": "#000000", "blue": "#0000ff", "brown": "#a52a2a",
    "cyan": "#00ffff", "fuchsia": "#ff00ff", "gold": "#ffd700", "gray": "#808080", "green": "#008000",
    "grey": "#808080", "ivory": "#fffff0", "lime": "#00ff00", "magenta": "#ff00ff", "maroon": "#800000",
    "navy": "#000080", "olive": "#808000", "orange": "#ffa500", "pink": "#ffc0cb", "purple": "#800080",
    "red": "#ff0000", "silver": "#c0c0c0", "teal": "#008080", "white": "#ffffff", "yellow": "#ffff00",
}  # fmt: skip
_OPAQUE = 255
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})")
_ALLOWED = 'Write a name such as white, or "#ffffff"; "black@0.65" is black at 65 percent.'


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour; all parts from 0 to 255, `alpha` 255 covers wholly."""

    red: int
    green: int
    blue: int
    alpha: int = _OPAQUE

    def __str__(self) -> str:
        """As a user may write it: `#rrggbb`, or `#rrggbbaa` where something shines through."""
        alpha = "" if self.alpha == _OPAQUE else f"{self.alpha:02x}"
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}{alpha}"


def parse_colour(value: object) -> Colour:
    """A colour from a name, `#rgb`, `#rrggbb` or `#rrggbbaa`, each with `@0.65` for its alpha if wanted.

    Raises pydantic's error for all else.
    """
    if isinstance(value, Colour):
        return value
    name, at, opacity = value.strip().lower().partition("@") if isinstance(value, str) else ("", "", "")
    digits = _hex_digits(name)
    alpha = exact_number(opacity) if at else 1
    if digits is None or alpha is None or not 0 <= alpha <= 1 or (at and len(digits) == len("rrggbbaa")):
        near = get_close_matches(name, _NAMES, n=1)
        raise refused(f"{shown(value)} is not a colour.", f"Did you mean {near[0]}? {_ALLOWED}" if near else _ALLOWED)
    return Colour(*bytes.fromhex(digits if not at else f"{digits}{round(alpha * _OPAQUE):02x}"))


def _hex_digits(name: str) -> str | None:
    typed = _HEX.fullmatch(_NAMES.get(name, name))
    if not typed:
        return None
    return "".join(digit * 2 for digit in typed[1]) if len(typed[1]) == len("rgb") else typed[1]


TypedColour = Annotated[
    Colour,
    PlainValidator(parse_colour),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["white", "#ffd700", "black@0.65"]}),
]
"""A colour as it is typed in a trigger."""
