"""Files made of pieces that say how long they are: RIFF (WAV, WebP), the boxes of MP4 (M4A, HEIC, AVIF); and zeros."""

from typing import BinaryIO

MOST_PIECES = 1_000_000
"""A file of more pieces than any camera or recorder writes is not walked to its end: it counts as whole."""

ZEROS_BYTES = 64
HOLE_BYTES, BLOCK_BYTES = 4096, 1 << 20
"""Half-written files are written in blocks; cameras leave shorter runs of zeros among what they tell."""

KIND_BYTES = 4
"""Boxes, and the chunks of PNG, are named by four letters."""

RIFF_HEADER_BYTES, CHUNK_HEADER_BYTES, BOX_HEADER_BYTES = 12, 8, 8
MOST_BEHIND_BYTES = 65_536
"""What a writer may put behind a RIFF file; more is sound, by a recorder that sets the length right at its end."""
UNKNOWN_LENGTH = 0x7FFFF000
"""From here on, a WAV that was written to a pipe says that it does not know its length: SoX and eSpeak so much and a
header, arecord 0x80000000 and a header, FFmpeg 0xFFFFFFFF; some write 0."""


def riff_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    """Whether a RIFF or RF64 file is shorter than it says."""
    head = piece(file, 0, 28)
    if head[:4] == b"RF64":  # EBU Tech 3306: the length stands in the chunk ds64
        return int.from_bytes(head[20:28], "little") + 8 > size_bytes
    declared = int.from_bytes(head[4:8], "little")
    is_wave = head[8:12] == b"WAVE"
    if not declared or declared >= UNKNOWN_LENGTH or (is_wave and _has_sound_of_no_length(file)):
        return False
    missing = declared + 8 - size_bytes
    if missing < -MOST_BEHIND_BYTES and is_wave:
        return not _is_chunk(piece(file, declared + 8 + declared % 2, CHUNK_HEADER_BYTES))
    # Many writers of WAV leave out the byte that makes the length of the last chunk even.
    is_forgiven = missing == 1 and is_wave and _lacks_only_padding(file, size_bytes)
    return missing > 0 and not is_forgiven


def boxes_are_cut(file: BinaryIO, size_bytes: int, *, needed: frozenset[bytes]) -> bool:
    """Whether the outermost boxes (ISO/IEC 14496-12, section 4.2) run beyond the end, or one of `needed` is not there.

    What is no box was put behind the last one by somebody, and is passed over.
    """
    at, seen = 0, set()
    for _ in range(MOST_PIECES):
        header = piece(file, at, 16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = max(16, int.from_bytes(header[8:16], "big"))
        kind = header[4:8]
        if len(kind) < KIND_BYTES or not kind.isascii() or 0 < length < BOX_HEADER_BYTES:
            break
        seen.add(kind)
        at += length
        if length == 0:  # up to the end of the file
            break
    return at > size_bytes or not needed <= seen


def ends_in_zeros(file: BinaryIO, size_bytes: int) -> bool:
    """Whether the end looks as if it was reserved, and nothing written there yet. Leaves the file at its beginning."""
    end = piece(file, max(0, size_bytes - ZEROS_BYTES), ZEROS_BYTES)
    file.seek(0)
    return not any(end)


def has_a_hole(file: BinaryIO) -> bool:
    """Whether a part of a file looks reserved, and nothing written there yet. Leaves the file at its beginning."""
    file.seek(0)
    hole, before, has_hole = bytes(HOLE_BYTES), b"", False
    while not has_hole and (block := file.read(BLOCK_BYTES)):
        has_hole = hole in before + block
        before = block[1 - HOLE_BYTES :]
    file.seek(0)
    return has_hole


def piece(file: BinaryIO, at: int, size_bytes: int) -> bytes:
    """Read a piece of a file; shorter at the end of the file."""
    file.seek(at)
    return file.read(size_bytes)


def _has_sound_of_no_length(file: BinaryIO) -> bool:
    """Whether a WAV says that its chunk of sound is empty, as a recorder does that sets the length at its end."""
    at = RIFF_HEADER_BYTES
    for _ in range(MOST_PIECES):
        header = piece(file, at, CHUNK_HEADER_BYTES)
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data" or len(header) < CHUNK_HEADER_BYTES:
            return header == b"data\0\0\0\0"
        at += CHUNK_HEADER_BYTES + length + length % 2
    return False


def _is_chunk(header: bytes) -> bool:
    """Whether a header is that of another chunk, as some programs put their own behind the sound."""
    return len(header) == CHUNK_HEADER_BYTES and header[:4].isascii() and header[:4].decode().isprintable()


def _lacks_only_padding(file: BinaryIO, size_bytes: int) -> bool:
    at = RIFF_HEADER_BYTES
    for _ in range(MOST_PIECES):
        length = int.from_bytes(piece(file, at, CHUNK_HEADER_BYTES)[4:], "little")
        end = at + CHUNK_HEADER_BYTES + length
        if end >= size_bytes:
            return end == size_bytes and length % 2 == 1
        at = end + length % 2
    return True
