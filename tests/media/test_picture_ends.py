"""What each format says of its end; that real pictures cut at any place are found is tested with the verdicts."""

import io
import struct
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dropd.media.kinds import PictureKind
from dropd.media.picture_ends import picture_is_cut

KINDS: tuple[PictureKind, ...] = get_args(PictureKind)
HEADS = {
    "JPEG": b"\xff\xd8\xff\xe0",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "WEBP": b"RIFF",
    "HEIF": b"\0\0\0\x18ftypheic",
    "AVIF": b"\0\0\0\x18ftypavif",
    "GIF": b"GIF89a",
    "TIFF": b"II*\0\x08\0\0\0",
    "BMP": b"BM",
}


def saved(kind: str, picture: Image.Image | None = None, **options: object) -> bytes:
    buffer = io.BytesIO()
    (picture or Image.effect_noise((40, 30), 90).convert("RGB")).save(buffer, kind, **options)
    return buffer.getvalue()


def is_cut(kind: PictureKind, content: bytes) -> bool:
    return picture_is_cut(io.BytesIO(content), kind, len(content))


JPEG, PNG, GIF = saved("JPEG"), saved("PNG"), saved("GIF")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("JPEG", JPEG + bytes(5000)),
        ("JPEG", JPEG + JPEG[: len(JPEG) // 2]),
        ("JPEG", JPEG + b"\0\0\0\x18ftypmp42" + bytes(100)),
        ("JPEG", JPEG[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(JPEG)) + JPEG + JPEG[2:]),
        ("JPEG", JPEG[:2] + b"\xff\xff" + JPEG[2:]),
        ("JPEG", saved("JPEG", progressive=True)),
        ("JPEG", saved("JPEG", restart_marker_blocks=1)),
        ("PNG", PNG + b"trailing garbage"),
        ("PNG", PNG + bytes(100)),
        ("GIF", GIF + bytes(20)),
        ("GIF", GIF[:-1] + b"\0;"),
        ("GIF", saved("GIF", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])),
        ("TIFF", saved("TIFF") + b"behind"),
        ("TIFF", saved("TIFF", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])),
        ("BMP", saved("BMP") + b"\0\0"),
        ("BMP", b"BM\0\0\0\0" + saved("BMP")[6:]),
    ],
    ids=[
        "zeros behind a jpeg", "second picture of a phone", "film of a motion photo", "thumbnail", "fill bytes",
        "progressive", "restarts", "junk behind a png", "zeros behind a png", "zeros behind a gif",
        "zero between blocks", "animation", "junk behind a tiff", "two pages", "padding behind a bmp", "no length",
    ],
)  # fmt: skip
def test_an_odd_but_whole_picture_is_not_cut(kind: PictureKind, content: bytes) -> None:
    assert not is_cut(kind, content)


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_picture() -> None:
    whole = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(JPEG)) + JPEG + JPEG[2:]

    assert is_cut("JPEG", whole[: len(JPEG) + 200])


@pytest.mark.parametrize("kind", KINDS)
@given(behind=st.binary(max_size=300) | st.lists(st.sampled_from([b"\0", b"\xff", b"!", b",", b"\1"])).map(b"".join))
def test_any_bytes_can_be_walked(kind: PictureKind, behind: bytes) -> None:
    file = io.BytesIO(HEADS[kind] + behind)

    picture_is_cut(file, kind, len(HEADS[kind] + behind))

    assert file.tell() == 0
