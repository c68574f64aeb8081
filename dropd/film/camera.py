"""Where the camera is in a picture at each frame. Pure.

A view is a centre and a zoom on a canvas of the film's shape; 1 shows the whole canvas. Zoom goes evenly in log
space, because an even zoom is felt as slowing down (https://github.com/riyasy/FlyPhotos/issues/177), and the ends
are eased.
"""

from dataclasses import dataclass
from typing import Literal

Motion = Literal["kenburns", "none"]

CLOSEST_ZOOM = 1.12
"""The tightest view of any move; pictures are prepared so that this one is still sharp."""

ANCHORS = ((0.5, 0.5), (0.3, 0.35), (0.7, 0.35), (0.3, 0.65), (0.7, 0.65))
"""Where a zoom leads to or comes from, as parts of the room that it leaves."""
NEAREST_ANCHOR, FARTHEST_ANCHOR = 0.3, 0.7

ALWAYS_SEEN = 1 - 2 * FARTHEST_ANCHOR * (1 - 1 / CLOSEST_ZOOM)
"""The middle part of the canvas, across and down, that no zoom ever leaves out."""
CLOSEST_DRIFT = 1 / (0.5 + ALWAYS_SEEN / 2)
"""The tightest view of a camera that passes a picture from edge to edge, for the same middle part."""

EASED_PART = 0.22
"""The part of a move, at either end, in which the camera gathers or loses speed."""


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees: its centre as parts of the canvas, and how much it enlarges."""

    x: float
    y: float
    zoom: float


WHOLE = View(0.5, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Move:
    """A camera path from one view to another."""

    start: View
    end: View

    def at(self, position: float) -> View:
        """The view at a position from 0 (start) to 1 (end)."""
        eased = ease(position)
        # A product of rounded factors may be 1 less its last bit, and such a view reaches out of the canvas.
        zoom = max(1.0, self.start.zoom * (self.end.zoom / self.start.zoom) ** eased)
        # While zooming, the centre follows the size of the view, so that one point of the picture stands still.
        span = 1 / self.end.zoom - 1 / self.start.zoom
        part = (1 / zoom - 1 / self.start.zoom) / span if span else eased
        return View(
            self.start.x + (self.end.x - self.start.x) * part,
            self.start.y + (self.end.y - self.start.y) * part,
            zoom,
        )


def ease(position: float) -> float:
    """Speed that rises evenly over the first part, is constant, and falls evenly over the last part."""
    part = EASED_PART
    full_speed = 1 / (1 - part)
    if position < part:
        return full_speed * position**2 / (2 * part)
    if position > 1 - part:
        return 1 - full_speed * (1 - position) ** 2 / (2 * part)
    return full_speed * (position - part / 2)


def within(x: float, y: float, zoom: float) -> View:
    """The view at a zoom whose corner takes the given part of the room that is left around it.

    A zoom between `WHOLE` and this view keeps the point at parts (x, y) of the canvas where it is.
    """
    half = 0.5 / zoom
    return View(half + x * (1 - 2 * half), half + y * (1 - 2 * half), zoom)
