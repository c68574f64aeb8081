"""The commands: the only room that prints. One file a command; each is named here, and loaded when it is asked for."""

import gc
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dropd import __version__
from dropd.cli.console import complain
from dropd.errors import DropdError, SetupFault

FILES = {
    "run": "run", "once": "run", "render": "render", "check": "check", "status": "status", "voices": "voices",
    "doctor": "doctor", "init": "init", "demo": "demo",
}  # fmt: skip
"""The commands in the order of the help, and the file in which the function of that name is."""


class Commands(TyperGroup):
    """Loads a command when it is asked for: all of them together take half a second."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        names: dict[str, Any] = dict.fromkeys(FILES)
        self.commands = names

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as typer calls it
        """The command of a name, or None."""
        if cmd_name not in FILES:
            return None
        own = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        own.command(cmd_name)(getattr(import_module(f"dropd.cli.{FILES[cmd_name]}"), cmd_name))
        return typer.main.get_command(own)


app = typer.Typer(
    name="dropd",
    cls=Commands,
    help="Turns a dropped folder of pictures and voice-overs into a narrated film. Runs on Linux.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's way to call it
    if wanted:
        typer.echo(f"dropd {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    version: Annotated[  # noqa: ARG001, FBT002 - typer's way to declare an option that ends the program
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turns a dropped folder of pictures and voice-overs into a narrated film. Runs on Linux."""
    if ctx.invoked_subcommand == "render":
        # The render process loads itself beside the command: a film begins half a second sooner. Where the options turn
        # out to be wrong, or ask for help, it is ended again.
        from dropd.jobs.standby import Starter  # noqa: PLC0415 - no other command needs it so early

        ctx.obj = starter = Starter()
        ctx.with_resource(starter.standing_by())


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
    finally:
        gc.freeze()  # the collector need not go through all that was loaded: Python ends 0.15 s sooner
