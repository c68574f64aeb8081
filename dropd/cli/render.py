"""`dropd render DIR`: one project now, with a progress bar."""

from pathlib import Path
from typing import Annotated

import typer

from dropd.cli.options import ConfigOption


def render(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A project folder: it holds input/scenes.json.")],
    config: ConfigOption = None,
) -> None:
    """Make one project's film now, with a progress bar: by its trigger, that of its last film, or all defaults."""
    # It takes long to load, beside the render process, which stands by already.
    from dropd.cli.one_film import make_film  # noqa: PLC0415

    make_film(folder, config, ctx.obj)
