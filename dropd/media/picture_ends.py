"""Has a picture its end? Asked of the structure that each format has; what lies behind the end is nobody's business.

Decoders are no judges of that: libjpeg decodes a file whose second half is zeros without a word.
"""

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from dropd.media.containers import KIND_BYTES, MOST_PIECES, boxes_are_cut, piece, riff_is_cut
from dropd.media.kinds import PictureKind
from dropd.media.tiff_end import tiff_is_cut

BLOCK_BYTES = 1 << 16

JPEG_MARKER_BYTES = 2

PNG_SIGNATURE_BYTES, PNG_CHUNK_BYTES = 8, 12
GIF_HEADER_BYTES, GIF_IMAGE_BYTES = 13, 10
EXTENSION, IMAGE, TRAILER = b"!", b",", b";"
BMP_LEAST_BYTES = 26

# In the coded pixels FF is followed by 00, or by the number of a restart.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_EOI, _SOI, _SOS, _TEM = 0xD9, 0xD8, 0xDA, 0x01
_END = bytes((0xFF, _EOI))


def picture_is_cut(file: BinaryIO, kind: PictureKind, size_bytes: int) -> bool:
    """Whether an open picture of `size_bytes` ends before its end. Leaves the file at its beginning."""
    is_cut = _IS_CUT[kind](file, size_bytes)
    file.seek(0)
    return is_cut


def _jpeg_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    """Look for the end marker behind the pixels; the one of a thumbnail lies within a segment."""
    at, has_pixels = 2, False
    for _ in range(MOST_PIECES):
        at = _next_marker(file, at)
        marker = piece(file, at, 4)
        if len(marker) < JPEG_MARKER_BYTES:
            break
        if marker[1] == _EOI:
            return False
        has_pixels |= marker[1] == _SOS
        bare = marker[1] in (_SOI, _TEM)
        at += 2 if bare else 2 + max(2, int.from_bytes(marker[2:4], "big"))
        if at > size_bytes:
            break
    else:
        return False
    # What is damaged among the pixels may look like a segment that leads beyond the end.
    return not (has_pixels and piece(file, size_bytes - JPEG_MARKER_BYTES, JPEG_MARKER_BYTES) == _END)


def _next_marker(file: BinaryIO, at: int) -> int:
    file.seek(at)
    kept = b""
    while block := file.read(BLOCK_BYTES):
        found = _JPEG_MARKER.search(kept + block)
        if found:
            return at - len(kept) + found.start()
        at += len(block)
        kept = block[-1:]
    return at


def _png_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    at = PNG_SIGNATURE_BYTES
    for _ in range(MOST_PIECES):
        header = piece(file, at, 8)
        kind = header[4:]
        if len(kind) < KIND_BYTES or b"\0" in kind:
            return True  # zeros were reserved, and nothing written there yet
        if not kind.isalpha():
            return False  # damaged: the decoder says so
        at += PNG_CHUNK_BYTES + int.from_bytes(header[:4], "big")
        if kind == b"IEND" or at > size_bytes:
            return at > size_bytes
    return False


def _gif_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    at = GIF_HEADER_BYTES + _colour_table_bytes(piece(file, 10, 1))
    for _ in range(MOST_PIECES):
        block = piece(file, at, 16)
        if not any(block):
            return True
        if block[:1] == TRAILER:
            return False
        if block[:1] == EXTENSION:
            at = _behind_sub_blocks(file, at + 2)
        elif block[:1] == IMAGE:
            at = _behind_sub_blocks(file, at + GIF_IMAGE_BYTES + _colour_table_bytes(block[9:10]) + 1)
        else:
            at += 1  # some writers put a zero between blocks; all decoders skip it
        if at > size_bytes:
            return True
    return False


def _colour_table_bytes(flags: bytes) -> int:
    return 3 * 2 ** ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _behind_sub_blocks(file: BinaryIO, at: int) -> int:
    file.seek(at)
    for _ in range(MOST_PIECES):
        length = file.read(1)
        at += 1 + (length[0] if length else 0)
        if not length or not length[0]:
            break
        file.seek(at)
    return at


def _bmp_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    declared = int.from_bytes(piece(file, 2, 4), "little")  # some writers leave it at 0
    return size_bytes < max(BMP_LEAST_BYTES, declared)


def _heif_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    return boxes_are_cut(file, size_bytes, needed=frozenset({b"meta", b"mdat"}))


_IS_CUT: Mapping[PictureKind, Callable[[BinaryIO, int], bool]] = {
    "JPEG": _jpeg_is_cut,
    "PNG": _png_is_cut,
    "WEBP": riff_is_cut,
    "HEIF": _heif_is_cut,
    "AVIF": _heif_is_cut,
    "GIF": _gif_is_cut,
    "TIFF": tiff_is_cut,
    "BMP": _bmp_is_cut,
}
