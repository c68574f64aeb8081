"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Settings file, YAML. Default: ~/.config/dropd/dropd.yaml.")
]
RootOption = Annotated[
    Path | None, typer.Option("--root", help="The watched folder, which holds projects/. Default: ~/Videos.")
]
