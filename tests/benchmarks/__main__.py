"""`python -m tests.benchmarks`: a cold render beside other ways to make the same film, in turn, on this machine.

    python -m tests.benchmarks --runs 3
    python -m tests.benchmarks --runs 1 --peers "one command"

Prints seconds of work per second of film, on the wall and of all cores, with spread; memory, size, and ratios. The
bound is the same frames, ready-made, through the same encoder on all cores. MoviePy needs `pip install moviepy`.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg

from dropd.media.builds import find_ffmpeg
from tests.benchmarks.costs import Cost, cost_of
from tests.benchmarks.hand_written import command
from tests.benchmarks.project import FILM_S, Scene, make_project
from tests.benchmarks.ready_made import stand_in

HEADS = ("least", "most", "cpu s/s", "peak MB", "MB", "dropd is")

Renderer = Callable[[Path], Cost]
"""Makes the film in a new folder, as `film.mp4`."""


@dataclass(frozen=True, slots=True)
class Made:
    """One film: what it cost, and its bytes."""

    cost: Cost
    size: int


def main() -> None:
    """Make the project, run all in turn, print the table."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n\n")[0])
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--peers", nargs="*", help="other renderers; all, if not given")
    asked = arguments.parse_args()
    build = find_ffmpeg()
    print(f"FFmpeg {build.version}, {os.cpu_count()} cores, {FILM_S:.1f} s of film, {asked.runs} runs each, in turn")
    with TemporaryDirectory(prefix="dropd-benchmark-") as scratch:
        folder = Path(scratch)
        scenes = make_project(folder / "drop")
        renderers: dict[str, Renderer] = {
            "dropd": partial(dropd, folder / "drop", build.path),
            **peers(scenes, build.path, asked.peers),
        }
        made: dict[str, list[Made]] = {name: [] for name in renderers}
        for run in range(asked.runs):
            for number, (name, render) in enumerate(renderers.items()):
                place = folder / f"{run}-{number}"
                place.mkdir()
                cost = render(place)
                made[name].append(Made(cost, (place / "film.mp4").stat().st_size))
                print(f"  {name}: {cost.wall_s:.1f} s", file=sys.stderr, flush=True)
                shutil.rmtree(place)
        report(made)
        report_bound(bound(folder, build.path), made["dropd"])


def peers(scenes: Sequence[Scene], ffmpeg: str, wanted: Sequence[str] | None) -> dict[str, Renderer]:
    """Everything that dropd is measured against."""
    font = Path(fontpkg.path("EB Garamond", nearest=True))
    described = json.dumps([asdict(scene) for scene in scenes], default=str)
    module = (sys.executable, "-m")
    found: dict[str, Renderer] = {
        "one command": lambda place: cost_of(command(ffmpeg, scenes, font, place / "film.mp4")),
        "four encodes": lambda place: cost_of(
            (*module, "tests.benchmarks.four_encodes", ffmpeg, str(font), str(place / "film.mp4"), described)
        ),
        "MoviePy": lambda place: cost_of(
            (*module, "tests.benchmarks.moviepy_film", str(font), str(place / "film.mp4"), described),
            {**os.environ, "IMAGEIO_FFMPEG_EXE": ffmpeg},
        ),
    }
    if find_spec("moviepy") is None:
        del found["MoviePy"]
    return {name: render for name, render in found.items() if wanted is None or name in wanted}


def dropd(drop: Path, ffmpeg: str, place: Path) -> Cost:
    """Render with an empty cache."""
    project, home = place / "root" / "projects" / "house", place / "home"
    shutil.copytree(drop, project / "input")
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "DROPD_FFMPEG": ffmpeg}
    cost = cost_of((sys.executable, "-m", "dropd", "render", str(project)), environment)
    (project / "output" / "video.mp4").rename(place / "film.mp4")
    return cost


def bound(folder: Path, ffmpeg: str) -> Cost:
    """What the encoder alone costs: the frames of one more render, kept, through it again."""
    kept = folder / "kept"
    program = stand_in(ffmpeg, kept)
    place = folder / "bound"
    place.mkdir()
    dropd(folder / "drop", str(program), place)
    again = (sys.executable, "-m", "tests.benchmarks.ready_made", ffmpeg, str(kept), str(place / "again"))
    costs = [cost_of(again) for _ in range(3)]
    return min(costs, key=lambda cost: cost.cpu_s)


def report(made: Mapping[str, Sequence[Made]]) -> None:
    """Print the table; times are per second of film."""
    print(f"{'':14} {'wall s/s: median':>17}" + "".join(f"{head:>9}" for head in HEADS))
    ours = statistics.median(one.cost.wall_s for one in made["dropd"])
    for name, runs in made.items():
        walls = [run.cost.wall_s / FILM_S for run in runs]
        cpu = statistics.median(run.cost.cpu_s for run in runs) / FILM_S
        peak, size = max(run.cost.peak_bytes for run in runs) / 1e6, statistics.median(run.size for run in runs) / 1e6
        faster = statistics.median(walls) * FILM_S / ours
        print(
            f"{name:14} {statistics.median(walls):17.3f}{min(walls):9.3f}{max(walls):9.3f}{cpu:9.3f}{peak:9.0f}"
            f"{size:9.1f}{f'{faster:.1f} x':>9}"
        )


def report_bound(cost: Cost, runs: Sequence[Made]) -> None:
    """Print what dropd costs beyond the encoder."""
    beyond_ms = (statistics.median(run.cost.cpu_s for run in runs) - cost.cpu_s) * 1000 / (FILM_S * 30)
    print(
        f"{'the bound':14} {cost.wall_s / FILM_S:17.3f}{'':18}{cost.cpu_s / FILM_S:9.3f}"
        f"     dropd takes {beyond_ms:.1f} ms of one core a frame beyond it"
    )


if __name__ == "__main__":
    main()
