"""Lengths of frames, held against what FFmpeg writes: frame after frame, a whole file comes out to the byte."""

import subprocess

import pytest

from dropd.media.builds import FfmpegBuild
from dropd.media.mpeg_audio import frame_bytes

MP2_RATES_HZ = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
MP3_RATES_HZ = (8000, 11_025, 12_000, *MP2_RATES_HZ)


@pytest.mark.parametrize("kbps", [32, 64, 128, 160])
@pytest.mark.parametrize(
    ("kind", "rate_hz"),
    [*(("mp2", rate_hz) for rate_hz in MP2_RATES_HZ), *(("mp3", rate_hz) for rate_hz in MP3_RATES_HZ)],
)
def test_frames_follow_each_other_to_the_end(build: FfmpegBuild, kind: str, rate_hz: int, kbps: int) -> None:
    sound = encoded(build, kind, rate_hz, kbps)
    assert len(sound) > 1000

    lengths, at = [], 0
    while at < len(sound):
        length = frame_bytes(sound[at : at + 4])
        assert length is not None
        lengths.append(length)
        at += length
    assert at == len(sound)
    assert len(lengths) > 10


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("ff fe c0 00", 416),  # layer 1, 384 kbit/s at 44.1 kHz: 104 slots of four bytes
        ("ff fb 90 64", 417),
        ("ff fb 92 64", 418),  # with a padding byte
        ("ff fb 00 64", None),  # free format
        ("ff fb f0 64", None),
        ("ff fb 9c 64", None),
        ("ff eb 90 64", None),
        ("ff f9 90 64", None),  # ADTS
        ("54 41 47 20", None),
        ("ff fb 90", None),
    ],
)
def test_a_header_tells_the_length_of_its_frame_or_that_it_is_none(header: str, length: int | None) -> None:
    assert frame_bytes(bytes.fromhex(header)) == length


def encoded(build: FfmpegBuild, kind: str, rate_hz: int, kbps: int) -> bytes:
    source = ("-f", "lavfi", "-i", f"anoisesrc=d=1:r={rate_hz}:a=0.2")
    bare = ("-write_xing", "0", "-id3v2_version", "0") if kind == "mp3" else ()
    argv = (build.path, "-v", "error", *source, "-ac", "2", "-b:a", f"{kbps}k", *bare, "-f", kind, "-")
    return subprocess.run(argv, capture_output=True, check=False).stdout
