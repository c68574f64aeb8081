"""How detailed a picture is, as an encoder feels it: the share of macroblocks that have fine texture. Pure."""

import cv2
import numpy as np

from dropd.film.pictures import Plane

MACROBLOCK_PX = 16
FINE_SIGMA_PX = 1.5
"""Finer than this is detail: what a blur so wide takes away."""
TEXTURE_LEVELS = 1.5
"""By how much detail must differ from its mean (root mean square, in 8-bit levels) to be more than a sensor's noise."""


def texture_of(luma: Plane) -> float:
    """Return the part, from 0 to 1, of a frame's macroblocks that have texture: 0.1 for a blurred garden, 1 for gravel.

    A frame smaller than a macroblock counts as wholly detailed.
    """
    rows, columns = luma.shape[0] // MACROBLOCK_PX, luma.shape[1] // MACROBLOCK_PX
    if not rows or not columns:
        return 1.0
    frame = luma.astype(np.float32)
    fine = cv2.subtract(frame, cv2.GaussianBlur(frame, (0, 0), FINE_SIGMA_PX))
    blocks = cv2.multiply(fine, fine)[: rows * MACROBLOCK_PX, : columns * MACROBLOCK_PX]
    powers = cv2.resize(blocks, (columns, rows), interpolation=cv2.INTER_AREA)
    return float((powers > TEXTURE_LEVELS**2).mean())
