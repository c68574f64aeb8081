"""The camera's view of a still, taken sub-pixel exact into a frame's planes: by a resize where one fits, else a warp.

OpenCV's resize takes half of its warp's time (1.8 instead of 3.4 ms for luma at 1080p), but begins at whole samples of
its source, and a view seldom does. So the resize is begun some samples earlier, where its steps will lead to the view's
beginning, and what came too early is cut off: for that, stills repeat their edge before they begin. Three views of four
have such a place nearby. Only the exact kind of resize rounds as the warp does: the other is darker by an eighth of a
level, which would come and go from frame to frame.
"""

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from dropd.film.camera import View
from dropd.film.pictures import Plane, Still
from dropd.film.transitions import Planes

MOST_SKIPPED = 64
"""How many samples earlier a resize may begin: what is cut off costs time, too."""
OFF_SAMPLES = 1 / 64
"""How far from its place a sample may be taken."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where a resize begins in its source, and how many of its first samples come before the view."""

    first: int
    skipped: int


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
    _sample(still.luma, luma, scale, luma_x, luma_y)
    chroma_x, chroma_y = luma_x / 2, (scale + top - 1) / 2
    _sample(still.blue, blue, scale, chroma_x, chroma_y)
    _sample(still.red, red, scale, chroma_x, chroma_y)


def run_to(start: float, scale: float, samples: int, available: int) -> Run | None:
    """Find the resize along one axis whose samples from `skipped` on lie at start, start + scale, …, `samples` of them.

    All in samples of the source with their middles at whole numbers, of which `available` are there. A resize that
    begins at `first` has its sample j at first + (j + 0.5) * scale - 0.5. None if there is no such place nearby.
    """
    skipped = np.arange(MOST_SKIPPED)
    wanted = start + 0.5 - (skipped + 0.5) * scale
    first = np.rint(wanted)
    fits = (np.abs(wanted - first) <= OFF_SAMPLES) & (first >= 0)
    fits &= np.rint((available - first) / scale) >= skipped + samples
    if not fits.any():
        return None
    index = int(fits.argmax())
    return Run(int(first[index]), index)


def _sample(source: Plane, target: Plane, scale: float, x: float, y: float) -> None:
    """Take samples at x, x + scale, … and y, y + scale, … of the source, linearly between its samples."""
    height, width = target.shape
    if source.shape == target.shape and scale == 1.0 and x == y == 0.0:
        target[:] = source
        return
    across, down = run_to(x, scale, width, source.shape[1]), run_to(y, scale, height, source.shape[0])
    if across and down:
        target[:] = _resized(source, scale, across, down, width, height)
        return
    cv2.warpAffine(
        source,
        np.array([[scale, 0.0, x], [0.0, scale, y]]),
        (width, height),
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _resized(source: Plane, scale: float, across: Run, down: Run, width: int, height: int) -> Plane:
    needed_rows, needed_columns = (ceil((run.skipped + n) * scale) + 2 for run, n in ((down, height), (across, width)))
    part = source[down.first : down.first + needed_rows, across.first : across.first + needed_columns]
    resized = cv2.resize(part, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_LINEAR_EXACT)
    return np.asarray(resized[down.skipped : down.skipped + height, across.skipped : across.skipped + width], np.uint8)
