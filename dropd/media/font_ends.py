"""Is a dropped font whole? By its own table of contents; what is in the tables, HarfBuzz sanitizes when it opens them.

OpenType 1.9.1, "Organization of an OpenType Font": a head of 12 bytes, then 16 bytes for each table with its place
and its length (https://learn.microsoft.com/typography/opentype/spec/otff).
"""

import os
import struct
from typing import BinaryIO

from dropd.errors import MediaFault
from dropd.media.unfinished import UnfinishedMedia

FONT_ENDINGS = frozenset({".ttf", ".otf"})
MAX_FONT_BYTES = 64_000_000
_KINDS = (b"\0\1\0\0", b"OTTO", b"true")
_HEAD, _ENTRY = struct.Struct(">4sH6x"), struct.Struct(">4s4xII")


def check_font(file: BinaryIO, name: str) -> None:
    """Raise UnfinishedMedia for a font that was cut off, MediaFault for what is no TrueType or OpenType font."""
    size_bytes = os.fstat(file.fileno()).st_size
    file.seek(0)
    head = file.read(_HEAD.size)
    if not head.strip(b"\0"):
        raise UnfinishedMedia(name)
    if head[:4] not in _KINDS:
        raise MediaFault(f"{name} is not a font that dropd can read.", hint="Use a TTF or OTF file.", file=name)
    if size_bytes > MAX_FONT_BYTES:
        raise MediaFault(f"{name} is too large for a font.", hint="Use a font of less than 64 MB.", file=name)
    if len(head) < _HEAD.size or size_bytes < _end(file, head):
        raise UnfinishedMedia(name)


def _end(file: BinaryIO, head: bytes) -> int:
    """Where the last table ends, in bytes; beyond the file if the table of contents itself is cut off."""
    count = _HEAD.unpack(head)[1]
    listed = file.read(count * _ENTRY.size)
    if len(listed) < count * _ENTRY.size:
        return MAX_FONT_BYTES + 1
    return max((place + length for _, place, length in _ENTRY.iter_unpack(listed)), default=0)
