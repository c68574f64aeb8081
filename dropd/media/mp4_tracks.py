"""The one thing that FFmpeg cannot say of a track in an MP4: that it is there, but off until somebody asks for it.

FFmpeg (9.0, libavformat/movenc.c, `enable_tracks`) enables the first subtitle track of any file that it writes, and
players such as mpv show an enabled one at once. The flag is bit 0 of `tkhd` (ISO/IEC 14496-12, 8.3.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SUBTITLES = (b"sbtl", b"subt")
ENABLED = 1
HEADER_BYTES, LARGE_HEADER_BYTES = 8, 16
FLAGS_END = 4
"""`tkhd` begins with a byte of version and three of flags; the last one has bit 0."""
HANDLER = slice(8, 12)
"""Where `hdlr` says what its track holds."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    """Where its content begins, in the file."""
    end: int


def switch_off_subtitles(film: Path) -> None:
    """Make the subtitles of one of our films such that players offer them but do not show them by themselves."""
    with film.open("r+b") as file:
        for track in _inner(file, _Box(b"", 0, film.stat().st_size), b"moov", b"trak"):
            handlers = [_content(file, box)[HANDLER] for box in _inner(file, track, b"mdia", b"hdlr")]
            if any(handler in SUBTITLES for handler in handlers):
                _switch_off(file, next(_inner(file, track, b"tkhd")))


def _switch_off(file: BinaryIO, header: _Box) -> None:
    flags = bytearray(_content(file, header)[:FLAGS_END])
    flags[-1] &= ~ENABLED
    file.seek(header.start)
    file.write(flags)


def _inner(file: BinaryIO, box: _Box, *path: bytes) -> Iterator[_Box]:
    """Every box at a path of kinds within a box."""
    if not path:
        yield box
        return
    for child in _children(file, box):
        if child.kind == path[0]:
            yield from _inner(file, child, *path[1:])


def _children(file: BinaryIO, box: _Box) -> Iterator[_Box]:
    at = box.start
    while at + HEADER_BYTES <= box.end:
        file.seek(at)
        header = file.read(LARGE_HEADER_BYTES)
        length, kind, begin = int.from_bytes(header[:4]), header[4:8], HEADER_BYTES
        if length == 1:
            length, begin = int.from_bytes(header[8:16]), LARGE_HEADER_BYTES
        if length < begin:
            return
        yield _Box(kind, at + begin, at + length)
        at += length


def _content(file: BinaryIO, box: _Box) -> bytes:
    file.seek(box.start)
    return file.read(box.end - box.start)
