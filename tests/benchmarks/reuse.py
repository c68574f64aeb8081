"""How long a film takes when most of it was made before: 20 scenes, of which one changes, or nothing but the sound.

    python -m tests.benchmarks.reuse --scenes 20

Prints seconds on the wall, and their part of the first, cold render.
"""

import argparse
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from dropd.media.builds import find_ffmpeg
from tests.benchmarks.own import environment_at, render
from tests.benchmarks.project import make_project

CHANGED = 7
"""Which scene changes."""


def main() -> None:
    """Render, change, render again."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.reuse", description=__doc__)
    arguments.add_argument("--scenes", type=int, default=20)
    asked = arguments.parse_args()
    with TemporaryDirectory(prefix="dropd-reuse-") as scratch:
        project = Path(scratch) / "root" / "projects" / "house"
        make_project(project / "input", asked.scenes)
        told = Told(project, Path(scratch) / "home")
        told.render("cold")
        told.render("nothing changed")
        change_title(project)
        told.render("the title of one scene changed")
        change_picture(project)
        told.render("one picture of one scene changed")
        shutil.copy(project / "input" / "voiceovers" / "00.wav", project / "input" / "bed.wav")
        told.render("music added", "renderOptions:\n  music: bed.wav\n")
        told.render("another loudness", "renderOptions:\n  music: bed.wav\n  loudness: -14\n")
        shutil.rmtree(Path(scratch) / "home")
        told.render("draft, cold", "renderOptions:\n  draft: true\n")


class Told:
    """Renders a project again and again, and tells how long it took against the first time."""

    def __init__(self, project: Path, home: Path) -> None:
        self._project = project
        self._home = home
        self._cold_s = 0.0

    def render(self, what: str, trigger: str = "") -> None:
        """Render with a trigger, and print a line."""
        (self._project / "input" / "render.yaml").write_text(trigger)
        cost = render(self._project, environment_at(self._home, find_ffmpeg().path))
        self._cold_s = self._cold_s or cost.wall_s
        print(f"{what:36} {cost.wall_s:7.2f} s  {100 * cost.wall_s / self._cold_s:5.1f} %", flush=True)


def change_title(project: Path) -> None:
    """Write another title."""
    file = project / "input" / "scenes.json"
    described = json.loads(file.read_text())
    described["scenes"][CHANGED]["title"] = "Another title"
    file.write_text(json.dumps(described))


def change_picture(project: Path) -> None:
    """Mirror the middle one of three pictures."""
    name = json.loads((project / "input" / "scenes.json").read_text())["scenes"][CHANGED]["images"][1]
    path = project / "input" / "images" / name
    with Image.open(path) as picture:
        mirrored = ImageOps.mirror(picture)
    mirrored.save(path, quality=92)


if __name__ == "__main__":
    main()
