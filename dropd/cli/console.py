"""Sentences on the terminal."""

from rich.console import Console
from rich.text import Text

from dropd.errors import DropdError

OUT = Console(highlight=False)
ERRORS = Console(stderr=True, highlight=False)


def say(text: str, style: str = "") -> None:
    """Print a line as it is: brackets in names are no markup."""
    OUT.print(Text(text, style=style), soft_wrap=True)


def complain(error: DropdError) -> None:
    """Print what went wrong and what to do."""
    ERRORS.print(Text(error.message, style="red"), soft_wrap=True)
    if error.hint:
        ERRORS.print(Text(error.hint), soft_wrap=True)
