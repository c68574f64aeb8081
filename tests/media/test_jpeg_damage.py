"""What is told of JPEGs that are whole at their end, and not inside."""

import io
from pathlib import Path

import pytest
from PIL import Image

from dropd.media.jpeg_damage import complaint_of, tells_of_damage

PHOTO = Path(__file__).parents[2] / "dropd" / "example_pictures" / "forest.jpg"
END = b"\xff\xd9"


def looks_damaged(content: bytes) -> bool:
    complaint = complaint_of(io.BytesIO(content))
    return complaint is not None and tells_of_damage(complaint)


def saved(**options: object) -> bytes:
    buffer = io.BytesIO()
    with Image.open(PHOTO) as photo:
        photo.save(buffer, "JPEG", **options)
    return buffer.getvalue()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_rows": 4}])
def test_a_picture_as_it_was_saved_is_sound(options: dict[str, object]) -> None:
    assert complaint_of(io.BytesIO(saved(**options))) is None


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}])
def test_a_picture_that_was_cut_and_given_an_end_is_damaged(options: dict[str, object]) -> None:
    whole = saved(**options)

    assert looks_damaged(whole[: len(whole) * 2 // 3] + END)


@pytest.mark.parametrize("where", [0.25, 0.5, 0.75])
def test_a_part_that_was_never_written_is_damage(where: float) -> None:
    whole = PHOTO.read_bytes()
    at = int(len(whole) * where)

    assert looks_damaged(whole[:at] + bytes(50_000) + whole[at + 50_000 :])


@pytest.mark.parametrize("options", [{}, {"quality": 40, "optimize": True}])
def test_zeros_up_to_the_end_are_a_part_that_was_never_written(options: dict[str, object]) -> None:
    """Zeros are the shortest code of the second: they are soon used up, and the rest is left over."""
    whole = saved(**options)

    assert looks_damaged(whole[: len(whole) * 3 // 4].ljust(len(whole) - 2, b"\0") + END)


def test_a_few_bytes_over_and_whatever_lies_behind_the_end_are_no_damage() -> None:
    whole = PHOTO.read_bytes()

    assert not looks_damaged(whole[:-2] + b"camera" + END)
    assert not looks_damaged(whole[:-2] + bytes(40) + END)
    assert not looks_damaged(whole + b"a film that a phone has put behind it" * 1000)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_printers_pictures_are_sound(mode: str) -> None:
    buffer = io.BytesIO()
    with Image.open(PHOTO) as photo:
        photo.convert(mode).save(buffer, "JPEG")

    assert complaint_of(buffer) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff" + bytes(100)])
def test_what_is_no_picture_is_left_to_its_decoder(content: bytes) -> None:
    assert complaint_of(io.BytesIO(content)) is not None
    assert not looks_damaged(content)
