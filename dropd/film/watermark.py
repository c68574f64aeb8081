"""A logo over the whole film: how large it is decoded, and where it stands."""

import numpy as np

from dropd.film.lettering.areas import shares_before
from dropd.film.lettering.text import Overlay, Position
from dropd.media.decoder import Pixels

MARGIN = 0.03
"""How far it stays from the frame's edges, as a part of the frame's shorter side."""
TALLEST = 0.25
"""How much of the frame's height it may have, however narrow it is."""


def watermark_room(width_part: float, frame: tuple[int, int]) -> tuple[int, int]:
    """The largest size in pixels of a watermark that may have a part of the frame's width."""
    margin = _margin_px(frame)
    return (
        max(2, min(round(width_part * frame[0]), frame[0] - 2 * margin)),
        max(2, round(TALLEST * frame[1])),
    )


def watermark(pixels: Pixels, position: Position, opacity: float, frame: tuple[int, int]) -> Overlay:
    """Place a decoded picture (with alpha: height x width x 4 bytes) on a frame of (width, height) pixels."""
    rgba = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height_px, pixels.width_px, 4)
    even = np.zeros((_even(rgba.shape[0]), _even(rgba.shape[1]), 4), np.uint8)
    even[: rgba.shape[0], : rgba.shape[1]] = rgba
    even[..., 3] = np.rint(even[..., 3] * opacity).astype(np.uint8)
    across, down = shares_before(position)
    margin = _margin_px(frame)
    x_px = margin + across * (frame[0] - 2 * margin - even.shape[1])
    y_px = margin + down * (frame[1] - 2 * margin - even.shape[0])
    return Overlay(int(x_px) // 2 * 2, int(y_px) // 2 * 2, even)


def _margin_px(frame: tuple[int, int]) -> int:
    return round(MARGIN * min(frame))


def _even(length: int) -> int:
    return length + length % 2
