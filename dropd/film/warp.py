"""The camera's view of a still, taken sub-pixel exact into a frame's planes: by a resize where one fits, else a warp.

OpenCV's resize takes half of its warp's time or less (luma at 1080p: 1.8 instead of 3.4 ms on Intel's Sapphire Rapids,
2.9 instead of 8.2 on Cascade Lake), but begins at whole samples of its source, and a view seldom does. So the resize is
begun some samples earlier, where its steps will lead to the view's beginning, and what came too early is cut off: for
that, stills repeat their edge before they begin. Nine views of ten have such a place nearby. Only the exact kind of
resize rounds as the warp does: the other is darker by an eighth of a level, which would come and go between frames.
"""

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from dropd.film.camera import View
from dropd.film.pictures import Plane, Still
from dropd.film.transitions import Planes

MOST_SKIPPED = 128
"""How many samples earlier a resize may begin: what is cut off costs time, too."""
OFF_SAMPLES = 1 / 64
"""How far from its place a sample may be taken."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where a resize begins in its source, and how many of its first samples come before the view."""

    first: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Sampling:
    """Samples at x, x + scale, … and y, y + scale, … of a source, and how a resize comes upon them if one does."""

    scale: float
    x: float
    y: float
    across: Run | None
    down: Run | None


def warp(still: Still, view: View, planes: Planes) -> None:
    """Take a view of a still into a frame's luma, blue and red difference.

    With edges at whole coordinates, a frame's point X is the still's x = scale * X + left, and so for Y and top.
    Luma samples lie at i + 0.5; chroma samples, sited left, at 2i + 0.5 across and 2i + 1 down.
    """
    luma, blue, red = planes
    height, width = luma.shape
    still_height, still_width = still.luma.shape[0] - still.lead_px, still.luma.shape[1] - still.lead_px
    # One scale for both directions: a still of whole pixels is not exactly of the frame's shape.
    scale = min(still_width / width, still_height / height) / view.zoom
    left, top = view.x * still_width - scale * width / 2, view.y * still_height - scale * height / 2
    left, top = left + still.lead_px, top + still.lead_px
    luma_x, luma_y = scale / 2 + left - 0.5, scale / 2 + top - 0.5
    of_luma = _sampling(still.luma, luma, scale, luma_x, luma_y)
    of_chroma = _sampling(still.blue, blue, scale, luma_x / 2, (scale + top - 1) / 2)
    _take(still.luma, luma, of_luma)
    _take(still.blue, blue, of_chroma)
    _take(still.red, red, of_chroma)


def run_to(start: float, scale: float, samples: int, available: int) -> Run | None:
    """Find the resize along one axis whose samples from `skipped` on lie at start, start + scale, …, `samples` of them.

    All in samples of the source with their middles at whole numbers, of which `available` are there. A resize that
    begins at `first` has its sample j at first + (j + 0.5) * scale - 0.5. None if there is no such place nearby.
    """
    for skipped in range(MOST_SKIPPED):
        wanted = start + 0.5 - (skipped + 0.5) * scale
        first = round(wanted)
        if first < 0:
            break
        reaches = round((available - first) / scale) >= skipped + samples
        if reaches and abs(wanted - first) <= OFF_SAMPLES:
            return Run(first, skipped)
    return None


def _sampling(source: Plane, target: Plane, scale: float, x: float, y: float) -> Sampling:
    (rows, columns), (height, width) = source.shape, target.shape
    return Sampling(scale, x, y, run_to(x, scale, width, columns), run_to(y, scale, height, rows))


def _take(source: Plane, target: Plane, sampling: Sampling) -> None:
    """Take samples of a source, linearly between those that it has."""
    if source.shape == target.shape and sampling.scale == 1.0 and sampling.x == sampling.y == 0.0:
        target[:] = source
    elif sampling.across and sampling.down:
        _resize(source, target, sampling.scale, sampling.across, sampling.down)
    else:
        _warp(source, target, sampling)


def _resize(source: Plane, target: Plane, scale: float, across: Run, down: Run) -> None:
    height, width = target.shape
    rows, columns = (ceil((run.skipped + n) * scale) + 2 for run, n in ((down, height), (across, width)))
    part = source[down.first : down.first + rows, across.first : across.first + columns]
    resized = cv2.resize(part, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_LINEAR_EXACT)
    target[:] = resized[down.skipped : down.skipped + height, across.skipped : across.skipped + width]


def _warp(source: Plane, target: Plane, sampling: Sampling) -> None:
    cv2.warpAffine(
        source,
        np.array([[sampling.scale, 0.0, sampling.x], [0.0, sampling.scale, sampling.y]]),
        target.shape[::-1],
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
