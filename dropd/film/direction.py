"""Where the camera goes in each shot: chosen by what is seen, and never the same way twice in a row. Pure.

A picture of any usual shape is approached, left, or passed along its longer side. One that is much longer than the
frame, or is cut by `fit: cover`, is panned over: its canvas is longer than the frame, and the camera goes along it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dropd.film.camera import (
    ANCHORS,
    CLOSEST_DRIFT,
    CLOSEST_ZOOM,
    EASED_PART,
    FARTHEST_ANCHOR,
    NEAREST_ANCHOR,
    WHOLE,
    Motion,
    Move,
    View,
    within,
)
from dropd.film.pictures import PIXELS_PER_PIXEL, Canvas, Fit, canvas_for, even, fit_of

Way = Literal["in", "out", "left", "right", "up", "down", "none"]
"""Where the camera goes: nearer, away, to a side, nowhere."""
Wish = Literal["in", "out", "left", "right", "up", "down", "pan", "none"]
"""What the drop asks for; `pan` is along the longer side, in either direction."""

MIDDLE = (0.5, 0.5)
SLOWEST_ZOOM, ZOOM_PER_SECOND = 1.04, 0.018

DRIFT_BEGINS_AT = 0.6
"""How much of its zoom a drift begins with: while it passes, it comes a little nearer. At one zoom throughout, pixels
lie at few phases of the still's pixels, and the picture trembles by 0.005 px instead of 0.0025."""

PANORAMA = 2.0
"""A picture that is this many times as long as it is wide is panned over, or it would be a thin strip."""
CUT_BY_COVER = 1.2
"""A picture that `fit: cover` cuts by more than this is panned over, so that all of it is seen."""
PAN_FRAMES_PER_SECOND = 1 / 7
"""The fastest pan, in lengths of the frame: what passes quicker than in seven seconds judders (the cinematographers'
rule, https://www.red.com/red-101/camera-panning-speed)."""
LONGEST_PAN_FRAMES = 3.0


@dataclass(frozen=True, slots=True)
class Scenery:
    """What one shot shows: a picture's size as it is seen, upright, and what is wished for it."""

    seed: str
    """What the choice depends on: the picture's digest. Not its place in the film, so that scenes can move."""
    width_px: int
    height_px: int
    seconds: float
    showing: int = 0
    """How often the scene has shown the picture before."""
    wish: Wish | None = None
    focus: tuple[float, float] | None = None

    @property
    def shape(self) -> float:
        """Width by height."""
        return self.width_px / self.height_px


@dataclass(frozen=True, slots=True)
class Framing:
    """What is the same in all shots: the film's size, how pictures fit into it, whether the camera moves."""

    width_px: int
    height_px: int
    fit: Fit
    background: tuple[int, int, int] = (0, 0, 0)
    motion: Motion = "kenburns"
    pixels_per_pixel: float = PIXELS_PER_PIXEL
    """How many pixels of a picture there are at least, along a side, for one of the film."""

    @property
    def shape(self) -> float:
        """Width by height."""
        return self.width_px / self.height_px


@dataclass(frozen=True, slots=True)
class Setup:
    """How one shot is taken: which way the camera goes, the canvas that the picture is fitted to, the exact path."""

    way: Way
    canvas: Canvas
    move: Move


def direct(sceneries: Sequence[Scenery], framing: Framing) -> tuple[Setup, ...]:
    """Choose a setup for each shot of a film, in their order."""
    ways: list[Way] = []
    for scenery in sceneries:
        ways.append(_way(scenery, framing, before=ways[-1] if ways else None))
    return tuple(_setup(scenery, way, framing) for scenery, way in zip(sceneries, ways, strict=True))


def _way(scenery: Scenery, framing: Framing, before: Way | None) -> Way:
    """The preferred way, or the next one if the shot before goes that way already.

    So a change in one scene reaches the next one sometimes, and the one after that hardly ever.
    """
    choices = _choices(scenery, framing)
    preferred = (_digest(scenery)[0] + scenery.showing) % len(choices)
    ordered = (*choices[preferred:], *choices[:preferred])
    return next((way for way in ordered if way != before), ordered[0])


def _choices(scenery: Scenery, framing: Framing) -> tuple[Way, ...]:
    wish = scenery.wish
    if framing.motion == "none" and wish is None:
        return ("none",)
    if wish is not None and wish != "pan":
        return (wish,)
    along: tuple[Way, Way] = ("left", "right") if _is_wide(scenery, framing) else ("up", "down")
    if wish == "pan" or _is_panned(scenery, framing):
        return along
    return ("in", "out", *along)


def _is_wide(scenery: Scenery, framing: Framing) -> bool:
    """Whether the longer side is the horizontal one: against the frame where the frame cuts it, else by itself."""
    return scenery.shape >= (framing.shape if _is_panned(scenery, framing) else 1)


