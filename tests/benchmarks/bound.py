"""The bound: a film's frames, ready-made, through the same encoder with the same settings on all cores.

dropd is rendered with a stand-in for FFmpeg that keeps what every encoder is given, and how it is asked. Then, in a
process of its own: `python -m tests.benchmarks.bound FFMPEG KEPT TARGET`.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dropd.jobs.standby import KEEPS_MEMORY
from tests.benchmarks.costs import Cost, cost_of
from tests.benchmarks.own import render_cold
from tests.benchmarks.quality import RAW_1080P, Quality, quality_of

STAND_IN = """#!/bin/sh
case " $* " in
*" rawvideo "*" pipe:0 "*)
    kept=$(mktemp {folder}/XXXXXX)
    printf '%s\\0' "$@" > "$kept.argv"
    tee "$kept" | exec {ffmpeg} "$@" ;;
*) exec {ffmpeg} "$@" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """The frames of one chunk on disk, and the arguments with which they were encoded."""

    frames: Path
    arguments: tuple[str, ...]

    def with_target(self, target: Path) -> tuple[str, ...]:
        """The same arguments, to another file, reading the frames from where they lie."""
        source = self.arguments.index("pipe:0")
        return (*self.arguments[:source], str(self.frames), *self.arguments[source + 1 : -1], str(target))


@dataclass(frozen=True, slots=True)
class Bound:
    """What the encoder alone costs, what dropd costs in turn with it, how near it comes to the frames it is given."""

    encoder: tuple[Cost, ...]
    own: tuple[Cost, ...]
    quality: Quality


def measure_bound(folder: Path, ffmpeg: str) -> Bound:
    """Keep the frames of a render of `drop` in the folder, then encode them, and render again, in turn, three times.

    In turn, because a shared machine may be half as fast in the next quarter of an hour.
    """
    kept, again = folder / "kept", folder / "again"
    _render(folder, "kept-frames", str(stand_in(ffmpeg, kept)))
    argv = (sys.executable, "-m", "tests.benchmarks.bound", ffmpeg, str(kept), str(again))
    turns = [(cost_of(argv), _render(folder, f"beside-{turn}", ffmpeg)) for turn in range(3)]
    encoder, own = zip(*turns, strict=True)
    return Bound(encoder, own, _quality(ffmpeg, kept_in(kept), again))


def _render(folder: Path, name: str, ffmpeg: str) -> Cost:
    place = folder / name
    place.mkdir()
    cost = render_cold(folder / "drop", ffmpeg, place / "film.mp4")
    shutil.rmtree(place)
    return cost


def _quality(ffmpeg: str, chunks: Sequence[ReadyMade], again: Path) -> Quality:
    """That of the whole film: each chunk counts by its frames. The same frames in the same way are the same chunk."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(
            pool.map(
                lambda chunk: quality_of(
                    ffmpeg, again / f"{chunk.frames.name}.mp4", (*RAW_1080P, "-i", str(chunk.frames))
                ),
                chunks,
            )
        )
    sizes = [chunk.frames.stat().st_size for chunk in chunks]
    return Quality(
        *(
            sum(value * size for value, size in zip(values, sizes, strict=True)) / sum(sizes)
            for values in ((one.vmaf for one in found), (one.ssim_db for one in found))
        )
    )


def stand_in(ffmpeg: str, folder: Path) -> Path:
    """Write a program that does what FFmpeg does and keeps raw frames in a folder."""
    folder.mkdir()
    program = folder / "ffmpeg"
    program.write_text(STAND_IN.format(folder=shlex.quote(str(folder)), ffmpeg=shlex.quote(ffmpeg)))
    program.chmod(0o755)
    return program


def kept_in(folder: Path) -> tuple[ReadyMade, ...]:
    """What was kept while a film was made, in no order."""
    return tuple(
        ReadyMade(argv.with_suffix(""), tuple(argv.read_text().split("\0")[:-1]))
        for argv in sorted(folder.glob("*.argv"))
    )


def main() -> None:
    """Encode all chunks again, on all cores."""
    ffmpeg, kept, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    target.mkdir(exist_ok=True)

    def encode(chunk: ReadyMade) -> None:
        subprocess.run((*KEEPS_MEMORY, ffmpeg, *chunk.with_target(target / f"{chunk.frames.name}.mp4")), check=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(encode, kept_in(kept)))


if __name__ == "__main__":
    main()
