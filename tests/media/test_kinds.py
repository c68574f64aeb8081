import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.media.kinds import HEAD_BYTES, may_become_picture, may_become_sound, picture_kind, sound_kind


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def riff(form: bytes, content: bytes) -> bytes:
    return b"RIFF" + (len(content) + 4).to_bytes(4, "little") + form + content


FTYP = box(b"ftyp", b"M4A \0\0\0\0isom")


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
    "head", [b"\xff", b"\xff\xd8", b"\x89PNG\r\n\x1a", b"RIFF\x10\0\0\0WEB", b"\0\0\0\x1cftypmi", b"II", b"B"]
)
@pytest.mark.parametrize("behind", [b"", bytes(100)], ids=["nothing", "zeros"])
def test_the_beginning_of_a_beginning_may_become_a_picture(head: bytes, behind: bytes) -> None:
    written = (head + behind)[:HEAD_BYTES]

    assert picture_kind(written) is None
    assert may_become_picture(written)


@pytest.mark.parametrize("head", [b"\xff", b"RIFF\x10\0\0\0WA", b"fLa", b"Og", b"\0\0\0\x1cft", b"ID"])
@pytest.mark.parametrize("behind", [b"", bytes(100)], ids=["nothing", "zeros"])
def test_the_beginning_of_a_beginning_may_become_a_sound(head: bytes, behind: bytes) -> None:
    written = (head + behind)[:HEAD_BYTES]

    assert sound_kind(written) is None
    assert may_become_sound(written)


def test_zeros_may_become_anything() -> None:
    assert may_become_picture(bytes(HEAD_BYTES))
    assert may_become_sound(bytes(HEAD_BYTES))


@pytest.mark.parametrize(
    "head", [b"hi", b"no!", b"%PDF-1.7\n", b"hello, this is text", b"PK\3\4\x14\0\x08\x08", b"<svg xmlns="]
)
def test_another_kind_of_file_becomes_nothing(head: bytes) -> None:
    assert not may_become_picture(head)
    assert not may_become_sound(head)


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_can_be_looked_at(head: bytes) -> None:
    for question in (picture_kind, sound_kind, may_become_picture, may_become_sound):
        question(head)
