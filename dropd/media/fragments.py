"""Chunks of pictures put together into one MP4 by their bytes alone: each is a fragment, which is given its time.

A fragmented MP4 is a head that describes its tracks, and any number of fragments, each a `moof` of times and sizes and
an `mdat` of packets (ISO/IEC 14496-12, 8.8). The head of the first chunk serves for all. Times are whole ticks, so
nothing is rounded; and FFmpeg reads one file instead of opening each chunk, which takes it longer than to copy it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dropd.media.mp4_boxes import Box, children, inner, whole
from dropd.media.process import MEBIBYTE

TIME = slice(4, 12)
"""Where `tfdt` has the time at which the first packet of its fragment is decoded (8.8.12); FFmpeg writes version 1."""


@dataclass(frozen=True, slots=True)
class ChunkFile:
    """A chunk in a file as `encode_frames` writes it, and how long it lasts in ticks of its timescale."""

    path: Path
    ticks: int


def joined(chunks: Sequence[ChunkFile]) -> Iterator[bytes]:
    """Yield the bytes of one fragmented MP4 that shows all chunks, one after the other.

    The edit list of the first chunk's head holds for all: they must be encoded alike, with pictures decoded as long
    before they are shown, as encoders do in any film of more frames than they put off (x264: two).
    """
    begin = 0
    for index, chunk in enumerate(chunks):
        with chunk.path.open("rb") as file:
            for box in children(file, whole(chunk.path)):
                if box.kind == b"moof":
                    yield _delayed(file, box, begin)
                elif box.kind == b"mdat" or index == 0:
                    yield from _pieces(file, box)
        begin += chunk.ticks


def _delayed(file: BinaryIO, fragment: Box, by: int) -> bytes:
    """The box of a fragment's times, moved."""
    file.seek(fragment.start)
    moved = bytearray(file.read(fragment.end - fragment.start))
    for time in inner(file, fragment, b"traf", b"tfdt"):
        at = slice(time.content - fragment.start + TIME.start, time.content - fragment.start + TIME.stop)
        moved[at] = (int.from_bytes(moved[at]) + by).to_bytes(TIME.stop - TIME.start)
    return bytes(moved)


def _pieces(file: BinaryIO, box: Box) -> Iterator[bytes]:
    for at in range(box.start, box.end, MEBIBYTE):
        file.seek(at)
        yield file.read(min(MEBIBYTE, box.end - at))
