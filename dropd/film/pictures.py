"""Prepare a picture once for the camera: fitted to a canvas of the film's shape, in planar BT.709 limited 4:2:0.

The canvas is larger than the frame, so that the tightest view still has more than one source pixel for each pixel
of the film: at 1.36 the linear warp is as sharp as a Lanczos resize and does not flicker; 2 would flicker again.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.backdrop import blurred_fill, middle_of
from dropd.film.camera import ALWAYS_SEEN, CLOSEST_ZOOM, Motion
from dropd.media.decoder import Pixels

Fit = Literal["blur", "cover", "contain"]
Plane = NDArray[np.uint8]

PIXELS_PER_PIXEL = 1.3595
"""Not 1.35: 27 / 20 has but 20 phases. By this factor most views begin near where a resize can; see warp.py."""
DRAFT_PIXELS_PER_PIXEL = 1.05
"""A little soft, but many photographs are then decoded at half their sides."""
SHARPENING = np.array([[0.0, -0.04, 0.0], [-0.04, 1.16, -0.04], [0.0, -0.04, 0.0]], np.float32)
"""Gives back what the linear warp takes: without, a film has 0.90 to 0.96 of the fine detail of a Lanczos resize, with
it 0.97 to 1.04; what the eye sees of it in time, below 1 %, stays as it is. See tests/film/test_sharpness.py."""

STRIP_ROWS = 64

LEAD_PX = 192
"""How far a still under a moving camera repeats its edge above and to the left: room for a resize to begin early."""

SAME_SHAPE, NEARLY_SAME_SHAPE = 0.01, CLOSEST_ZOOM - 1
"""A picture whose shape differs by less than the first from the frame's fills it, whatever the fit. By less than the
second, a camera that moves cuts as much off any picture: 16:10 in 16:9 is no card on a blurred copy of itself."""

# ITU-R BT.709-6, 8-bit limited range: rows Y, Cb, Cr for R, G, B from 0 to 255, and what is added.
BT709 = np.array(
    [
        [0.2126 * 219 / 255, 0.7152 * 219 / 255, 0.0722 * 219 / 255, 16.0],
        [-0.2126 / 1.8556 * 224 / 255, -0.7152 / 1.8556 * 224 / 255, 0.5 * 224 / 255, 128.0],
        [0.5 * 224 / 255, -0.7152 / 1.5748 * 224 / 255, -0.0722 / 1.5748 * 224 / 255, 128.0],
    ],
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a picture is fitted to: size in pixels (even), how, and the part of it that the picture may fill.

    `background` is the sRGB colour beside a picture that is contained. What covers the canvas is cut around the
    `focus`, given as parts of the picture from its left and top. A canvas that the camera is `moved` over is sharpened
    to make up for the blur of its moves.
    """

    width_px: int
    height_px: int
    fit: Fit
    filled: float
    background: tuple[int, int, int] = (0, 0, 0)
    focus: tuple[float, float] = (0.5, 0.5)
    moved: bool = False

    @property
    def lead_px(self) -> int:
        """How far its stills repeat their edge above and to the left."""
        return LEAD_PX if self.moved else 0


@dataclass(frozen=True, slots=True)
class Still:
    """A prepared picture: luma at full size, both chroma planes at half, chroma sited left as H.264 expects.

    The picture begins `lead_px` luma samples from the left and from above; before it, its edge is repeated.
    """

    luma: Plane
    blue: Plane
    red: Plane
    lead_px: int = 0


def canvas_for(
    width_px: int,
    height_px: int,
    *,
    fit: Fit,
    motion: Motion,
    background: tuple[int, int, int] = (0, 0, 0),
    pixels_per_pixel: float = PIXELS_PER_PIXEL,
) -> Canvas:
    """The canvas for films of a size. Without motion it is the frame itself, and every frame is the canvas."""
    if motion == "none":
        return Canvas(width_px, height_px, fit, 1.0, background)
    factor = pixels_per_pixel * CLOSEST_ZOOM
    # A picture that is shown whole stays whole wherever the camera goes.
    return Canvas(even(width_px * factor), even(height_px * factor), fit, ALWAYS_SEEN, background, moved=True)


