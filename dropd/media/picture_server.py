"""The process in which dropped pictures are decoded: it is handed open files and hands back pixels.

It has no right to open files, little memory, and belongs to one project only: a picture that breaks the decoder
breaks its own job. Started by `media/decoder.py`, which describes the questions and answers.
"""

import json
import os
import socket
import struct
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError

from dropd.media.colour.named_colours import named_profile
from dropd.media.colour.picture_colour import on_white, to_srgb
from dropd.media.picture_questions import CHECKS, MESSAGE_BYTES, READY
from dropd.media.picture_shape import least_size, scaled_to, upright, upright_size
from dropd.media.sandbox import give_up_files_and_network


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is loaded before the right to open files is given up."""

    srgb: ImageCms.ImageCmsProfile
    examine: Callable[[str, Image.Image, BinaryIO], bool] | None


def main() -> None:
    """Answer questions on the socket whose number is the first argument, until it is closed."""
    loaded = _loaded(checks=CHECKS in sys.argv)
    give_up_files_and_network()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        channel.sendall(READY)
        while True:
            message, descriptors, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 1)
            if not message:
                return
            with os.fdopen(descriptors[0], "rb") as file:
                answer, pixels = _answer(json.loads(message), file, loaded)
            _reply(channel, answer, pixels)


def _loaded(*, checks: bool) -> _Loaded:
    pillow_heif.register_heif_opener()
    Image.init()  # load every plugin now: afterwards no file can be opened
    warnings.simplefilter("ignore")  # the size is checked by us, before anything is decoded
    Image.MAX_IMAGE_PIXELS = None
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    if not checks:
        return _Loaded(srgb, None)
    # It loads NumPy, 0.04 s of a core that no render waits for, and would start a thread for each core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from dropd.media.picture_examination import is_damaged  # noqa: PLC0415

    return _Loaded(srgb, is_damaged)


def _answer(question: dict[str, Any], file: BinaryIO, loaded: _Loaded) -> tuple[dict[str, Any], bytes | None]:
    try:
        picture = Image.open(file, formats=[question["kind"]])
        width, height = picture.size
        if width * height > question["max_pixels"]:
            return {"fault": "large", "width": width, "height": height}, None
        return _wished(question, picture, file, loaded)
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


def _wished(
    question: dict[str, Any], picture: Image.Image, file: BinaryIO, loaded: _Loaded
) -> tuple[dict[str, Any], bytes | None]:
    match question["wish"]:
        case "size":
            width, height = upright_size(picture, file)
            return {"width": width, "height": height}, None
        case "check":
            assert loaded.examine is not None, "started without --checks"  # noqa: S101 - a slip of ours, no bad picture
            return {"damaged": loaded.examine(question["kind"], picture, file)}, None
        case _:
            pixels = _pixels(question, picture, file, loaded.srgb)
            return {"width": pixels.width, "height": pixels.height}, pixels.tobytes()


def _pixels(
    question: dict[str, Any], picture: Image.Image, file: BinaryIO, srgb: ImageCms.ImageCmsProfile
) -> Image.Image:
    """Decode to 8-bit sRGB, upright and scaled as the question says, with alpha or on white."""
    wished = question["width"], question["height"]
    # JPEG only: decodes at 1/2, 1/4 or 1/8 if that is still enough.
    picture.draft("RGB", least_size(picture.size, upright_size(picture, file), question["scale"], wished))
    picture.load()
    profile = picture.info.get("icc_profile") or named_profile(picture, file)
    colours = to_srgb(upright(picture), profile, srgb)
    scaled = scaled_to(colours, question["scale"], wished, tuple(question["focus"]))
    return scaled.convert("RGBA") if question["alpha"] else on_white(scaled)


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
