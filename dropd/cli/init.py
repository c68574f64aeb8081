"""`dropd init`: folders, an example project, a settings file to edit."""

import os
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from dropd.cli.console import say
from dropd.cli.lookup import run_command, settings_of
from dropd.cli.options import ConfigOption, RootOption
from dropd.example import write_example
from dropd.project import Root
from dropd.settings.places import Places

EXAMPLE = "example"


def init(config: ConfigOption = None, root: RootOption = None) -> None:
    """Make the folders, an example project and a settings file; changes nothing that is there."""
    settings, _ = settings_of(config, root)
    projects = Root.at(settings.root)
    project = projects.project(EXAMPLE)
    projects.projects.mkdir(parents=True, exist_ok=True)
    say(f"Projects go into {projects.projects}")
    if not project.folder.exists():
        write_example(project)
        say(f"An example is in {project.input}")
        say(f"Start it with: echo '{_trigger()}' > {project.input / 'render.yaml'}")
    settings_file = config or Places.of(os.environ, Path.cwd()).user_config
    if not settings_file.exists():
        settings_file.parent.mkdir(parents=True, exist_ok=True)
        settings_file.write_text(example_settings(), encoding="utf-8")
        say(f"Settings, every one with its default, are in {settings_file}")
    say(f"Now run: {run_command(config, root)}")


def _trigger() -> str:
    """The example has text but no voice-overs: it is spoken by Piper, or silent where Piper is not installed."""
    wish = "ttsApi: piper" if find_spec("piper") else "tts: none"
    return f"renderOptions: {{{wish}}}"


def example_settings() -> str:
    """The commented settings file that comes with dropd."""
    installed = files("dropd") / "dropd.example.yaml"
    in_checkout = Path(__file__).parents[2] / "config" / "dropd.example.yaml"
    return (installed if installed.is_file() else in_checkout).read_text(encoding="utf-8")