def decode_size(canvas: Canvas) -> tuple[Literal["cover", "contain"], int, int]:
    """How a picture has to be decoded for a canvas: covering it, or fitting into the part that it may fill."""
    if canvas.fit == "cover":
        return "cover", canvas.width_px, canvas.height_px
    return "contain", round(canvas.width_px * canvas.filled), round(canvas.height_px * canvas.filled)


def fit_of(picture_shape: float, frame_shape: float, wished: Fit, motion: Motion) -> Fit:
    """How a picture is fitted into the frame, given the shapes of both as width by height."""
    differs = max(picture_shape / frame_shape, frame_shape / picture_shape) - 1
    is_blurred_for_little = wished == "blur" and motion != "none" and differs < NEARLY_SAME_SHAPE
    return "cover" if differs < SAME_SHAPE or is_blurred_for_little else wished


def compose(pixels: Pixels, canvas: Canvas) -> Still:
    """Fit a decoded picture (at the size that `decode_size` asks for) to the canvas. Nothing is ever stretched."""
    rgb = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height_px, pixels.width_px, 3)
    if canvas.moved:
        rgb = np.asarray(cv2.filter2D(rgb, -1, SHARPENING, borderType=cv2.BORDER_REPLICATE), np.uint8)
    size_px = (canvas.width_px, canvas.height_px)
    if rgb.shape[1] >= canvas.width_px and rgb.shape[0] >= canvas.height_px:
        return with_lead(to_still(middle_of(rgb, size_px)), canvas.lead_px)
    whole = blurred_fill(rgb, size_px) if canvas.fit == "blur" else _plain(canvas)
    top, left = (canvas.height_px - rgb.shape[0]) // 2, (canvas.width_px - rgb.shape[1]) // 2
    whole[top : top + rgb.shape[0], left : left + rgb.shape[1]] = rgb
    return with_lead(to_still(whole), canvas.lead_px)


def with_lead(still: Still, lead_px: int) -> Still:
    """Repeat the edge above and to the left by so many luma samples."""
    if lead_px == 0:
        return still
    luma, blue, red = (
        np.asarray(cv2.copyMakeBorder(plane, lead, 0, lead, 0, cv2.BORDER_REPLICATE), np.uint8)
        for plane, lead in ((still.luma, lead_px), (still.blue, lead_px // 2), (still.red, lead_px // 2))
    )
    return Still(luma, blue, red, lead_px)


def to_still(rgb: NDArray[np.uint8]) -> Still:
    """Convert 8-bit sRGB (height x width x 3, both even) to planes, as ITU-R BT.709-6 section 3 says.

    In strips: what is between stays in the processor's caches, which takes a third of the time.
    """
    height, width, _ = rgb.shape
    half = height // 2, width // 2
    still = Still(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))
    for top in range(0, height, STRIP_ROWS):
        luma, blue, red = cv2.split(to_ycc(rgb[top : top + STRIP_ROWS]))
        rows, half_rows = slice(top, top + STRIP_ROWS), slice(top // 2, (top + STRIP_ROWS) // 2)
        still.luma[rows] = _to_bytes(luma)
        still.blue[half_rows], still.red[half_rows] = _to_bytes(_halved(blue)), _to_bytes(_halved(red))
    return still


def to_ycc(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Convert 8-bit sRGB to Y, Cb and Cr in the same shape, in 8-bit limited range but not rounded."""
    return np.asarray(cv2.transform(rgb.astype(np.float32), BT709), np.float32)


def _halved(chroma: cv2.typing.MatLike) -> NDArray[np.float32]:
    """Halve a chroma plane: [1 2 1]/4 around even columns (sited left), the mean of two rows."""
    rows = (chroma[0::2] + chroma[1::2]) * np.float32(0.5)
    smooth = cv2.filter2D(rows, -1, np.array([[0.25, 0.5, 0.25]], np.float32), borderType=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(smooth[:, 0::2])


def _to_bytes(plane: cv2.typing.MatLike) -> Plane:
    return np.asarray(cv2.convertScaleAbs(plane), np.uint8)


def _plain(canvas: Canvas) -> NDArray[np.uint8]:
    return np.full((canvas.height_px, canvas.width_px, 3), canvas.background, np.uint8)


def even(value: float) -> int:
    """The even number of pixels that is nearest: chroma has half as many."""
    return round(value / 2) * 2
