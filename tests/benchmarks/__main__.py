"""`python -m tests.benchmarks`: a cold render beside other ways to make the same film, in turn, on this machine.

    python -m tests.benchmarks --runs 3
    python -m tests.benchmarks --runs 1 --peers "one command"

Prints seconds of work per second of film, on the wall and of all cores, with spread; memory, size, quality against the
same film without loss, and how many times as fast dropd is. The bound is the same frames, ready-made, through the same
encoder on all cores. MoviePy is measured if a Python is named that has it: it wants an older Pillow than dropd.

    python -m venv /tmp/moviepy && /tmp/moviepy/bin/pip install moviepy
    python -m tests.benchmarks --moviepy /tmp/moviepy/bin/python
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg

from dropd.media.builds import find_ffmpeg
from tests.benchmarks.bound import Bound, measure_bound
from tests.benchmarks.costs import Cost
from tests.benchmarks.own import render_cold
from tests.benchmarks.peers import LOSSLESS, Peer, peers
from tests.benchmarks.project import FILM_S, FPS, make_project
from tests.benchmarks.quality import Quality, quality_of

HEADS = ("least", "most", "cpu s/s", "peak MB", "MB", "VMAF", "SSIM dB", "dropd is")
OURS = "dropd"
UNKNOWN = Quality(float("nan"), float("nan"))

Renderer = Callable[[Path], Cost]
"""Makes the film at a path."""


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
    arguments.add_argument("--moviepy", metavar="PYTHON", help="a Python that has MoviePy 2")
    arguments.add_argument("--no-quality", action="store_true", help="spare the time that VMAF of the others takes")
    asked = arguments.parse_args()
    build = find_ffmpeg()
    print(machine(build.version, asked.runs), flush=True)
    with TemporaryDirectory(prefix="dropd-benchmark-") as scratch:
        folder = Path(scratch)
        scenes = make_project(folder / "drop")
        others = peers(scenes, build.path, Path(fontpkg.path("EB Garamond", nearest=True)), asked.moviepy)
        chosen = {name: peer for name, peer in others.items() if asked.peers is None or name in asked.peers}
        renderers: dict[str, Renderer] = {
            OURS: partial(render_cold, folder / "drop", build.path),
            **{name: peer.render for name, peer in chosen.items()},
        }
        made = measured(folder, renderers, asked.runs)
        judged = {} if asked.no_quality else chosen
        qualities = {name: _quality(build.path, peer, folder, name) for name, peer in judged.items()}
        bound = measure_bound(folder, build.path)
        report(made, {OURS: bound.quality, **qualities})
        report_bound(bound)


def machine(ffmpeg_version: str, runs: int) -> str:
    """What was measured where, and when."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("dropd", "opencv-python-headless"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, FFmpeg {ffmpeg_version}, {versions}\n"
        f"{FILM_S:.1f} s of film, 1080p{FPS}, {runs} runs each, in turn"
    )


def measured(folder: Path, renderers: Mapping[str, Renderer], runs: int) -> dict[str, list[Made]]:
    """Make the film in every way, in turn, as often as asked; the last film of each stays as `name.mp4`."""
    made: dict[str, list[Made]] = {name: [] for name in renderers}
    for run in range(runs):
        for name, render in renderers.items():
            place = folder / f"run-{run}"
            place.mkdir()
            film = place / "film.mp4"
            cost = render(film)
            made[name].append(Made(cost, film.stat().st_size))
            print(f"  {name}: {cost.wall_s:.1f} s", file=sys.stderr, flush=True)
            film.replace(folder / f"{name}.mp4")
            shutil.rmtree(place)
    return made


def report(made: Mapping[str, Sequence[Made]], qualities: Mapping[str, Quality]) -> None:
    """Print the table; times are per second of film."""
    print(f"{'':14} {'wall s/s: median':>17}" + "".join(f"{head:>9}" for head in HEADS))
    ours = statistics.median(one.cost.wall_s for one in made[OURS])
    for name, runs in made.items():
        walls = [run.cost.wall_s / FILM_S for run in runs]
        cpu = statistics.median(run.cost.cpu_s for run in runs) / FILM_S
        peak, size = max(run.cost.peak_bytes for run in runs) / 1e6, statistics.median(run.size for run in runs) / 1e6
        faster, quality = statistics.median(walls) * FILM_S / ours, qualities.get(name, UNKNOWN)
        print(
            f"{name:14} {statistics.median(walls):17.3f}{min(walls):9.3f}{max(walls):9.3f}{cpu:9.3f}{peak:9.0f}"
            f"{size:9.1f}{quality.vmaf:9.2f}{quality.ssim_db:9.2f}{f'{faster:.1f} x':>9}"
        )


def report_bound(bound: Bound) -> None:
    """Print what dropd costs beyond the encoder, from runs of both in turn."""
    pairs = list(zip(bound.encoder, bound.own, strict=True))
    beyond_ms = [(own.cpu_s - encoder.cpu_s) * 1000 / (FILM_S * FPS) for encoder, own in pairs]
    walls = [encoder.wall_s / FILM_S for encoder in bound.encoder]
    cpu = statistics.median(encoder.cpu_s for encoder in bound.encoder) / FILM_S
    print(
        f"{'the bound':14} {statistics.median(walls):17.3f}{min(walls):9.3f}{max(walls):9.3f}{cpu:9.3f}"
        f"     dropd takes {statistics.median(beyond_ms):.1f} ms of one core a frame beyond it, in turn with it "
        f"({min(beyond_ms):.1f} to {max(beyond_ms):.1f})"
    )


def _quality(ffmpeg: str, peer: Peer, folder: Path, name: str) -> Quality:
    lossless = folder / "lossless.mp4"
    peer.render(lossless, LOSSLESS)
    quality = quality_of(ffmpeg, folder / f"{name}.mp4", ("-i", str(lossless)))
    lossless.unlink()
    return quality


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
