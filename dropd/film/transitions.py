"""How one picture becomes the next: few ways, each computed on 4:2:0 planes, in place into the later frame.

`part` is how much of the transition is over, above 0 and below 1. Names are those of FFmpeg's xfade where it has the
same: `wipeleft` uncovers the next picture from right to left, `slideleft` pushes the earlier one out to the left.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Kind = Literal[
    "fade", "fadeblack", "dissolve",
    "wipeleft", "wiperight", "wipeup", "wipedown",
    "slideleft", "slideright", "slideup", "slidedown",
    "cut",
]  # fmt: skip
Planes: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
"""Luma, blue and red difference of one frame, in BT.709 limited range; chroma has half of each side."""

BLACK = (16, 128, 128)
FEATHER = 0.06
"""How soft the edge of a wipe is, as a part of the frame's side."""
PATCHES = (5, 9)
"""Rows and columns of the soft patches in which a dissolve comes through."""
PATCH_SOFTNESS = 1.0
SHUTTER = 0.5
"""For which part of a frame's time a slide is exposed: half, as by a film camera's 180 degree shutter. Without that
blur, slides stutter: the picture jumps by a tenth of its width from frame to frame."""


def mix(kind: Kind, before: Planes, after: Planes, part: float, step: float) -> None:
    """Mix the frame `before` into the frame `after`. `step` is by how much `part` grows from frame to frame."""
    _WAYS[kind](before, after, part, step)


def dim(planes: Planes, light: float) -> None:
    """Darken a frame in place: at 1 nothing changes, at 0 it is black."""
    for plane, black in zip(planes, BLACK, strict=True):
        cv2.convertScaleAbs(plane, dst=plane, alpha=light, beta=black * (1 - light))


def _fade(before: Planes, after: Planes, part: float, _step: float) -> None:
    for earlier, later in zip(before, after, strict=True):
        cv2.addWeighted(earlier, 1 - part, later, part, 0.0, dst=later)


def _fade_by_black(before: Planes, after: Planes, part: float, _step: float) -> None:
    if part < 0.5:  # noqa: PLR2004 - the middle
        for earlier, later in zip(before, after, strict=True):
            later[:] = earlier
    dim(after, abs(1 - 2 * part))


def _dissolve(before: Planes, after: Planes, part: float, _step: float) -> None:
    for earlier, later in zip(before, after, strict=True):
        height, width = later.shape
        weight = np.clip((part * (1 + PATCH_SOFTNESS) - _patches(width, height)) / PATCH_SOFTNESS, 0, 1)
        later[:] = cv2.blendLinear(earlier, later, 1 - weight, weight)


def _wipe(before: Planes, after: Planes, part: float, _step: float, *, axis: int, backwards: bool) -> None:
    for earlier, later in zip(before, after, strict=True):
        samples = later.shape[axis]
        places = (np.arange(samples) + 0.5) / samples
        if backwards:
            places = 1 - places
        weight = np.clip((part * (1 + FEATHER) - places) / FEATHER, 0, 1).astype(np.float32)
        hidden, mixed = np.flatnonzero(weight == 0), np.flatnonzero((weight > 0) & (weight < 1))
        old, new = np.moveaxis(earlier, axis, -1), np.moveaxis(later, axis, -1)
        new[:, hidden] = old[:, hidden]
        blended = old[:, mixed] * (1 - weight[mixed]) + new[:, mixed] * weight[mixed]
        new[:, mixed] = np.rint(blended).astype(np.uint8)


def _slide(before: Planes, after: Planes, part: float, step: float, *, axis: int, backwards: bool) -> None:
    moved, speed = _smooth(part), _smooth(min(1.0, part + step / 2)) - _smooth(max(0.0, part - step / 2))
    whole_px = after[0].shape[axis]
    shift_px = 2 * round(moved * whole_px / 2)  # even: chroma moves by half of it
    chroma_reach = 2 * round(SHUTTER * speed * whole_px / 4) + 1  # odd, or the picture would be shifted
    for earlier, later in zip(before, after, strict=True):
        by = shift_px * later.shape[axis] // whole_px
        pair = (later, earlier) if backwards else (earlier, later)
        strip = np.concatenate(pair, axis=axis)
        start = later.shape[axis] - by if backwards else by
        seen = np.take(strip, np.arange(start, start + later.shape[axis]), axis=axis)
        reach = 2 * chroma_reach - 1 if later is after[0] else chroma_reach
        later[:] = cv2.blur(seen, (reach, 1) if axis else (1, reach), borderType=cv2.BORDER_REPLICATE)


def _smooth(part: float) -> float:
    """Slow at both ends: Hermite's 3t² - 2t³."""
    return part * part * (3 - 2 * part)


@cache
def _patches(width: int, height: int) -> NDArray[np.float32]:
    """When each place of a frame comes through, evenly from 0 to 1: the same soft patches in every film."""
    rough = np.random.default_rng(1839).random(PATCHES).astype(np.float32)
    small = cv2.resize(rough, (16 * PATCHES[1], 16 * PATCHES[0]), interpolation=cv2.INTER_CUBIC)
    order = np.empty(small.size, np.float32)
    order[np.argsort(small, axis=None)] = np.linspace(0, 1, small.size, dtype=np.float32)
    return np.asarray(cv2.resize(order.reshape(small.shape), (width, height)), np.float32)


_WAYS: Mapping[Kind, Callable[[Planes, Planes, float, float], None]] = {
    "fade": _fade,
    "fadeblack": _fade_by_black,
    "dissolve": _dissolve,
    "wipeleft": partial(_wipe, axis=1, backwards=True),
    "wiperight": partial(_wipe, axis=1, backwards=False),
    "wipeup": partial(_wipe, axis=0, backwards=True),
    "wipedown": partial(_wipe, axis=0, backwards=False),
    "slideleft": partial(_slide, axis=1, backwards=False),
    "slideright": partial(_slide, axis=1, backwards=True),
    "slideup": partial(_slide, axis=0, backwards=False),
    "slidedown": partial(_slide, axis=0, backwards=True),
}
