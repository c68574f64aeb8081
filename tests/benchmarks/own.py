"""dropd as its users call it, with nothing kept from an earlier film."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.costs import Cost, cost_of


def render_cold(drop: Path, ffmpeg: str, film: Path) -> Cost:
    """Render a drop with an empty cache to a path."""
    project = film.parent / "root" / "projects" / "house"
    shutil.copytree(drop, project / "input")
    cost = render(project, environment_at(film.parent / "home", ffmpeg))
    (project / "output" / "video.mp4").replace(film)
    return cost


def environment_at(home: Path, ffmpeg: str) -> dict[str, str]:
    """The surroundings of somebody whose home, and so whose cache, is this folder."""
    home.mkdir(exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "DROPD_FFMPEG": ffmpeg}


def render(project: Path, environment: Mapping[str, str]) -> Cost:
    """`dropd render` of a project."""
    return cost_of((sys.executable, "-m", "dropd", "render", str(project)), environment)
