from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.media.builds import FfmpegBuild
from dropd.media.chunk_encoder import encode_chunk
from dropd.media.ffmpeg import Encoding
from dropd.media.process import Limits, read_all

WIDTH, HEIGHT, FRAMES = 1280, 720, 12
LOSSLESS = Encoding("libx264", ("-preset", "ultrafast", "-qp", "0", "-x264-params", "sync-lookahead=0"))


def test_every_frame_is_encoded_as_it_was_although_frames_are_drawn_in_two_places_by_turns(
    tmp_path: Path, build: FfmpegBuild
) -> None:
    places = [np.empty(WIDTH * HEIGHT * 3 // 2, np.uint8) for _ in range(2)]

    def drawn() -> Iterator[memoryview]:
        for number in range(FRAMES):
            places[number % 2][:] = picture(number)
            yield places[number % 2].data

    hashes = encode_chunk(
        drawn(), tmp_path / "chunk.mp4", build, size_px=(WIDTH, HEIGHT), fps=Fraction(25), encoding=LOSSLESS, purpose=""
    )

    argv = (build.path, "-v", "error", "-i", str(tmp_path / "chunk.mp4"), "-f", "rawvideo", "pipe:1")
    decoded = np.frombuffer(read_all(argv, purpose="decoder", limits=Limits()), np.uint8).reshape(FRAMES, -1)
    assert len(hashes) == FRAMES
    assert all(np.array_equal(frame, picture(number)) for number, frame in enumerate(decoded))


def picture(number: int) -> NDArray[np.uint8]:
    """Another one for each number, in every row."""
    return np.resize(np.arange(251, dtype=np.uint8) + np.uint8(number * 20), WIDTH * HEIGHT * 3 // 2)
