"""Real pictures and sounds, made once; every drop gets copies with bytes of their own."""

import subprocess
import wave
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PIL import Image

SAMPLE_RATE_HZ = 48_000
SOUND_S = 1.5
PICTURE_ENDINGS = ("jpg", "png", "webp")
ENCODERS = {
    "flac": ("-c:a", "flac", "-f", "flac"),
    "mp3": ("-c:a", "libmp3lame", "-f", "mp3"),
    "m4a": ("-c:a", "aac", "-f", "ipod"),
    "ogg": ("-c:a", "libvorbis", "-f", "ogg"),
}
ENDS_TELL = (".jpg", ".png", ".webp", ".wav", ".m4a", ".json")
"""Files of which dropd can tell that their end is missing, when nobody has them open.

Of the others it cannot: an mp3, FLAC or Ogg that is cut between two frames plays to its end, and half a trigger is
often a trigger.
"""


class Width(Enum):
    """How wide a picture is; noise, so that a large one has two megabytes and more."""

    TINY = 64
    MEDIUM = 480
    LARGE = 1440


@dataclass(frozen=True, slots=True)
class Pool:
    """What drops are made of: pictures by ending and width, sounds by ending."""

    pictures: Mapping[tuple[str, Width], bytes]
    sounds: Mapping[str, bytes]

    def picture(self, ending: str, width: Width, dice: Random) -> bytes:
        """A picture as no other drop has it."""
        return _marked(self.pictures[ending, width], ending, dice)

    def sound(self, ending: str, dice: Random) -> bytes:
        """A sound, as no other drop has it where the ending is wav."""
        return _marked(self.sounds[ending], ending, dice)


def fill_pool(ffmpeg: str) -> Pool:
    """Make every picture and sound. `ffmpeg` is the program to encode sounds with."""
    recorded = _wav()
    return Pool(
        pictures={(ending, width): _picture(ending, width) for ending in PICTURE_ENDINGS for width in Width},
        sounds={"wav": recorded, **{ending: _encoded(ffmpeg, recorded, ending) for ending in ENCODERS}},
    )


def _picture(ending: str, width: Width) -> bytes:
    size = (width.value, width.value * 3 // 4)
    noise = Image.merge("RGB", [Image.effect_noise(size, sigma) for sigma in (60, 80, 100)])
    file = BytesIO()
    noise.save(file, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[ending], quality=95, compress_level=1, method=0)
    return file.getvalue()


def _wav() -> bytes:
    samples = int(SOUND_S * SAMPLE_RATE_HZ)
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, SAMPLE_RATE_HZ, samples, "NONE", ""))
        sound.writeframes(Random(1).randbytes(2 * samples))  # noqa: S311 - noise, no secret
    return file.getvalue()


def _encoded(ffmpeg: str, recorded: bytes, ending: str) -> bytes:
    with TemporaryDirectory(prefix="dropd-pool-") as folder:
        target = Path(folder) / f"sound.{ending}"
        argv = (ffmpeg, "-v", "error", "-f", "wav", "-i", "pipe:0", *ENCODERS[ending], str(target))
        subprocess.run(argv, input=recorded, check=True)
        return target.read_bytes()


def _marked(data: bytes, ending: str, dice: Random) -> bytes:
    """Put a comment of random length into a file, where its format has a place for one."""
    mark = dice.randbytes(dice.randint(8, 400))
    match ending:
        case "jpg":  # a COM segment behind the start of the picture
            return data[:2] + b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark + data[2:]
        case "png":  # a private chunk behind the header, which is the first chunk and has 25 bytes
            chunk = b"drOp" + mark
            framed = len(mark).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
            return data[:33] + framed + data[33:]
        case "wav":  # a chunk of an unknown kind before all others; chunks have an even length
            even = mark[: len(mark) // 2 * 2]
            body = data[8:12] + b"drop" + len(even).to_bytes(4, "little") + even + data[12:]
            return b"RIFF" + len(body).to_bytes(4, "little") + body
        case _:
            return data
