"""Rectangles in a frame, in pixels; right and bottom are where the next ones would begin."""

import math
from typing import NamedTuple

_ACROSS, _DOWN = 0.05, 0.09
"""How near to the sides, and to top and bottom, nothing is written. At the sides 5 percent are title-safe (EBU R 95);
above and below, players have their bars, and the edge of a picture that is shown whole lies at 7.5 percent."""


_SHARE_BEFORE = {"top": 0.0, "left": 0.0, "center": 0.5, "bottom": 1.0, "right": 1.0}


class Area(NamedTuple):
    """Where something lies."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    def inset(self, horizontal: float, vertical: float) -> "Area":
        """Smaller by so much at each side."""
        return Area(self.left + horizontal, self.top + vertical, self.right - horizontal, self.bottom - vertical)

    def moved(self, x: float, y: float) -> "Area":
        """The same size elsewhere."""
        return Area(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def joined(self, other: "Area") -> "Area":
        """The smallest area with both in it."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def cut_to(self, other: "Area") -> "Area":
        """What of it lies in `other`."""
        return Area(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


def safe_area(frame: tuple[int, int]) -> Area:
    """The middle of a frame of (width, height) in which everybody sees all; its sides are even."""
    left, top = (2 * math.ceil(side * share / 2) for side, share in zip(frame, (_ACROSS, _DOWN), strict=True))
    right, bottom = (
        2 * math.floor(side * (1 - share) / 2) for side, share in zip(frame, (_ACROSS, _DOWN), strict=True)
    )
    return Area(left, top, right, bottom)


def shares_before(position: str) -> tuple[float, float]:
    """Of the room that something leaves, what goes to the left of it and above it, at a position such as `top-left`."""
    down, _, across = position.partition("-")
    return _SHARE_BEFORE[across or down], _SHARE_BEFORE[down]


def even_around(area: Area) -> Area:
    """The smallest area around this one whose sides are even."""
    left, top = (2 * math.floor(side / 2) for side in (area.left, area.top))
    right, bottom = (2 * math.ceil(side / 2) for side in (area.right, area.bottom))
    return Area(left, top, right, bottom)
