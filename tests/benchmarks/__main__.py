"""`python -m tests.benchmarks`: a cold render beside one hand-written FFmpeg command, in turn, on this machine.

Prints seconds of work per second of film, median and spread, and the ratio. Two scenes, three photos each of three
shapes, 12 s voice-overs; photos from Debian's mate-backgrounds where they are, else painted ones. RUNS and PHOTOS
in the environment say how often, and which.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg
import numpy as np
from PIL import Image

from dropd.example_pictures import mountains
from dropd.media.builds import find_ffmpeg
from tests.benchmarks.hand_written import Scene, command

PHOTOS = Path("/usr/share/backgrounds/mate")
NAMES = os.environ.get(
    "PHOTOS",
    "nature/Wood.jpg nature/Garden.jpg nature/Aqua.jpg nature/LadyBird.jpg nature/TwoWings.jpg nature/YellowFlower.jpg",
).split()
"""All of them at least 2560 pixels wide; nothing is enlarged."""
VOICE_S, SCENE_S = 12.0, 12.4
RUNS = int(os.environ.get("RUNS", "3"))
SAMPLE_RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: seconds on the wall and of all cores, and bytes of the film."""

    wall_s: float
    cpu_s: float
    size: int


def main() -> None:
    """Make the project, run both in turn, print the table."""
    build = find_ffmpeg()
    print(f"ffmpeg {build.version}, {os.cpu_count()} cores, {RUNS} runs each, in turn")
    with TemporaryDirectory(prefix="dropd-benchmark-") as scratch:
        folder = Path(scratch)
        scenes = make_project(folder / "drop")
        costs: dict[str, list[Cost]] = {"dropd": [], "one ffmpeg command": []}
        peer = command(build.path, scenes, Path(fontpkg.path("EB Garamond", nearest=True)), folder / "peer.mp4")
        for run in range(RUNS):
            project = folder / f"run{run}" / "projects" / "house"
            shutil.copytree(folder / "drop", project / "input")
            ours = partial(dropd, project, folder / f"home{run}")
            costs["dropd"].append(timed(ours, project / "output" / "video.mp4"))
            costs["one ffmpeg command"].append(timed(partial(subprocess.run, peer, check=True), folder / "peer.mp4"))
    report(costs, len(scenes) * SCENE_S)


def dropd(project: Path, home: Path) -> None:
    """Render with an empty cache."""
    home.mkdir()
    argv = [sys.executable, "-m", "dropd", "render", str(project)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    subprocess.run(argv, check=True, env=environment, stdout=subprocess.DEVNULL)


def timed(work: Callable[[], object], film: Path) -> Cost:
    """What a piece of work costs, its children included."""
    before, start_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - start_s, cpu_s, film.stat().st_size)


def report(costs: dict[str, list[Cost]], film_s: float) -> None:
    """Print the table; all figures are per second of film."""
    print(f"{'':20} {'wall s/s: median':>17} {'least':>7} {'most':>7} {'cpu s/s':>8} {'MB':>6}")
    for name, runs in costs.items():
        walls = [run.wall_s / film_s for run in runs]
        cpu = statistics.median(run.cpu_s for run in runs) / film_s
        size = statistics.median(run.size for run in runs) / 1e6
        print(f"{name:20} {statistics.median(walls):17.3f} {min(walls):7.3f} {max(walls):7.3f} {cpu:8.3f} {size:6.1f}")
    ours, peer = (statistics.median(run.wall_s for run in runs) for runs in costs.values())
    print(f"dropd takes {ours / peer:.2f} of the command's time")


def make_project(folder: Path) -> tuple[Scene, ...]:
    """Write pictures, voices, scenes.json and a trigger."""
    for inner in ("images", "voiceovers"):
        (folder / inner).mkdir(parents=True)
    scenes = []
    for index, title in enumerate(("Welcome to Meadowglen", "Upstairs, three quiet rooms")):
        pictures = tuple(
            _save(folder / f"images/{index}{shape}.jpg", 3 * index + place, shape)
            for place, shape in enumerate(("4x3", "16x9", "3x4"))
        )
        scenes.append(Scene(title, pictures, _voice(folder / f"voiceovers/{index:02}.wav", index), SCENE_S))
    described = [
        {"title": scene.title, "VO": "Spoken.", "images": [path.name for path in scene.pictures]} for scene in scenes
    ]
    (folder / "scenes.json").write_text(json.dumps({"scenes": described}))
    (folder / "render.yaml").touch()
    return tuple(scenes)


def _save(path: Path, photo_number: int, shape: str) -> Path:
    """A photo in a shape; the portrait is stored sideways, as phones do."""
    photo = _photo(photo_number)
    width, height = map(int, shape.split("x"))
    wide = min(photo.width, photo.height * width // height)
    left = (photo.width - wide) // 2
    picture = photo.crop((left, 0, left + wide, wide * height // width))
    exif = Image.Exif()
    if height > width:
        picture, exif[0x0112] = picture.rotate(90, expand=True), 6
    picture.save(path, quality=92, exif=exif)
    return path


def _photo(photo: int) -> Image.Image:
    path = PHOTOS / NAMES[photo % len(NAMES)]
    return Image.open(path).convert("RGB") if path.exists() else mountains()


def _voice(path: Path, seed: int) -> Path:
    samples = int(VOICE_S * SAMPLE_RATE_HZ)
    syllables = np.abs(np.sin(np.arange(samples) / SAMPLE_RATE_HZ * 2 * np.pi * 2))
    sound = np.random.default_rng(seed).normal(0, 0.1, samples) * syllables
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE_HZ, samples, "NONE", ""))
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
    return path


if __name__ == "__main__":
    main()
