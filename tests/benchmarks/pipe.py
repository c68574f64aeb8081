"""`python -m tests.benchmarks.pipe`: what it costs to bring a frame of 1080p to FFmpeg, copied into a pipe or lent.

FFmpeg reads 600 frames and throws them away, five times in each way, in turn. Prints milliseconds of one core a frame,
of the writer and of FFmpeg with its start.
"""

import os
import resource
import subprocess
from collections.abc import Callable
from statistics import median

import numpy as np

from dropd.jobs.standby import KEEPS_MEMORY
from dropd.media.builds import find_ffmpeg
from dropd.media.pipes import lend, widen
from tests.benchmarks.quality import RAW_1080P

FRAMES, FRAME_BYTES, TURNS = 600, 1920 * 1080 * 3 // 2, 5


def main() -> None:
    """Measure both ways in turn."""
    ways: dict[str, Callable[[int, memoryview], None]] = {"copied": copy, "lent": lend}
    costs = {name: (list[float](), list[float]()) for name in ways}
    for _ in range(TURNS):
        for name, give in ways.items():
            for found, cost in zip(costs[name], cost_ms(give), strict=True):
                found.append(cost)
    for name, (writer, reader) in costs.items():
        both = [sum(pair) for pair in zip(writer, reader, strict=True)]
        parts = f"{median(writer):.2f} ms + {median(reader):.2f} ms of FFmpeg a frame"
        print(f"{name:8}{parts} (together {min(both):.2f} to {max(both):.2f})")


def copy(pipe: int, piece: memoryview) -> None:
    """Write a piece as one writes to a file."""
    while piece:
        piece = piece[os.write(pipe, piece) :]


def cost_ms(give: Callable[[int, memoryview], None]) -> tuple[float, float]:
    """Give all frames to FFmpeg; milliseconds of one core a frame, of this process and of FFmpeg."""
    argv = (
        *KEEPS_MEMORY,
        find_ffmpeg().path,
        "-v",
        "error",
        *RAW_1080P,
        "-i",
        "pipe:0",
        "-c",
        "copy",
        "-f",
        "null",
        "-",
    )
    places = [np.zeros(FRAME_BYTES, np.uint8) for _ in range(2)]
    before = _spent_s()
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as reader:
        assert reader.stdin is not None
        widen(reader.stdin.fileno())
        for number in range(FRAMES):
            place = places[number % 2]
            place[::64] = number % 251
            give(reader.stdin.fileno(), place.data)
    own_s, reader_s = (after - earlier for after, earlier in zip(_spent_s(), before, strict=True))
    return own_s * 1000 / FRAMES, reader_s * 1000 / FRAMES


def _spent_s() -> tuple[float, float]:
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
