"""What a file really is, by its own bytes: the ending of a name is never believed."""

from typing import BinaryIO, Literal

HEAD_BYTES = 64
"""How much of a file tells its kind."""

MOST_BOXES = 10_000
"""A file of more boxes than any camera or recorder writes is not walked to its end."""

MPEG_SYNC = 0xFFE0
RIFF_HEADER_BYTES, BOX_HEADER_BYTES = 12, 8
UNKNOWN_LENGTHS = (0, 0xFFFFFFFF - 8, 0xFFFFFFFF)
"""What a WAV says of its length that was written to a pipe."""

PictureKind = Literal["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP"]
"""Pillow's name of a format that dropd decodes. Everything else, EPS, PDF and SVG among them, is refused."""

SoundKind = Literal["wav", "mp3", "mov", "flac", "ogg", "aac"]
"""FFmpeg's name of the demuxer that a sound is opened with, whatever it claims to be."""

PICTURE_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".tif", ".tiff", ".bmp"}
)
SOUND_ENDINGS = frozenset({".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus"})


def picture_kind(head: bytes) -> PictureKind | None:  # noqa: PLR0911 - one line a format reads best
    """Given the first bytes of a file, return which picture it is, or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _heif_kind(head)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if head.startswith(b"BM"):
        return "BMP"
    return None


def sound_kind(head: bytes) -> SoundKind | None:  # noqa: PLR0911 - one line a format reads best
    """Given the first bytes of a file, return the demuxer for it, or None if it is no sound that dropd reads."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        return "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    if head.startswith(b"ID3"):
        return "mp3"
    if int.from_bytes(head[:2], "big") & MPEG_SYNC == MPEG_SYNC:
        # Frame sync of MPEG audio; the two layer bits are zero in ADTS AAC only.
        return "mp3" if head[1] & 0x06 else "aac"
    return None


def missing_bytes(file: BinaryIO, size_bytes: int) -> int:
    """How many bytes an open file says it has beyond its present size: RIFF (WAV, WebP), MP4 (M4A, HEIC, AVIF).

    0 for every other file. Leaves the file at its beginning.
    """
    file.seek(0)
    head = file.read(RIFF_HEADER_BYTES)
    if head[:4] == b"RIFF" and len(head) == RIFF_HEADER_BYTES:
        missing = _missing_of_riff(head, size_bytes)
    elif head[4:8] == b"ftyp":
        missing = _missing_of_boxes(file, size_bytes)
    else:
        missing = 0
    file.seek(0)
    return missing


def _missing_of_riff(head: bytes, size_bytes: int) -> int:
    declared = int.from_bytes(head[4:8], "little")
    # Many writers of WAV leave out the byte that makes the length even.
    forgiven = 1 if head[8:12] == b"WAVE" else 0
    return 0 if declared in UNKNOWN_LENGTHS else max(0, declared + 8 - size_bytes - forgiven)


def _missing_of_boxes(file: BinaryIO, size_bytes: int) -> int:
    """Walk the outermost boxes of ISO/IEC 14496-12, section 4.2: each says how long it is."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + BOX_HEADER_BYTES > size_bytes:
            break
        file.seek(at)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        # 0 means up to the end of the file; what is no box was put behind the last one by somebody.
        if length < BOX_HEADER_BYTES or not header[4:8].isascii():
            return 0
        at += length
    return max(0, at - size_bytes)


def _heif_kind(head: bytes) -> PictureKind | None:
    brands = {head[at : at + 4] for at in (8, *range(16, len(head) - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIF" if brands & {b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis"} else None
