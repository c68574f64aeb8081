"""The one thing that FFmpeg cannot say of a track in an MP4: that it is there, but off until somebody asks for it.

FFmpeg (9.0, libavformat/movenc.c, `enable_tracks`) enables the first subtitle track of any file that it writes, and
players such as mpv show an enabled one at once. The flag is bit 0 of `tkhd` (ISO/IEC 14496-12, 8.3.2).
"""

from pathlib import Path
from typing import BinaryIO

from dropd.media.mp4_boxes import Box, content_of, inner, whole

SUBTITLES = (b"sbtl", b"subt")
ENABLED = 1
FLAGS_END = 4
"""`tkhd` begins with a byte of version and three of flags; the last one has bit 0."""
HANDLER = slice(8, 12)
"""Where `hdlr` says what its track holds."""


def switch_off_subtitles(film: Path) -> None:
    """Make the subtitles of one of our films such that players offer them but do not show them by themselves."""
    with film.open("r+b") as file:
        for track in inner(file, whole(film), b"moov", b"trak"):
            handlers = [content_of(file, box)[HANDLER] for box in inner(file, track, b"mdia", b"hdlr")]
            if any(handler in SUBTITLES for handler in handlers):
                _switch_off(file, next(inner(file, track, b"tkhd")))


def _switch_off(file: BinaryIO, header: Box) -> None:
    flags = bytearray(content_of(file, header)[:FLAGS_END])
    flags[-1] &= ~ENABLED
    file.seek(header.content)
    file.write(flags)
