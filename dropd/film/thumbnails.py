"""A small picture of a chunk, written from one of its frames while that is at hand: decoding it again takes longer."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropd.film.pictures import BT709
from dropd.film.transitions import Planes

THUMBNAIL_PX = 960
"""Its longer side at most: as large as a picture of the contact sheet ever is."""
JPEG_QUALITY = 95

_TO_RGB = np.linalg.inv(BT709[:, :3].astype(np.float64))
_FROM_YCC = np.hstack([_TO_RGB, -_TO_RGB @ BT709[:, 3:]]).astype(np.float32)


def write_thumbnail(planes: Planes, target: Path) -> None:
    """Write a frame (BT.709 limited, 4:2:0) as JPEG, smaller, with nothing but pixels in it."""
    Image.fromarray(thumbnail_of(planes)).save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)


def thumbnail_of(planes: Planes) -> NDArray[np.uint8]:
    """A frame as sRGB (height x width x 3), at most THUMBNAIL_PX long, of the frame's shape."""
    height_px, width_px = planes[0].shape
    scale = min(1.0, THUMBNAIL_PX / max(height_px, width_px))
    size_px = (max(2, round(width_px * scale)), max(2, round(height_px * scale)))
    # Chroma is sited left, a quarter of its own sample from where a centred one would be: nobody sees it at this size.
    ycc = cv2.merge([cv2.resize(plane, size_px, interpolation=cv2.INTER_AREA) for plane in planes])
    return np.asarray(cv2.convertScaleAbs(np.maximum(cv2.transform(ycc.astype(np.float32), _FROM_YCC), 0)), np.uint8)
