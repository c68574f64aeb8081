"""Pictures as cameras, phones, scanners and image programs leave them, each made from scratch.

All show the same: red and green above, blue and white below, and a dark arrow that points up. What becomes of each is
told in `test_odd_sources.py`, and shown by `python -m tests.sheets.pictures`.
"""

import base64
import io
import struct
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, WHITE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (128, 128, 128)
SIZE = (320, 192)
ORIENTATION, ROTATED_RIGHT = 0x0112, 6

# The way from an upright picture to how a camera stores it, by what it then writes as orientation (Exif 2.3, 4.6.4).
TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
# 64 x 32 pixels of four colours by `cjpeg -arithmetic -quality 60` of libjpeg-turbo 2.1.5.
ARITHMETIC = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5a"
    "YVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//yQAR"
    "CAAgAEADASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/ABMwRcuidRpLAcwqFQPXc+vuhyyvdSD/2Q=="
)


def upright() -> Image.Image:
    """The picture as it should be seen."""
    picture = Image.new("RGB", SIZE, WHITE)
    width, height = SIZE[0] // 2, SIZE[1] // 2
    for colour, place in ((RED, (0, 0)), (GREEN, (width, 0)), (BLUE, (0, height))):
        picture.paste(colour, (*place, place[0] + width, place[1] + height))
    ImageDraw.Draw(picture).polygon([(160, 76), (178, 112), (142, 112)], (20, 20, 20))
    return picture


def oriented(number: int, kind: str) -> bytes:
    """Stored in another way than it was held, which Exif tells."""
    exif = Image.Exif()
    exif[ORIENTATION] = number
    return _saved(upright().transpose(TURNS[number]) if number in TURNS else upright(), kind, exif=exif)


def heic_turned_twice() -> bytes:
    """As iPhones write it: the file's own rotation, and an Exif orientation that says the same once more."""
    content = oriented(ROTATED_RIGHT, "HEIF")
    # One property that can be spared becomes the rotation.
    at = content.index(b"pixi")
    turned = content[:at] + b"irot\x03" + bytes(7) + content[at + 12 :]
    return turned.replace(bytes.fromhex("0481020304"), bytes.fromhex("0481020384"))


def sixteen_bits(ending: str, *, alpha: bool = False, grey: bool = False) -> bytes:
    """Sixteen bits a channel."""
    pixels = np.asarray(upright().convert("L") if grey else upright()).astype(np.uint16) * 257
    if not grey:
        pixels = pixels[:, :, ::-1]
    if alpha:
        pixels = np.dstack([pixels, np.full(SIZE[::-1], 65535, np.uint16)])
    return cv2.imencode(ending, pixels)[1].tobytes()


def clear_where_white(kind: str, mode: str = "RGBA") -> bytes:
    """The white quarter is transparent, and something else beneath."""
    rgba = upright().convert("RGBA")
    rgba.paste((90, 0, 90, 0), (160, 96, *SIZE))
    return _saved(rgba if mode == "RGBA" else rgba.quantize(16), kind, **({"lossless": True} if kind == "WEBP" else {}))


def bmp_with_alpha() -> bytes:
    """A BMP of version 4 with an alpha mask, which some screenshots have; all of it is opaque."""
    rows = np.asarray(upright().convert("RGBA"))[::-1, :, [2, 1, 0, 3]].tobytes()
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 108, *SIZE, 1, 32, 3, len(rows), 2835, 2835, 0, 0) + masks + bytes(52)
    return struct.pack("<2sIHHI", b"BM", 14 + len(head) + len(rows), 0, 0, 14 + len(head)) + head + rows


def animated(kind: str) -> bytes:
    """Three pictures, of which the first counts."""
    others = [Image.new("RGB", SIZE, GREY), Image.new("RGB", SIZE, (0, 0, 0))]
    return _saved(
        upright(), kind, save_all=True, append_images=others, **({"lossless": True} if kind == "WEBP" else {})
    )


