"""Whether cost grows in a straight line with the length of a film, and memory not at all.

    python -m tests.benchmarks.growth --scenes 1 4 16 48 145

A scene lasts 12.4 s. Prints seconds on the wall and peak memory for each length, and the line of least squares through
the times with what is left of each; where the line meets no film at all is what starting costs.
"""

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dropd.media.builds import find_ffmpeg
from tests.benchmarks.own import render_cold
from tests.benchmarks.project import SCENE_S, make_project


def main() -> None:
    """Render each length once, cold."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    arguments.add_argument("--scenes", type=int, nargs="+", default=[1, 4, 16, 48, 145])
    asked = arguments.parse_args()
    lengths_s, walls_s = [], []
    for scenes in asked.scenes:
        with TemporaryDirectory(prefix="dropd-growth-") as scratch:
            make_project(Path(scratch) / "drop", scenes)
            (Path(scratch) / "film").mkdir()
            cost = render_cold(Path(scratch) / "drop", find_ffmpeg().path, Path(scratch) / "film" / "film.mp4")
            shutil.rmtree(Path(scratch) / "drop")
        lengths_s.append(scenes * SCENE_S)
        walls_s.append(cost.wall_s)
        print(f"{lengths_s[-1]:7.1f} s of film: {cost.wall_s:7.1f} s, {cost.peak_bytes / 1e6:5.0f} MB", flush=True)
    slope, start_s = np.polyfit(lengths_s, walls_s, 1)
    print(f"{slope:.4f} s a second of film, and {start_s:.1f} s to start; off the line by ", end="")
    print(
        ", ".join(f"{wall - slope * length - start_s:+.1f} s" for wall, length in zip(walls_s, lengths_s, strict=True))
    )


if __name__ == "__main__":
    main()
