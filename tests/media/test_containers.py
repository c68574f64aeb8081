import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.media.containers import boxes_are_cut, ends_in_zeros, has_a_hole, riff_is_cut


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def riff(form: bytes, *lengths: int, pads: bool = True) -> bytes:
    """A RIFF file of chunks of so many bytes."""
    chunks = b"".join(
        b"data" + length.to_bytes(4, "little") + b"x" * length + b"\0" * (length % 2) for length in lengths
    )
    whole = b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + form + chunks
    return whole if pads else whole[:-1]


FTYP = box(b"ftyp", b"M4A \0\0\0\0isom")
MOOV = box(b"moov", bytes(50))
LONG_BOX = b"\0\0\0\1mdat" + (116).to_bytes(8, "big") + bytes(100)
NEEDED = frozenset({b"moov"})


def is_cut_riff(content: bytes) -> bool:
    return riff_is_cut(io.BytesIO(content), len(content))


def are_cut_boxes(content: bytes) -> bool:
    return boxes_are_cut(io.BytesIO(content), len(content), needed=NEEDED)


@pytest.mark.parametrize("whole", [riff(b"WAVE", 16, 100), riff(b"WEBP", 99), riff(b"WAVE", 16, 99)])
@given(data=st.data())
def test_a_riff_file_is_cut_wherever_it_was_cut(whole: bytes, data: st.DataObject) -> None:
    is_odd_wav = whole[8:12] == b"WAVE" and whole[-1:] == b"\0"
    at = data.draw(st.integers(12, len(whole) - (2 if is_odd_wav else 1)))

    assert is_cut_riff(whole[:at])
    assert not is_cut_riff(whole)
    assert not is_cut_riff(whole + b"behind")


def test_the_byte_that_makes_a_wav_even_may_be_left_out() -> None:
    assert not is_cut_riff(riff(b"WAVE", 16, 99, pads=False))
    assert is_cut_riff(riff(b"WAVE", 16, 100)[:-1])
    assert is_cut_riff(riff(b"WEBP", 99, pads=False))


def test_much_more_sound_than_a_wav_says_is_one_that_is_still_recorded() -> None:
    recorded = riff(b"WAVE", 16, 100)

    assert is_cut_riff(recorded + b"\x01\xff" * 40_000)
    assert is_cut_riff(recorded + bytes(80_000))
    assert not is_cut_riff(recorded + b"\x01\xff" * 4000)
    assert not is_cut_riff(recorded + b"_PMX" + bytes(80_000)), "a chunk that a program has put behind it"
    assert not is_cut_riff(riff(b"WEBP", 16, 100) + bytes(80_000))


@pytest.mark.parametrize(
    "whole",
    [
        b"RIFF\xff\xff\xff\xffWAVE" + bytes(20),
        b"RIFF\0\0\0\0WAVE" + bytes(20),
        b"RIFF\x24\xf0\xff\x7fWAVE" + bytes(20),
        b"RIFF\x24\0\0\x80WAVE" + bytes(20),
        riff(b"WAVE", 16)[:-4] + b"\0" * 4 + b"data\0\0\0\0" + b"\1\xff" * 50_000,
    ],
    ids=["FFmpeg", "no length", "SoX", "arecord", "sound of no length"],
)
def test_a_length_that_means_nothing_is_not_believed(whole: bytes) -> None:
    assert not is_cut_riff(whole)


def test_a_wav_beyond_four_gigabytes_says_its_length_in_its_first_chunk() -> None:
    whole = b"RF64\xff\xff\xff\xffWAVEds64" + (28).to_bytes(4, "little") + (120).to_bytes(8, "little") + bytes(100)

    assert not is_cut_riff(whole)
    assert is_cut_riff(whole[:-1])


@pytest.mark.parametrize("whole", [FTYP + box(b"mdat", bytes(50)) + MOOV, FTYP + MOOV + LONG_BOX])
@given(data=st.data())
def test_boxes_are_cut_wherever_they_were_cut(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    borders = {len(FTYP + MOOV)}  # with all that is needed before it

    assert are_cut_boxes(whole[:at]) or any(0 <= at - border < 8 for border in borders)
    assert not are_cut_boxes(whole)


@pytest.mark.parametrize(
    "behind",
    [b"\0\0\0\0mdat" + bytes(20), b"\x7f\xff\xff\xff\xff\xd8\xff\xe0" + bytes(20), b"\0\0\0\3abcd" + bytes(20), b"\n"],
    ids=["box to the end", "no name", "no length", "line end"],
)
def test_what_lies_behind_the_last_box_is_passed_over(behind: bytes) -> None:
    assert not are_cut_boxes(FTYP + MOOV + behind)


@pytest.mark.parametrize(("content", "expected"), [(b"a" + bytes(64), True), (b"a" + bytes(63), False), (b"", True)])
def test_zeros_at_the_end_are_seen(content: bytes, *, expected: bool) -> None:
    file = io.BytesIO(content)

    assert ends_in_zeros(file, len(content)) is expected
    assert file.tell() == 0


@given(st.binary(max_size=200))
def test_any_bytes_can_be_walked(content: bytes) -> None:
    are_cut_boxes(FTYP + content)
    is_cut_riff(b"RIFF" + content)
    is_cut_riff(b"RF64" + content)


@pytest.mark.parametrize("at", [0, 1000, (1 << 20) - 2000, 1 << 20])
def test_a_hole_is_found_wherever_it_lies(at: int) -> None:
    content = bytearray(b"\1" * (1 << 21))
    content[at : at + 4096] = bytes(4096)

    assert has_a_hole(io.BytesIO(content))
    content[at + 100] = 1
    assert not has_a_hole(io.BytesIO(content))
