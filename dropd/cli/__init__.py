"""The commands: the only room that prints. One file a command; each is registered here."""

import sys
from typing import Annotated

import typer

from dropd import __version__
from dropd.cli.check import check
from dropd.cli.console import complain
from dropd.cli.demo import demo
from dropd.cli.doctor import doctor
from dropd.cli.init import init
from dropd.cli.render import render
from dropd.cli.run import once, run
from dropd.cli.status import status
from dropd.cli.voices import voices
from dropd.errors import DropdError, SetupFault

app = typer.Typer(
    name="dropd",
    help="Turns a dropped folder of pictures and voice-overs into a narrated film. Runs on Linux.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, once, render, check, status, voices, doctor, init, demo):
    app.command()(command)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's way to call it
    if wanted:
        typer.echo(f"dropd {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[  # noqa: FBT002 - typer's way to declare an option that ends the program
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turns a dropped folder of pictures and voice-overs into a narrated film. Runs on Linux."""


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 a film or a check failed, 2 wrong usage or set-up."""
    try:
        app()
    except DropdError as error:
        complain(error)
        sys.exit(2)
    except OSError as error:
        complain(SetupFault(f"{error.filename or 'The system'}: {error.strerror or error}."))
        sys.exit(2)
