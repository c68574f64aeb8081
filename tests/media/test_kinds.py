import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.media.kinds import HEAD_BYTES, missing_bytes, picture_kind, sound_kind


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def riff(form: bytes, content: bytes) -> bytes:
    return b"RIFF" + (len(content) + 4).to_bytes(4, "little") + form + content


FTYP = box(b"ftyp", b"M4A \0\0\0\0isom")
LONG_BOX = b"\0\0\0\1mdat" + (116).to_bytes(8, "big") + bytes(100)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (riff(b"WEBP", b""), "WEBP"),
        (box(b"ftyp", b"heic\0\0\0\0mif1heic"), "HEIF"),
        (box(b"ftyp", b"mif1\0\0\0\0mif1avif"), "AVIF"),
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"BM", "BMP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", None),
        (b"\xc5\xd0\xd3\xc6", None),
        (b"%PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"#EXTM3U", None),
        (b"hello", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_content(head: bytes, kind: str | None) -> None:
    assert picture_kind(head) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (riff(b"WAVE", b""), "wav"),
        (b"RF64\xff\xff\xff\xffWAVE", "wav"),
        (b"fLaC", "flac"),
        (b"OggS", "ogg"),
        (FTYP, "mov"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\xff\xf1\x50", "aac"),
        (b"#EXTM3U\n", None),
        (b"ffconcat version 1.0", None),
        (b"<?xml version='1.0'?><MPD>", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_a_sound_is_known_by_its_content(head: bytes, kind: str | None) -> None:
    assert sound_kind(head) == kind


@pytest.mark.parametrize(
    "whole",
    [
        riff(b"WAVE", bytes(100)),
        riff(b"WEBP", bytes(100)),
        FTYP + box(b"mdat", bytes(50)) + box(b"moov", bytes(50)),
        FTYP + LONG_BOX,
        b"\xff\xd8\xff" + bytes(50),
    ],
)
@given(data=st.data())
def test_what_a_file_lacks_is_known_wherever_it_was_cut(whole: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(16, len(whole)))

    missing = missing_bytes(io.BytesIO(whole[:cut]), cut)

    assert 0 <= missing <= len(whole) - cut
    assert missing_bytes(io.BytesIO(whole), len(whole)) == 0


@pytest.mark.parametrize(
    ("whole", "cut", "missing"),
    [
        (riff(b"WEBP", bytes(100)), 1, 1),
        (riff(b"WAVE", bytes(100)), 1, 0),  # the byte that makes the length even; many writers leave it out
        (riff(b"WAVE", bytes(100)), 40, 39),
        (FTYP + LONG_BOX, 30, 30),
        (FTYP + box(b"moov", bytes(50)) + box(b"mdat", bytes(50)), 1, 1),
    ],
)
def test_missing_bytes_are_counted(whole: bytes, cut: int, missing: int) -> None:
    assert missing_bytes(io.BytesIO(whole[:-cut]), len(whole) - cut) == missing


@pytest.mark.parametrize(
    "whole",
    [
        b"RIFF\xff\xff\xff\xffWAVE" + bytes(20),
        b"RIFF\0\0\0\0WAVE" + bytes(20),
        FTYP + b"\0\0\0\0mdat" + bytes(20),
        FTYP + b"\x7f\xff\xff\xff\xff\xd8\xff\xe0" + bytes(20),
        FTYP + b"\0\0\0\3abcd" + bytes(20),
    ],
    ids=["piped wav", "wav without length", "box to the end", "junk behind", "box of no length"],
)
def test_a_length_that_means_nothing_is_not_believed(whole: bytes) -> None:
    assert missing_bytes(io.BytesIO(whole), len(whole)) == 0


@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(content: bytes) -> None:
    file = io.BytesIO(content)

    missing_bytes(file, len(content))
    picture_kind(content[:HEAD_BYTES])
    sound_kind(content[:HEAD_BYTES])

    assert file.tell() == 0
