import subprocess
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import x264
from dropd.media.ffmpeg import ticks
from dropd.media.fragments import ChunkFile, joined

PLAYER = ("-v", "error", "-i", "pipe:0", "-f", "framecrc", "-")


def chunk(path: Path, frames: int, level: int, build: FfmpegBuild, fps: Fraction) -> ChunkFile:
    """Frames of 64 x 64 in greys of their own."""
    greys = [bytes([(level + 3 * frame) % 256]) * 4096 + bytes([128]) * 2048 for frame in range(frames)]
    with path.open("wb") as file, TemporaryFile() as listing:
        files = file.fileno(), listing.fileno()
        output = ffmpeg.listed_fragment(*files, fps)
        argv = ffmpeg.encode_frames(
            build.path, width_px=64, height_px=64, fps=fps, encoding=x264("fast", 18), output=output
        )
        subprocess.run(argv, input=b"".join(greys), check=True, pass_fds=files)
    return ChunkFile(path, ticks(frames, fps))


def times(film: bytes, build: FfmpegBuild) -> list[int]:
    shown = subprocess.run((build.path, *PLAYER), input=film, capture_output=True, check=True).stdout
    return [packet.pts for packet in ffmpeg.parse_packets(shown)]


@pytest.mark.parametrize("fps", [Fraction(30), Fraction(24_000, 1001), Fraction(25, 2)], ids=str)
def test_chunks_are_shown_one_after_the_other_at_every_frames_time(
    fps: Fraction, tmp_path: Path, build: FfmpegBuild
) -> None:
    lengths = [3, 70, 5, 301]
    chunks = [chunk(tmp_path / f"{at}.mp4", length, 50 * at, build, fps) for at, length in enumerate(lengths)]

    film = b"".join(joined(chunks))

    assert times(film, build) == list(range(sum(lengths)))


def test_a_chunk_alone_is_itself(tmp_path: Path, build: FfmpegBuild) -> None:
    alone = chunk(tmp_path / "0.mp4", 12, 0, build, Fraction(30))

    assert b"".join(joined([alone])) == alone.path.read_bytes()


def test_times_beyond_four_bytes_are_written(tmp_path: Path, build: FfmpegBuild) -> None:
    first = chunk(tmp_path / "0.mp4", 3, 0, build, Fraction(30))
    long = ChunkFile(first.path, 5 << 32)

    film = b"".join(joined([long, first]))

    assert (5 << 32).to_bytes(8) in film
