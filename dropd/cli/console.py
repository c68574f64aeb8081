"""What all commands share: reading the settings, and sentences on the terminal."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from dropd.errors import DropdError
from dropd.settings import Settings, load_settings

OUT = Console(highlight=False)
ERRORS = Console(stderr=True, highlight=False)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Settings file, YAML. Default: ~/.config/dropd/dropd.yaml.")
]
RootOption = Annotated[
    Path | None, typer.Option("--root", help="The watched folder, which holds projects/. Default: ~/Videos.")
]


def settings_of(config: Path | None, root: Path | None = None) -> tuple[Settings, tuple[str, ...]]:
    """The settings of this command line, this environment and this working folder; and notes about them."""
    loaded = load_settings(config, os.environ, Path.cwd(), overrides={"root": root})
    return loaded.settings, loaded.notes


def say(text: str, style: str = "") -> None:
    """Print a line as it is: brackets in names are no markup."""
    OUT.print(Text(text, style=style), soft_wrap=True)


def complain(error: DropdError) -> None:
    """Print what went wrong and what to do."""
    ERRORS.print(Text(error.message, style="red"), soft_wrap=True)
    if error.hint:
        ERRORS.print(Text(error.hint), soft_wrap=True)
