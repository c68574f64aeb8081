"""The process in which dropped pictures are decoded: it is handed open files and hands back pixels.

It has no right to open files, little memory, and belongs to one project only: a picture that breaks the decoder
breaks its own job. Started by `media/decoder.py`, which describes the questions and answers.
"""

import io
import json
import os
import socket
import struct
import sys
import warnings
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from dropd.media.sandbox import give_up_files_and_network

MESSAGE_BYTES = 4096
SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})


def main() -> None:
    """Answer questions on the socket whose number is the one argument, until it is closed."""
    pillow_heif.register_heif_opener()
    Image.init()  # load every plugin now: afterwards no file can be opened
    warnings.simplefilter("ignore")  # the size is checked by us, before anything is decoded
    Image.MAX_IMAGE_PIXELS = None
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    give_up_files_and_network()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        while True:
            message, descriptors, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 1)
            if not message:
                return
            with os.fdopen(descriptors[0], "rb") as file:
                answer, pixels = _answer(json.loads(message), file, srgb)
            _reply(channel, answer, pixels)


def _answer(
    question: dict[str, Any], file: io.BufferedReader, srgb: ImageCms.ImageCmsProfile
) -> tuple[dict[str, Any], bytes | None]:
    try:
        picture = Image.open(file, formats=[question["kind"]])
        width, height = picture.size
        if width * height > question["max_pixels"]:
            return {"fault": "large", "width": width, "height": height}, None
        if "scale" not in question:
            picture.draft("RGB", (1, 1))  # JPEG only: all of it is read, and an eighth of its sides is made
            picture.load()
            return {"width": width, "height": height}, None
        pixels = _pixels(picture, question["scale"], question["width"], question["height"], srgb)
    except UnidentifiedImageError:
        return {"fault": "wrong"}, None
    except MemoryError:
        return {"fault": "memory"}, None
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        IndexError,
        TypeError,
        KeyError,
    ) as error:
        # Pillow says so of files that end too early; every other complaint of its decoders is a broken file.
        truncated = "truncated" in str(error).lower() or isinstance(error, EOFError)
        return {"fault": "truncated" if truncated else "broken", "reason": str(error)[:200]}, None
    return {"width": pixels.width, "height": pixels.height}, pixels.tobytes()


def _pixels(picture: Image.Image, scale: str, width: int, height: int, srgb: ImageCms.ImageCmsProfile) -> Image.Image:
    """Decode to 8-bit sRGB, upright, scaled by Lanczos: to fit into width x height, or its middle to cover it."""
    larger = max(width, height)
    picture.draft("RGB", (larger, larger))  # JPEG only: decodes at 1/2, 1/4 or 1/8 where that is enough
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    colours = _to_srgb(_to_eight_bits(upright), profile, srgb)
    horizontal, vertical = width / colours.width, height / colours.height
    if scale == "cover":
        # Cut out first: a strip of one pixel's width would become huge before its middle could be taken.
        across, down = width / max(horizontal, vertical), height / max(horizontal, vertical)
        left, top = (colours.width - across) / 2, (colours.height - down) / 2
        box = (left, top, min(left + across, colours.width), min(top + down, colours.height))
        return colours.resize((width, height), Image.Resampling.LANCZOS, box=box)
    factor = min(horizontal, vertical)
    size = (max(1, round(colours.width * factor)), max(1, round(colours.height * factor)))
    return colours if size == colours.size else colours.resize(size, Image.Resampling.LANCZOS)


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode in SIXTEEN_BIT_MODES:
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode == "F":
        return picture.convert("L")
    if picture.mode in ("1", "P"):
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture


def _to_srgb(picture: Image.Image, profile: bytes | None, srgb: ImageCms.ImageCmsProfile) -> Image.Image:
    """Convert by the embedded profile, if it fits; put what is transparent on white."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") else None
    opaque = picture if alpha is None else picture.convert("L" if picture.mode == "LA" else "RGB")
    colours = _by_profile(opaque, profile, srgb) if profile else None
    if colours is None:
        colours = opaque.convert("RGB")
    if alpha is None:
        return colours
    return Image.composite(colours, Image.new("RGB", colours.size, "white"), alpha)


def _by_profile(picture: Image.Image, profile: bytes, srgb: ImageCms.ImageCmsProfile) -> Image.Image | None:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(
            picture,
            source,
            srgb,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # a damaged profile, or one of another colour model: the plain values are the best guess


def _reply(channel: socket.socket, answer: dict[str, Any], pixels: bytes | None) -> None:
    message = json.dumps(answer).encode()
    if pixels is None:
        channel.sendall(message)
        return
    memory = os.memfd_create("pixels")
    try:
        with os.fdopen(os.dup(memory), "wb") as file:
            file.write(pixels)
        socket.send_fds(channel, [message], [memory])
    finally:
        os.close(memory)


if __name__ == "__main__":
    main()
