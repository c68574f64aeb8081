"""The chunks of a PNG, walked without unpacking any (W3C PNG, section 5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dropd.media.containers import piece

_SIGNATURE_BYTES, _HEADER_BYTES, _CHECKSUM_BYTES = 8, 8, 4


@dataclass(frozen=True, slots=True)
class PngChunk:
    """Where one chunk is: its name, and the place and length of its content in bytes."""

    name: bytes
    at: int
    length: int


def png_chunks(file: BinaryIO) -> Iterator[PngChunk]:
    """Yield the chunks before IEND; ends early where the file does. Moves the file's position."""
    at = _SIGNATURE_BYTES
    while len(header := piece(file, at, _HEADER_BYTES)) == _HEADER_BYTES and header[4:] != b"IEND":
        chunk = PngChunk(header[4:], at + _HEADER_BYTES, int.from_bytes(header[:4], "big"))
        yield chunk
        at = chunk.at + chunk.length + _CHECKSUM_BYTES
