"""Has a sound its end? Asked of the structure of its format. MP3 and ADTS, cut between two frames, look whole."""

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from dropd.media import adts, mpeg_audio
from dropd.media.containers import MOST_PIECES, boxes_are_cut, piece, riff_is_cut
from dropd.media.kinds import SoundKind

OGG_HEADER_BYTES = 27
OGG_BEGINS, OGG_ENDS = 0x02, 0x04
"""Flags of a page (RFC 3533, section 6)."""

FRAME_HEADER_BYTES = max(adts.HEADER_BYTES, mpeg_audio.HEADER_BYTES)
HOLE_BYTES = 4096
"""More zeros than stand between two frames, or behind the last one."""

ID3_HEADER_BYTES, ID3V1_BYTES = 10, 128
MOST_PADDING_BYTES = 1 << 20
XING_HAS_FRAMES, XING_HAS_BYTES = 1, 2

# In the first frame, behind its header and side information: 13 to 38 bytes.
_XING = re.compile(rb"\xff[\xe0-\xff].{11,36}?(?:Xing|Info)(.{4})", re.DOTALL)


def sound_is_cut(file: BinaryIO, kind: SoundKind, size_bytes: int) -> bool:
    """Whether an open sound of `size_bytes` ends before its end, as far as its format tells.

    Leaves the file at its beginning. For FLAC only decoding tells: see `flac_length`.
    """
    is_cut = _IS_CUT.get(kind)
    answer = is_cut is not None and is_cut(file, size_bytes)
    file.seek(0)
    return answer


def flac_length(file: BinaryIO) -> tuple[int, int]:
    """The samples and the rate in Hz that a FLAC says it has (RFC 9639, section 8.2); 0 samples mean unknown."""
    packed = int.from_bytes(piece(file, 18, 8), "big")
    file.seek(0)
    return packed & (2**36 - 1), packed >> 44


def _ogg_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    """Walk the pages; each stream that began must end, also where several follow each other."""
    at, going = 0, set()
    for _ in range(MOST_PIECES):
        header = piece(file, at, OGG_HEADER_BYTES + 255)
        if header[:4] != b"OggS" or len(header) < OGG_HEADER_BYTES:
            break
        flags, serial, segments = header[5], header[14:18], header[26]
        lengths = header[OGG_HEADER_BYTES : OGG_HEADER_BYTES + segments]
        at += OGG_HEADER_BYTES + segments + sum(lengths)
        if flags & OGG_BEGINS:
            going.add(serial)
        if at > size_bytes:
            return True
        if flags & OGG_ENDS:
            going.discard(serial)
    return bool(going) or at == 0


def _mp3_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    """Ask the ID3 tag at the beginning how long it is, a Xing or Info header how long the sound is, and its frames."""
    start = _behind_id3(file)
    if piece(file, max(start, size_bytes - ID3V1_BYTES), 3) == b"TAG":
        size_bytes -= ID3V1_BYTES
    start += _zeros_at(file, start)
    length_bytes = _xing_bytes(piece(file, start, 256))
    if start >= size_bytes or size_bytes - start < length_bytes:
        return True
    until = start + length_bytes if length_bytes else None
    return _frames_are_cut(file, start, size_bytes, mpeg_audio.frame_bytes, until=until)


def _zeros_at(file: BinaryIO, at: int) -> int:
    """How many zeros pad a tag before the first frame."""
    padding = piece(file, at, MOST_PADDING_BYTES)
    return len(padding) - len(padding.lstrip(b"\0"))


def _xing_bytes(head: bytes) -> int:
    """How long the sound is, by the header that most encoders put into its first frame; 0 where it does not say."""
    found = _XING.match(head)
    flags = int.from_bytes(found[1], "big") if found else 0
    if found is None or not flags & XING_HAS_BYTES:
        return 0
    place = found.end() + (4 if flags & XING_HAS_FRAMES else 0)
    return int.from_bytes(head[place : place + 4], "big")


def _adts_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    return _frames_are_cut(file, 0, size_bytes, adts.packet_bytes)


def _frames_are_cut(
    file: BinaryIO, start: int, size_bytes: int, length_of: Callable[[bytes], int | None], *, until: int | None = None
) -> bool:
    """Whether the last frame is not whole, or frames break off in zeros: reserved, and never written.

    Players pass over both without a word, and words are missing. What else follows the frames is a tag; what comes
    from `until` on, where that is known, is no part of the sound.
    """
    at, end = start, size_bytes if until is None else until
    for _ in range(MOST_PIECES):
        if at >= end:
            break
        length = length_of(piece(file, at, FRAME_HEADER_BYTES))
        if length is None:
            hole = piece(file, at, HOLE_BYTES)
            return len(hole) == HOLE_BYTES and not any(hole)
        at += length
    return at > size_bytes


def _behind_id3(file: BinaryIO) -> int:
    """Where the first frame begins: an ID3v2 tag says its length in four bytes of seven bits."""
    head = piece(file, 0, ID3_HEADER_BYTES)
    if head[:3] != b"ID3":
        return 0
    if len(head) < ID3_HEADER_BYTES:
        return ID3_HEADER_BYTES
    length = 0
    for digit in head[6:10]:
        length = length << 7 | digit & 0x7F
    has_footer = bool(head[5] & 0x10)
    return ID3_HEADER_BYTES * (2 if has_footer else 1) + length


def _m4a_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    return boxes_are_cut(file, size_bytes, needed=frozenset({b"moov", b"mdat"}))


_IS_CUT: Mapping[SoundKind, Callable[[BinaryIO, int], bool]] = {
    "wav": riff_is_cut,
    "ogg": _ogg_is_cut,
    "mp3": _mp3_is_cut,
    "mov": _m4a_is_cut,
    "aac": _adts_is_cut,
}
