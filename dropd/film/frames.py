"""From stills to frames: what the camera sees, transitions, lettering and watermark blended where they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film import transitions
from dropd.film.camera import Move, View
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import Plane, Still, to_ycc
from dropd.film.transitions import Kind
from dropd.film.warp import warp


@dataclass(frozen=True, slots=True)
class Take:
    """What the camera takes of one picture: which still, its path, and where in the path the chunk begins.

    Frame k of the chunk is at position (first + k + 0.5) / span of the move: the middle of its time. From its very
    start, the eased first step would be so small that the encoder repeats a frame.
    """

    still: str
    move: Move
    first: int
    span: int

    def view(self, frame: int) -> View:
        """The view at a frame of the chunk."""
        return self.move.at(min(1.0, max(0.0, (self.first + frame + 0.5) / self.span)))


@dataclass(frozen=True, slots=True)
class Lettering:
    """A drawn title or caption over the frames of a chunk, from `first` (below zero if it began in an earlier one)."""

    overlay: Overlay
    first: int
    frames: int
    fade_frames: int

    def opacity(self, frame: int) -> float:
        """How visible it is at a frame of the chunk, 0 to 1."""
        shown = frame - self.first
        left = self.frames - 1 - shown
        if shown < 0 or left < 0:
            return 0.0
        return min(1.0, (shown + 1) / (self.fade_frames + 1), (left + 1) / (self.fade_frames + 1))


@dataclass(frozen=True, slots=True)
class Transition:
    """How the take before becomes the take of a chunk, from `first` (below zero if it began in an earlier one)."""

    kind: Kind
    frames: int
    before: Take
    first: int = 0

    def covers(self, frame: int) -> bool:
        """Whether a frame of the chunk shows both takes."""
        return frame < self.first + self.frames

    def part(self, frame: int) -> float:
        """How much of it is over at a frame of the chunk."""
        return (frame - self.first + 1) / (self.frames + 1)


@dataclass(frozen=True, slots=True)
class BlackFade:
    """The film coming out of black, or ending in it, from `first`, a frame of the chunk (below zero if begun before).

    The frame at the black end is wholly black.
    """

    first: int
    frames: int
    rises: bool

    def light(self, frame: int) -> float:
        """How much light there is at a frame of the chunk, 0 to 1."""
        part = min(1.0, max(0.0, (frame - self.first) / self.frames))
        return part if self.rises else min(1.0, max(0.0, 1 - (frame + 1 - self.first) / self.frames))


@dataclass(frozen=True, slots=True)
class Footage:
    """The frames of one chunk: a take, the transition into it, and what lies over both."""

    width_px: int
    height_px: int
    frames: int
    take: Take
    transition: Transition | None = None
    lettering: tuple[Lettering, ...] = ()
    watermark: Overlay | None = None
    black_fades: tuple[BlackFade, ...] = ()

    @property
    def stills(self) -> tuple[str, ...]:
        """The keys of all stills that are seen."""
        return (self.take.still, *((self.transition.before.still,) if self.transition else ()))


class Frame:
    """One 4:2:0 frame in a single buffer, as FFmpeg's rawvideo wants it, with its three planes as views."""

    def __init__(self, width_px: int, height_px: int) -> None:
        half_width, half_height = width_px // 2, height_px // 2
        luma_bytes, chroma_bytes = width_px * height_px, half_width * half_height
        self.data = np.empty(luma_bytes + 2 * chroma_bytes, np.uint8)
        self.luma = self.data[:luma_bytes].reshape(height_px, width_px)
        self.blue = self.data[luma_bytes : luma_bytes + chroma_bytes].reshape(half_height, half_width)
        self.red = self.data[luma_bytes + chroma_bytes :].reshape(half_height, half_width)

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        """Luma, blue and red difference."""
        return self.luma, self.blue, self.red


def frames_of(footage: Footage, still_of: Callable[[str], Still]) -> Iterator[Frame]:
    """Yield each frame. It stays as it is until the frame after the next is asked for: a reader may be one behind."""
    shown, spare, other = (Frame(footage.width_px, footage.height_px) for _ in range(3))
    layers = _layers(footage)
    still = still_of(footage.take.still)
    drawn: View | None = None
    for index in range(footage.frames):
        view = footage.take.view(index)
        fading = footage.transition if footage.transition and footage.transition.covers(index) else None
        seen = [layer for layer in layers if layer.opacity(index) > 0]
        light = min((fade.light(index) for fade in footage.black_fades), default=1.0)
        is_bare = not seen and fading is None and light == 1
        if not is_bare or view != drawn:  # else, the camera stands still, and the frame serves again
            shown, spare = spare, shown
            warp(still, view, shown.planes)
        if fading is not None:
            warp(still_of(fading.before.still), fading.before.view(index), other.planes)
            transitions.mix(fading.kind, other.planes, shown.planes, fading.part(index), 1 / (fading.frames + 1))
        for layer in seen:
            layer.onto(shown, index)
        if light < 1:
            transitions.dim(shown.planes, light)
        yield shown
        drawn = view if is_bare else None


def middle_of(footage: Footage, still_of: Callable[[str], Still]) -> Frame:
    """What the camera sees in the middle of its path, with nothing over it: the same for all parts of a shot."""
    frame = Frame(footage.width_px, footage.height_px)
    warp(still_of(footage.take.still), footage.take.move.at(0.5), frame.planes)
    return frame


def _layers(footage: Footage) -> "list[Blend]":
    """What is blended over the picture, from below to above."""
    blends = [Blend(lettering.overlay, lettering.opacity) for lettering in footage.lettering]
    if footage.watermark is not None:
        blends.insert(0, Blend(footage.watermark, lambda _: 1.0))
    return blends


class Blend:
    """An overlay made ready for blending: its colours in the frame's own planes, its alpha at both sizes."""

    def __init__(self, overlay: Overlay, opacity: Callable[[int], float]) -> None:
        self.opacity = opacity
        """How much of it is seen at a frame of the chunk, 0 to 1."""
        self._overlay = overlay
        rgba = overlay.rgba
        alpha = rgba[:, :, 3].astype(np.float32) / 255
        ycc = to_ycc(rgba[:, :, :3])
        half = (rgba.shape[1] // 2, rgba.shape[0] // 2)
        small_alpha = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
        # Colours count by how much of them is seen, or a dark fringe would appear around letters.
        weighted = cv2.resize(ycc * alpha[:, :, None], half, interpolation=cv2.INTER_AREA)
        small = np.asarray(weighted / np.maximum(small_alpha, 1 / 512)[:, :, None], np.float32)
        self._layers = (
            (_bytes_of(ycc[:, :, 0]), alpha),
            (_bytes_of(small[:, :, 1]), small_alpha),
            (_bytes_of(small[:, :, 2]), small_alpha),
        )

    def onto(self, frame: Frame, index: int) -> None:
        """Blend the overlay over one frame of the chunk."""
        x, y = self._overlay.x_px, self._overlay.y_px
        for plane, (colour, alpha), step in zip(frame.planes, self._layers, (1, 2, 2), strict=True):
            height, width = alpha.shape
            below = plane[y // step : y // step + height, x // step : x // step + width]
            weight = alpha * np.float32(self.opacity(index))
            below[:] = cv2.blendLinear(np.ascontiguousarray(below), colour, 1 - weight, weight)


def _bytes_of(plane: NDArray[np.float32]) -> Plane:
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)
