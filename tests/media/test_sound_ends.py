"""What each format says of its end; that real sounds cut at any place are found is tested with the verdicts."""

import io
import struct
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.media.kinds import SoundKind
from dropd.media.sound_ends import flac_length, sound_is_cut

BEGINS, ENDS = 2, 4


def is_cut(kind: SoundKind, content: bytes) -> bool:
    return sound_is_cut(io.BytesIO(content), kind, len(content))


def page(flags: int = 0, serial: int = 1, size: int = 300) -> bytes:
    lengths = bytes([255] * (size // 255) + [size % 255])
    return b"OggS\0" + struct.pack("<BQIIIB", flags, 0, serial, 0, 0, len(lengths)) + lengths + b"x" * size


def mp3(*, flags: int, frames: int = 2, says_bytes: int = 834, tag: bytes = b"") -> bytes:
    header = b"\xff\xfb\x90\x64" + bytes(32) + b"Info" + struct.pack(">III", flags, frames, says_bytes)
    return tag + header.ljust(417, b"\0") + b"\xff\xfb\x90\x64" + bytes(413)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((page(BEGINS), page(), page(ENDS)), False),
        ((page(BEGINS | ENDS),), False),
        ((page(BEGINS), page(ENDS), page(BEGINS, 2), page(ENDS, 2)), False),
        ((page(BEGINS), page(ENDS), b"TAG" + bytes(125)), False),
        ((page(BEGINS), page()), True),
        ((page(BEGINS), page(BEGINS, 2), page(ENDS, 2)), True),
        ((page(BEGINS), page(ENDS), page(BEGINS, 2)), True),
        ((page(BEGINS), page(ENDS)[:-1]), True),
        ((page(BEGINS), bytes(500)), True),
    ],
    ids=["whole", "one page", "chained", "tag behind", "no end", "one of two", "half a chain", "half a page", "zeros"],
)
def test_every_stream_of_an_ogg_has_its_last_page(pages: tuple[bytes, ...], *, expected: bool) -> None:
    assert is_cut("ogg", b"".join(pages)) is expected


@pytest.mark.parametrize("tag", [b"", b"ID3\x04\0\0\0\0\1\0" + bytes(128)], ids=["bare", "tagged"])
def test_an_mp3_with_a_header_of_its_length_is_cut_when_it_is_shorter(tag: bytes) -> None:
    whole = mp3(flags=3, tag=tag)

    assert not is_cut("mp3", whole)
    assert not is_cut("mp3", whole + b"TAG" + bytes(125))
    assert is_cut("mp3", whole[:-1])


def test_an_mp3_may_say_its_bytes_without_its_frames() -> None:
    frames_left_out = mp3(flags=2, frames=834, says_bytes=0)

    assert not is_cut("mp3", frames_left_out)
    assert is_cut("mp3", frames_left_out[:-1])


MP3_FRAME = b"\xff\xfb\x90\x64" + bytes(413)
ADTS_FRAME = bytes.fromhex("fff14c802fbffc") + bytes(374)


@pytest.mark.parametrize(("kind", "frame"), [("mp3", MP3_FRAME), ("aac", ADTS_FRAME)])
def test_frames_alone_are_cut_within_a_frame_and_between_two_nothing_can_be_told(kind: SoundKind, frame: bytes) -> None:
    assert not is_cut(kind, frame * 3)
    assert is_cut(kind, (frame * 3)[:-1])
    assert is_cut(kind, (frame * 3)[: -len(frame) + 8])
    assert not is_cut(kind, frame * 2)


@pytest.mark.parametrize(("kind", "frame"), [("mp3", MP3_FRAME), ("aac", ADTS_FRAME)])
def test_zeros_between_frames_are_a_part_that_has_not_come(kind: SoundKind, frame: bytes) -> None:
    assert is_cut(kind, frame * 3 + bytes(20_000) + frame * 3)
    assert is_cut(kind, frame * 3 + bytes(20_000))
    assert not is_cut(kind, frame * 3 + bytes(1000))


def test_what_pads_a_tag_or_a_whole_mp3_is_no_part_of_the_sound() -> None:
    tag = b"ID3\x04\0\0\0\0\1\0" + bytes(128)

    assert not is_cut("mp3", tag + bytes(8192) + MP3_FRAME * 3)
    assert not is_cut("mp3", mp3(flags=3) + bytes(8192))
    assert is_cut("mp3", (MP3_FRAME * 3)[:-50] + b"TAG" + bytes(125))
    assert not is_cut("mp3", MP3_FRAME * 3 + b"TAG" + bytes(125))


@pytest.mark.parametrize(
    "behind", [b"TAG" + bytes(125), b"APETAGEX" + bytes(9000), b"LYRICSBEGIN", b"ID3\x04" + bytes(9000)]
)
def test_a_tag_behind_the_frames_is_no_part_of_the_sound(behind: bytes) -> None:
    assert not is_cut("mp3", MP3_FRAME * 3 + behind)


def test_an_mp3_within_its_tag_is_cut() -> None:
    tag = b"ID3\x04\0\0\0\0\x07\x68" + bytes(1000)

    assert is_cut("mp3", b"ID3\x04")
    assert is_cut("mp3", tag[:500])
    assert is_cut("mp3", tag)


def test_a_flac_says_its_length() -> None:
    packed = (44_100 << 44 | 1 << 41 | 15 << 36 | 123_456).to_bytes(8, "big")

    assert flac_length(io.BytesIO(b"fLaC\0\0\0\x22" + bytes(10) + packed)) == (123_456, 44_100)


@given(st.sampled_from([b"OggS", b"ID3", b"\xff\xfb", b"fLaC"]), st.binary(max_size=300))
def test_any_bytes_can_be_walked(head: bytes, behind: bytes) -> None:
    for kind in get_args(SoundKind):
        is_cut(kind, head + behind)
    flac_length(io.BytesIO(head + behind))