def _is_panned(scenery: Scenery, framing: Framing) -> bool:
    against_frame = max(scenery.shape / framing.shape, framing.shape / scenery.shape)
    is_long = max(scenery.shape, 1 / scenery.shape) >= PANORAMA and against_frame >= CUT_BY_COVER
    is_cut = framing.fit == "cover" and against_frame >= CUT_BY_COVER and scenery.focus is None
    return is_long or is_cut


def _setup(scenery: Scenery, way: Way, framing: Framing) -> Setup:
    runs_along = way in (("left", "right") if _is_wide(scenery, framing) else ("up", "down"))
    if runs_along and _is_panned(scenery, framing):
        return _pan(scenery, way, framing)
    motion: Motion = "none" if way == "none" else "kenburns"
    canvas = replace(
        canvas_for(
            framing.width_px,
            framing.height_px,
            fit=fit_of(scenery.shape, framing.shape, framing.fit, motion),
            motion=motion,
            background=framing.background,
            pixels_per_pixel=framing.pixels_per_pixel,
        ),
        focus=scenery.focus or MIDDLE,
    )
    return Setup(way, canvas, _move(scenery, way, canvas))


def _move(scenery: Scenery, way: Way, canvas: Canvas) -> Move:
    """A zoom to or from what matters, or a drift past it; wider for longer shots."""
    if way == "none":
        return Move(WHOLE, WHOLE)
    zoom = min(CLOSEST_ZOOM, max(SLOWEST_ZOOM, 1 + ZOOM_PER_SECOND * scenery.seconds))
    x, y = _anchor(scenery, canvas)
    if way == "in":
        return Move(WHOLE, within(x, y, zoom))
    if way == "out":
        return Move(within(x, y, zoom), WHOLE)
    near = min(zoom, CLOSEST_DRIFT)
    far = 1 + (near - 1) * DRIFT_BEGINS_AT
    start, end = (1, 0) if way in ("left", "up") else (0, 1)
    if way in ("left", "right"):
        return Move(within(start, y, far), within(end, y, near))
    return Move(within(x, start, far), within(x, end, near))


def _anchor(scenery: Scenery, canvas: Canvas) -> tuple[float, float]:
    """What the camera goes to: the focus, where it lies on the canvas; else one of a few places by chance."""
    if scenery.focus is None:
        return ANCHORS[(_digest(scenery)[1] + scenery.showing) % len(ANCHORS)]
    x, y = on_canvas(scenery, canvas)
    if canvas.fit == "cover":
        return x, y
    return min(max(x, NEAREST_ANCHOR), FARTHEST_ANCHOR), min(max(y, NEAREST_ANCHOR), FARTHEST_ANCHOR)


def on_canvas(scenery: Scenery, canvas: Canvas) -> tuple[float, float]:
    """Where a picture's focus lies on a canvas that the picture is fitted to, as parts of its sides."""
    shape = canvas.width_px / canvas.height_px
    wider = scenery.shape / shape
    across = max(1.0, wider) if canvas.fit == "cover" else min(1.0, wider) * canvas.filled
    down = max(1.0, 1 / wider) if canvas.fit == "cover" else min(1.0, 1 / wider) * canvas.filled
    focus_x, focus_y = scenery.focus or MIDDLE
    return _seen_at(focus_x, across), _seen_at(focus_y, down)


def _seen_at(focus: float, length: float) -> float:
    """Where a place of a side is seen, if the side has `length` in canvases; what is longer is cut around the place."""
    if length <= 1:
        return 0.5 + (focus - 0.5) * length
    cut_from = min(max(focus * length - 0.5, 0.0), length - 1)
    return focus * length - cut_from


def _pan(scenery: Scenery, way: Way, framing: Framing) -> Setup:
    """Along a picture that covers the frame: from end to end if there is time, else past its focus."""
    longer = max(scenery.shape / framing.shape, framing.shape / scenery.shape) - 1
    mean_speed = PAN_FRAMES_PER_SECOND * (1 - EASED_PART)
    travel = min(longer, scenery.seconds * mean_speed, LONGEST_PAN_FRAMES)
    across = way in ("left", "right")
    long, short = framing.pixels_per_pixel * (1 + travel), framing.pixels_per_pixel
    canvas = Canvas(
        even(framing.width_px * (long if across else short)),
        even(framing.height_px * (short if across else long)),
        "cover",
        1.0,
        framing.background,
        scenery.focus or MIDDLE,
        moved=True,
    )
    near = 0.5 / (1 + travel)
    ends = [View(place, 0.5, 1.0) if across else View(0.5, place, 1.0) for place in (1 - near, near)]
    return Setup(way, canvas, Move(*(ends if way in ("left", "up") else ends[::-1])))


def _digest(scenery: Scenery) -> bytes:
    return hashlib.sha256(scenery.seed.encode("utf-8", "surrogatepass")).digest()
