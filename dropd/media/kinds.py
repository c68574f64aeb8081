"""What a file really is, by its first bytes: the ending of a name is never believed."""

from typing import Literal

HEAD_BYTES = 64
"""How much of a file the functions here need to see."""

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
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # Frame sync of MPEG audio; the two layer bits are zero in ADTS AAC only.
        return "mp3" if head[1] & 0x06 else "aac"
    return None


def missing_bytes(head: bytes, size_bytes: int) -> int:
    """How many bytes a RIFF file (WAV, WebP) says it has beyond its present size; 0 for every other file.

    A WAV that was written to a pipe says 0 or 0xFFFFFFFF, which means nothing.
    """
    if head[:4] != b"RIFF" or len(head) < 12:
        return 0
    declared = int.from_bytes(head[4:8], "little") + 8
    streamed = declared <= 8 or declared >= 0xFFFFFFFF
    return 0 if streamed else max(0, declared - size_bytes - 1)


def _heif_kind(head: bytes) -> PictureKind | None:
    brands = {head[at : at + 4] for at in (8, *range(16, len(head) - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIF" if brands & {b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis"} else None
