"""Where a camera really is: the shift between frames, found by OpenCV's ECC alignment to thousandths of a pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.camera import Move, View
from dropd.film.frames import Footage, Take, frames_of
from dropd.film.pictures import Still, to_still

Luma = NDArray[np.uint8]
WINDOW_PX = 384
START_OFF_PX = 0.2
"""The search begins this far from where the camera should be, so that it has to find it."""
CRITERIA = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 1e-8)


@dataclass(frozen=True)
class Tracked:
    """How far each frame is from where it was planned to be, in pixels across and down."""

    errors_px: NDArray[np.float64]

    @property
    def rms_px(self) -> float:
        """Root mean square over both directions."""
        return float(np.sqrt(np.mean(np.square(self.errors_px - self.errors_px.mean(axis=0)))))

    @property
    def step_px(self) -> float:
        """The typical change of the error from one frame to the next: what is seen as trembling."""
        return float(np.sqrt(np.mean(np.square(np.diff(self.errors_px, axis=0)))))


def chart(width_px: int, height_px: int) -> Still:
    """A picture with detail at every scale, like foliage, and nothing that repeats."""
    rng = np.random.default_rng(11)
    total = np.zeros((height_px, width_px), np.float32)
    for size in (4, 8, 16, 64):
        rough = rng.normal(0, 1, (height_px // size + 2, width_px // size + 2)).astype(np.float32)
        total += cv2.resize(rough, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    grey = np.clip(np.rint(128 + 26 * total), 0, 255).astype(np.uint8)
    return to_still(np.repeat(grey[..., None], 3, axis=2))


def shoot(still: Still, move: Move, size_px: tuple[int, int], frames: int) -> list[NDArray[np.uint8]]:
    """The frames of one move over a still, each as FFmpeg takes it."""
    footage = Footage(*size_px, frames, Take("chart", move, 0, frames))
    return [frame.data.copy() for frame in frames_of(footage, lambda _: still)]


def luma_of(frame: NDArray[np.uint8], size_px: tuple[int, int]) -> Luma:
    """The luma plane of a frame."""
    width, height = size_px
    return frame[: width * height].reshape(height, width)


def track(lumas: Sequence[Luma], views: Sequence[View], still: Still) -> Tracked:
    """Compare where the first frame's middle is found in each frame with where the camera should show it."""
    height, width = lumas[0].shape
    left, top = (width - WINDOW_PX) // 2, (height - WINDOW_PX) // 2
    template = lumas[0][top : top + WINDOW_PX, left : left + WINDOW_PX].astype(np.float32)
    middle = np.array([left + WINDOW_PX / 2 - 0.5, top + WINDOW_PX / 2 - 0.5, 1.0])
    errors = []
    for luma, view in zip(lumas, views, strict=True):
        planned = _relative(views[0], view, still, (width, height))
        start = planned @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
        start[:, 2] += START_OFF_PX
        _, found = cv2.findTransformECC(
            template, luma.astype(np.float32), start.astype(np.float32), cv2.MOTION_AFFINE, CRITERIA
        )
        seen = found.astype(np.float64) @ np.array([WINDOW_PX / 2 - 0.5, WINDOW_PX / 2 - 0.5, 1.0])
        errors.append(seen - planned @ middle)
    return Tracked(np.array(errors[1:]))  # the first frame fits itself better than any other can


def _relative(first: View, view: View, still: Still, size_px: tuple[int, int]) -> NDArray[np.float64]:
    """The 2x3 matrix that takes a pixel of the first view to the same place's pixel in another view."""
    height, width = still.luma.shape
    base = min(width / size_px[0], height / size_px[1])
    grown = view.zoom / first.zoom
    shift = []
    for centre, other, length, frame in ((first.x, view.x, width, size_px[0]), (first.y, view.y, height, size_px[1])):
        scale, other_scale = base / first.zoom, base / view.zoom
        # Edges at whole numbers: canvas = scale * (pixel + 0.5 - frame / 2) + centre * length.
        shift.append(((scale * (0.5 - frame / 2) + (centre - other) * length) / other_scale) + frame / 2 - 0.5)
    return np.array([[grown, 0, shift[0]], [0, grown, shift[1]]])
