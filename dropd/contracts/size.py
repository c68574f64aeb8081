"""The size of the picture in a film."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from dropd.contracts.refusal import refused, shown

_SMALLEST_PX, _LARGEST_PX = 128, 4096
_TYPED = re.compile(r"([0-9]{1,5})\s*[xX\u00d7]\s*([0-9]{1,5})")
_ALLOWED = (
    f"Write width x height in even numbers from {_SMALLEST_PX} to {_LARGEST_PX}, such as 1920x1080, "
    "or 16:9, 9:16, 1:1 or 4:5."
)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def shrunk_to(self, shorter_side_px: int) -> "Size":
        """The same shape with a shorter side of so many pixels, both sides even; itself if it is no larger."""
        factor = Fraction(shorter_side_px, min(self.width, self.height))
        return self if factor >= 1 else Size(round(self.width * factor / 2) * 2, round(self.height * factor / 2) * 2)

    def __str__(self) -> str:
        """As a user writes it: `1920x1080`."""
        return f"{self.width}x{self.height}"


_SHAPES = {
    "16:9": Size(1920, 1080),
    "9:16": Size(1080, 1920),
    "1:1": Size(1080, 1080),
    "4:5": Size(1080, 1350),
}


def parse_size(value: object) -> Size:
    """A size from `1920x1080` or a shape such as `16:9`; raises pydantic's error for all else."""
    if isinstance(value, Size):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if text in _SHAPES:
        return _SHAPES[text]
    if not (typed := _TYPED.fullmatch(text)):
        raise refused(f"{shown(value)} is not a size.", _ALLOWED)
    size = Size(int(typed[1]), int(typed[2]))
    if not all(_SMALLEST_PX <= side <= _LARGEST_PX and side % 2 == 0 for side in (size.width, size.height)):
        raise refused(f"{shown(value)} is not a size that dropd can make.", _ALLOWED)
    return size


FilmSize = Annotated[
    Size,
    PlainValidator(parse_size),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["1920x1080", *_SHAPES]}),
]
"""A size as it is typed in a trigger."""
