"""How long a film takes when most of it was made before: 20 scenes, of which one changes, or nothing but the sound.

    python -m tests.benchmarks.reuse --scenes 20 --runs 3

Prints seconds on the wall, the median of several runs and their range, and its part of the first, cold render. Each run
changes to something that was never rendered before. A cold render is made again at the end: a machine that is shared
may be another one by then.
"""

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PIL import Image

from dropd.media.builds import find_ffmpeg
from tests.benchmarks.own import environment_at, render
from tests.benchmarks.project import make_project

CHANGED = 7
"""Which scene changes."""
LOUDNESS_LUFS = -13.0


def main() -> None:
    """Render, change, render again."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.reuse", description=__doc__)
    arguments.add_argument("--scenes", type=int, default=20)
    arguments.add_argument("--runs", type=int, default=3)
    asked = arguments.parse_args()
    with TemporaryDirectory(prefix="dropd-reuse-") as scratch:
        project = Path(scratch) / "root" / "projects" / "house"
        make_project(project / "input", asked.scenes)
        told = Told(project, Path(scratch) / "home", asked.runs)
        told.render("cold", lambda _: "", runs=1)
        told.render("nothing changed", lambda _: "")
        told.render("the title of one scene changed", lambda run: change_title(project, run))
        told.render("one picture of one scene changed", lambda run: change_picture(project, run))
        told.render("music added", lambda run: add_music(project, run))
        told.render("another loudness", lambda run: f"renderOptions:\n  loudness: {LOUDNESS_LUFS - run / 2}\n")
        shutil.rmtree(Path(scratch) / "home")
        told.render("cold, again", lambda _: "force: true\n", runs=1)
        shutil.rmtree(Path(scratch) / "home")
        told.render("draft, cold", lambda _: "force: true\nrenderOptions:\n  draft: true\n", runs=1)


class Told:
    """Renders a project again and again, and tells how long it took against the first time."""

    def __init__(self, project: Path, home: Path, runs: int) -> None:
        self._project = project
        self._home = home
        self._runs = runs
        self._cold_s = 0.0

    def render(self, what: str, change: Callable[[int], str], runs: int | None = None) -> None:
        """Change something, given the number of the run, to render with the trigger that comes back; print a line."""
        walls_s = sorted(self._rendered_s(change(run)) for run in range(runs or self._runs))
        middle_s = median(walls_s)
        self._cold_s = self._cold_s or middle_s
        part = 100 * middle_s / self._cold_s
        print(f"{what:36} {middle_s:7.2f} s ({walls_s[0]:.2f} to {walls_s[-1]:.2f})  {part:5.1f} %", flush=True)

    def _rendered_s(self, trigger: str) -> float:
        (self._project / "input" / "render.yaml").write_text(trigger)
        return render(self._project, environment_at(self._home, find_ffmpeg().path)).wall_s


def change_title(project: Path, run: int) -> str:
    """Write another title."""
    file = project / "input" / "scenes.json"
    described = json.loads(file.read_text())
    described["scenes"][CHANGED]["title"] = f"Another title, number {run}"
    file.write_text(json.dumps(described))
    return ""


def change_picture(project: Path, run: int) -> str:
    """Turn the middle one of three pictures: into its mirror image, upside down, or both."""
    turned = (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT)
    name = json.loads((project / "input" / "scenes.json").read_text())["scenes"][CHANGED]["images"][1]
    path = project / "input" / "images" / name
    with Image.open(path) as picture:
        changed = picture.transpose(turned[run % len(turned)])
    changed.save(path, quality=92)
    return ""


def add_music(project: Path, run: int) -> str:
    """Lay another sound under the narration."""
    shutil.copy(project / "input" / "voiceovers" / f"{run:02}.wav", project / "input" / f"bed{run}.wav")
    return f"renderOptions:\n  music: bed{run}.wav\n"


if __name__ == "__main__":
    main()
