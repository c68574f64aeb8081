"""`dropd demo`: a fresh root, an example project dropped into it, and the daemon making its film."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

from dropd.cli.console import say
from dropd.cli.lookup import settings_of
from dropd.cli.one_film import render_project
from dropd.cli.options import ConfigOption
from dropd.cli.watching import read_status
from dropd.contracts.job_state import JobState
from dropd.example import write_example
from dropd.jobs.standby import Starter
from dropd.project import Project, Root

TRIGGER = "renderOptions:\n  ttsApi: piper\n"


def demo(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where to make the demo's root. Default: a new temporary folder.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Drop a three-scene project into a fresh root and make its film, with narration by Piper."""
    settings, _ = settings_of(config)
    root = Root.at((folder or Path(mkdtemp(prefix="dropd-demo-"))).absolute())
    project = root.project("demo")
    starter = Starter()
    with starter.standing_by():
        say(f"Painting pictures for a project in {project.input}")
        project.input.mkdir(parents=True, exist_ok=True)
        write_example(project)
        # The trigger comes last, as it should.
        (project.input / "render.yaml").write_text(TRIGGER, encoding="utf-8")
        render_project(root, project, settings.model_copy(update={"status_interval_s": 0.5}), starter)
    _tell(project)


def _tell(project: Project) -> None:
    status = read_status(project)
    if status is None or status.state is not JobState.SUCCEEDED:
        say(f"The demo did not end as it should: see {project.folder}", "red")
        raise typer.Exit(1)
    say(f"film    {project.output / 'video.mp4'}")
    say(f"status  {project.status_json}  ({project.status_html.name} for people)")
    say(f"log     {project.folder / (status.log_file or 'logs')}")
