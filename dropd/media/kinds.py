"""What a file really is, by its own first bytes: the ending of a name is never believed."""

from collections.abc import Iterable, Mapping
from typing import Literal

HEAD_BYTES = 64
"""How much of a file tells its kind."""

PictureKind = Literal["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP"]
"""Pillow's name of a format that dropd decodes. Everything else, EPS, PDF and SVG among them, is refused."""

SoundKind = Literal["wav", "mp3", "mov", "flac", "ogg", "aac"]
"""FFmpeg's name of the demuxer that a sound is opened with, whatever it claims to be."""

PICTURE_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".tif", ".tiff", ".bmp"}
)

BOXES = b"\0\0..ftyp"
"""How MP4 begins and all that is built like it; the brands that follow say what it is."""

# A dot stands for any byte.
_PICTURES: Mapping[bytes, PictureKind] = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"RIFF....WEBP": "WEBP",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
}
_SOUNDS: Mapping[bytes, SoundKind] = {
    b"RIFF....WAVE": "wav",
    b"RF64....WAVE": "wav",
    b"fLaC": "flac",
    b"OggS": "ogg",
    BOXES: "mov",
    b"ID3": "mp3",
}
_BRANDS: Mapping[bytes, PictureKind] = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis"), "HEIF"),
}
_MPEG_SYNC = 0xFFE0


def picture_kind(head: bytes) -> PictureKind | None:
    """Given the first bytes of a file, return which picture it is, or None."""
    if _begins(head, BOXES):
        brands = {head[at : at + 4] for at in (8, *range(16, len(head) - 3, 4))}
        return next((kind for brand, kind in _BRANDS.items() if brand in brands), None)
    return next((kind for signature, kind in _PICTURES.items() if _begins(head, signature)), None)


def sound_kind(head: bytes) -> SoundKind | None:
    """Given the first bytes of a file, return the demuxer for it, or None if it is no sound that dropd reads."""
    if int.from_bytes(head[:2], "big") & _MPEG_SYNC == _MPEG_SYNC:
        # Frame sync of MPEG audio; the two layer bits are zero in ADTS AAC only.
        return "mp3" if head[1] & 0x06 else "aac"
    return next((kind for signature, kind in _SOUNDS.items() if _begins(head, signature)), None)


def may_become_picture(head: bytes) -> bool:
    """Whether a head that tells no kind is only the beginning of a picture's, alone or before zeros."""
    return _is_begun(head, (*_PICTURES, BOXES)) or _has_half_its_brands(head)


def may_become_sound(head: bytes) -> bool:
    """Whether a head that tells no kind is only the beginning of a sound's, alone or before zeros."""
    return _is_begun(head, (*_SOUNDS, b"\xff\xfb"))


def _is_begun(head: bytes, signatures: Iterable[bytes]) -> bool:
    # A writer who reserves the whole file first leaves zeros where nothing is written yet.
    written = head.rstrip(b"\0")
    return any(len(written) < len(signature) and _agree(written, signature) for signature in signatures)


def _has_half_its_brands(head: bytes) -> bool:
    has_no_brand = len(head.rstrip(b"\0")) < len(BOXES) + 4
    return _begins(head, BOXES) and (has_no_brand or len(head) < min(HEAD_BYTES, int.from_bytes(head[:4], "big")))


def _begins(head: bytes, signature: bytes) -> bool:
    return len(head) >= len(signature) and _agree(head, signature)


def _agree(head: bytes, signature: bytes) -> bool:
    """Whether two texts do not differ as far as both go."""
    return all(wanted in (byte, 0x2E) for byte, wanted in zip(head, signature, strict=False))
