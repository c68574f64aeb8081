"""What matters in a picture: a place in it, as a word or as parts of its width and height."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from dropd.contracts.exact import exact_number
from dropd.contracts.refusal import refused, shown

_ALLOWED = (
    "Write a place such as left or top-right, or [0.3, 0.4]: parts of the width and the height, from the top left."
)
_ACROSS = {"left": 0.0, "right": 1.0, "center": 0.5}
_DOWN = {"top": 0.0, "bottom": 1.0, "center": 0.5}


@dataclass(frozen=True, slots=True)
class Focus:
    """A place in a picture: parts of its width from the left and of its height from the top, 0 to 1."""

    x: float = 0.5
    y: float = 0.5

    def as_typed(self) -> list[float]:
        """As a user writes it."""
        return [self.x, self.y]


def parse_focus(value: object) -> Focus:
    """A place from a word such as `top-left` or from two numbers; raises pydantic's error for all else."""
    if isinstance(value, Focus):
        return value
    found = _of_word(value.strip().lower()) if isinstance(value, str) else _of_numbers(value)
    if found is None:
        is_list = isinstance(value, list | tuple)
        what = "Two numbers from 0 to 1 belong here." if is_list else f"{shown(value)} is not a place in a picture."
        raise refused(what, _ALLOWED)
    return found


def _of_word(word: str) -> Focus | None:
    if word in _ACROSS:
        return Focus(_ACROSS[word], 0.5)
    if word in _DOWN:
        return Focus(0.5, _DOWN[word])
    down, _, across = word.partition("-")
    return Focus(_ACROSS[across], _DOWN[down]) if down in _DOWN and across in _ACROSS else None


def _of_numbers(value: object) -> Focus | None:
    if not isinstance(value, list | tuple) or len(value) != len(("x", "y")):
        return None
    x, y = (exact_number(part) for part in value)
    if x is None or y is None or not (0 <= x <= 1 and 0 <= y <= 1):
        return None
    return Focus(float(x), float(y))


TypedFocus = Annotated[
    Focus,
    PlainValidator(parse_focus),
    PlainSerializer(Focus.as_typed),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["center", "left", "top-right"]},
                {
                    "type": "array",
                    "items": {"type": "number", "minimum": 0, "maximum": 1},
                    "minItems": 2,
                    "maxItems": 2,
                },
            ]
        }
    ),
]
"""A place in a picture as it is typed in scenes.json."""
