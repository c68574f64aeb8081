"""The boxes that MP4 files consist of (ISO/IEC 14496-12, 4.2), in files of ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

HEADER_BYTES, LARGE_HEADER_BYTES = 8, 16


@dataclass(frozen=True, slots=True)
class Box:
    """A box in a file: what it is, and where."""

    kind: bytes
    start: int
    """Where its header begins."""
    content: int
    """Where what it holds begins."""
    end: int


def whole(path: Path) -> Box:
    """A file as a box that holds all others."""
    return Box(b"", 0, 0, path.stat().st_size)


def inner(file: BinaryIO, box: Box, *path: bytes) -> Iterator[Box]:
    """Every box at a path of kinds within a box."""
    if not path:
        yield box
        return
    for child in children(file, box):
        if child.kind == path[0]:
            yield from inner(file, child, *path[1:])


def children(file: BinaryIO, box: Box) -> Iterator[Box]:
    """The boxes within a box, one level deep."""
    at = box.content
    while at + HEADER_BYTES <= box.end:
        file.seek(at)
        header = file.read(LARGE_HEADER_BYTES)
        length, kind, content = int.from_bytes(header[:4]), header[4:8], HEADER_BYTES
        if length == 1:
            length, content = int.from_bytes(header[8:16]), LARGE_HEADER_BYTES
        if length < content:
            return
        yield Box(kind, at, at + content, at + length)
        at += length


def content_of(file: BinaryIO, box: Box) -> bytes:
    """What a box holds."""
    file.seek(box.content)
    return file.read(box.end - box.content)
