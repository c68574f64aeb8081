"""`dropd check DIR`: validate and estimate, tell faults, touch nothing."""

from pathlib import Path
from typing import Annotated

import typer

from dropd.cli.console import say
from dropd.cli.lookup import project_in, settings_of
from dropd.cli.options import ConfigOption
from dropd.events import Checked
from dropd.jobs.check import inspect
from dropd.media.builds import find_ffmpeg
from dropd.report.amounts import about, counted


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A project folder: it holds input/scenes.json.")],
    config: ConfigOption = None,
) -> None:
    """Check a project, first what is written, then the files; estimate its film; change nothing."""
    settings, _ = settings_of(config)
    found = inspect(project_in(folder), settings, find_ffmpeg(settings.ffmpeg))
    _tell(found)
    if found.check.problems:
        raise typer.Exit(1)


def _tell(found: Checked) -> None:
    for problem in found.check.problems:
        say(f"✗ {problem}", "red")
    for warning in found.check.warnings:
        say(f"! {warning}", "yellow")
    if found.check.film_seconds is not None:
        scenes, pictures = counted(found.check.scenes, "scene"), counted(found.check.pictures, "picture")
        say(f"{scenes}, {pictures}, {found.check.film_seconds:.1f} s of film.")
    if found.estimate is not None:
        megabytes = max(1, round(found.estimate.bytes / 1e6))
        say(f"Rendering takes {about(found.estimate.render_seconds)} and {megabytes} MB.")
    if found.check.problems:
        say("The film cannot be made yet.", "red")
    else:
        say("Nothing stops the film.", "green")
