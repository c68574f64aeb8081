"""The bound: a film's frames, ready-made, through the same encoder with the same settings on all cores.

dropd is rendered with a stand-in for FFmpeg that keeps what every encoder is given, and how it is asked. Then:

    python -m tests.benchmarks.ready_made FFMPEG KEPT TARGET
"""

import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

STAND_IN = """#!/bin/sh
case " $* " in
*" pipe:0 "*)
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
        subprocess.run((ffmpeg, *chunk.with_target(target / f"{chunk.frames.name}.ts")), check=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(encode, kept_in(kept)))


if __name__ == "__main__":
    main()
