"""The shape of a decoded picture: held upright, cut and scaled. Runs in the picture server only."""

from math import ceil
from typing import BinaryIO, Literal

from PIL import ExifTags, Image, ImageFilter, ImageOps

from dropd.media.colour.png_chunks import png_chunks

_TURNED = frozenset({5, 6, 7, 8})
"""The EXIF orientations that exchange width and height."""

MOST_SHARPLY_ENLARGED = 1.3
SPLINE_PART = 0.4

_TEXTS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})
"""Chunks of PNG in which an orientation may be written."""


def upright(picture: Image.Image) -> Image.Image:
    """Decode a picture and turn it as its EXIF says."""
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def upright_size(picture: Image.Image, file: BinaryIO) -> tuple[int, int]:
    """Width and height in pixels of a picture held upright, opened from `file`, without decoding it if possible."""
    if picture.format == "TIFF" or (picture.format == "PNG" and not _has_texts(file)):  # Pillow turns a TIFF itself
        return picture.size
    turned = picture.getexif().get(ExifTags.Base.Orientation) in _TURNED
    return (picture.height, picture.width) if turned else picture.size


def scaled_to(
    picture: Image.Image, scale: Literal["cover", "contain"], size: tuple[int, int], focus: tuple[float, float]
) -> Image.Image:
    """Scale to fit into a size, or the part around the focus to cover it; sharp when smaller, soft when larger."""
    if scale == "cover":
        # Cut out first: a strip of one pixel's width would become huge before its part could be taken.
        return _resized(picture, size, cover_box(picture.size, size, focus))
    factor = min(size[0] / picture.width, size[1] / picture.height)
    fitting = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture if fitting == picture.size else _resized(picture, fitting, (0, 0, *picture.size))


def least_size(
    stored: tuple[int, int], held: tuple[int, int], scale: Literal["cover", "contain"], size: tuple[int, int]
) -> tuple[int, int]:
    """How large a picture must at least be decoded, as it is stored, for `scaled_to`; it is `held` upright for that."""
    factors = size[0] / held[0], size[1] / held[1]
    factor = min(1.0, max(factors) if scale == "cover" else min(factors))
    return ceil(stored[0] * factor), ceil(stored[1] * factor)


def cover_box(
    picture: tuple[int, int], size: tuple[int, int], focus: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The largest part of a picture with the shape of `size`, around the focus as far as the picture reaches.

    Returns left, top, right and bottom in the picture's pixels.
    """
    factor = max(size[0] / picture[0], size[1] / picture[1])
    across, down = min(size[0] / factor, picture[0]), min(size[1] / factor, picture[1])
    left = min(max(0.0, focus[0] * picture[0] - across / 2), picture[0] - across)
    top = min(max(0.0, focus[1] * picture[1] - down / 2), picture[1] - down)
    return left, top, min(left + across, picture[0]), min(top + down, picture[1])


def _resized(picture: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]) -> Image.Image:
    """Lanczos, but what is much enlarged is taken from between two curves that do not ring together.

    Mitchell and Netravali, Reconstruction Filters in Computer Graphics (1988): a part of B-spline, here a linear one
    that is averaged over a pixel of the source, in a cubic one takes the rings away and leaves it soft, not blurred.
    """
    enlarged = size[0] / (box[2] - box[0])
    if enlarged <= MOST_SHARPLY_ENLARGED:
        return picture.resize(size, Image.Resampling.LANCZOS, box=box)
    cubic = picture.resize(size, Image.Resampling.BICUBIC, box=box)
    linear = picture.resize(size, Image.Resampling.BILINEAR, box=box)
    return Image.blend(cubic, linear.filter(ImageFilter.BoxBlur(enlarged / 2)), SPLINE_PART)


def _has_texts(file: BinaryIO) -> bool:
    """Whether a PNG has any text: Pillow would decode all of it to look for texts behind the pixels."""
    back = file.tell()
    found = any(chunk.name in _TEXTS for chunk in png_chunks(file))
    file.seek(back)
    return found