def pages() -> bytes:
    """A TIFF of two pages."""
    return _saved(upright(), "TIFF", save_all=True, append_images=[Image.new("RGB", SIZE, GREY)])


def second_picture_behind() -> bytes:
    """A JPEG with another one behind it, as phones add depth or what a bright screen may show (MPO)."""
    return _saved(upright(), "MPO", quality=95, save_all=True, append_images=[Image.new("RGB", (80, 48), GREY)])


def floats() -> bytes:
    """Real numbers from 0 to 1, as scientists' programs write them: half as bright everywhere."""
    return _saved(Image.fromarray(np.full(SIZE[::-1], 0.5, np.float32)), "TIFF")


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _plain(size: tuple[int, int]) -> bytes:
    return _saved(Image.new("RGB", size, RED), "PNG")


WHOLE: Mapping[str, Callable[[], bytes]] = {
    **{f"JPEG held as {number}": partial(oriented, number, "JPEG") for number in range(1, 9)},
    "TIFF held as 6": lambda: oriented(6, "TIFF"),
    "PNG held as 6": lambda: oriented(6, "PNG"),
    "WebP held as 8": lambda: oriented(8, "WEBP"),
    "AVIF turned by itself": lambda: oriented(6, "AVIF"),
    "HEIC": lambda: _saved(upright(), "HEIF", quality=95),
    "HEIC turned twice": heic_turned_twice,
    "progressive JPEG": lambda: _saved(upright(), "JPEG", quality=95, progressive=True),
    "arithmetic JPEG": lambda: ARITHMETIC,
    "JPEG and another": second_picture_behind,
    "CMYK JPEG by Adobe": lambda: _saved(upright().convert("CMYK"), "JPEG", quality=95),
    "CMYK TIFF": lambda: _saved(upright().convert("CMYK"), "TIFF"),
    "YCbCr TIFF": lambda: _saved(upright().convert("YCbCr"), "TIFF", compression="jpeg"),
    "Lab TIFF": lambda: _saved(upright().convert("LAB"), "TIFF"),
    "16 bit PNG": lambda: sixteen_bits(".png"),
    "16 bit PNG, alpha": lambda: sixteen_bits(".png", alpha=True),
    "16 bit TIFF": lambda: sixteen_bits(".tiff"),
    "TIFF of two pages": pages,
    "PNG, clear corner": lambda: clear_where_white("PNG"),
    "WebP, clear corner": lambda: clear_where_white("WEBP"),
    "palette, clear corner": lambda: clear_where_white("PNG", "P"),
    "GIF, clear corner": lambda: clear_where_white("GIF"),
    "animated GIF": lambda: animated("GIF"),
    "animated WebP": lambda: animated("WEBP"),
    "animated PNG": lambda: animated("PNG"),
    "animated AVIF": lambda: animated("AVIF"),
    "BMP with alpha": bmp_with_alpha,
}
"""Sources that show the whole picture, by name."""

PLAIN: Mapping[str, tuple[Callable[[], bytes], tuple[int, int, int]]] = {
    "1 x 1": (lambda: _plain((1, 1)), RED),
    "1 x 5000": (lambda: _plain((1, 5000)), RED),
    "5000 x 1": (lambda: _plain((5000, 1)), RED),
    "one bit": (lambda: _saved(Image.new("1", SIZE, 1), "TIFF", compression="group4"), WHITE),
    "real numbers": (floats, GREY),
}
"""Sources of one colour, and which."""

REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "icon": (lambda: _saved(upright(), "ICO"), "is not a picture that dropd can read"),
    "101 megapixels": (lambda: _saved(Image.new("1", (10_100, 10_000)), "PNG"), "has 101 megapixels; the limit is 100"),
    "JPEG cut off": (lambda: _saved(upright(), "JPEG")[:-400], "ends too early"),
    "JPEG 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200), "is not a picture that dropd can read"),
}
"""Sources that are told of, and the heart of what is said."""


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a source into a folder."""
    path = folder / name.replace(" ", "-")
    path.write_bytes(content)
    return path
