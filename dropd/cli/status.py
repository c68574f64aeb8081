"""`dropd status`: a table of all projects, read from the files that everybody else reads."""

import os
from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dropd.cli.console import OUT, say
from dropd.cli.lookup import guarded_root, how_to_start, settings_of
from dropd.cli.options import ConfigOption, RootOption
from dropd.cli.watching import read_status
from dropd.contracts.job_state import JobState
from dropd.contracts.status import Status
from dropd.jobs.lock import is_free
from dropd.project import Root

STYLES = {
    JobState.WAITING: "yellow", JobState.QUEUED: "cyan", JobState.RUNNING: "bold cyan",
    JobState.SUCCEEDED: "green", JobState.FAILED: "red", JobState.CANCELLED: "dim",
}  # fmt: skip


WIDE = 10_000
"""Columns for whoever reads a pipe."""


def status(config: ConfigOption = None, root: RootOption = None) -> None:
    """Show every project that dropd has worked on."""
    settings, _ = settings_of(config, root)
    projects, guard = guarded_root(settings)
    if gone := guard.look():
        say(gone.reason)
    elif is_free(projects):
        say(f"No dropd is running here on {projects.folder}: what is dropped waits until one does.")
        say(how_to_start(config, root))
    else:
        say(f"dropd is running on {projects.folder}.")
    found = [told for name in _folders(projects) if (told := read_status(projects.project(name))) is not None]
    if found:
        console = OUT if OUT.is_terminal else Console(width=WIDE, highlight=False)
        console.print(_table(found))
    else:
        say(f"dropd has not worked on any project in {projects.projects} yet.")


def _table(found: Sequence[Status]) -> Table:
    """A line for each project: on a terminal as much as it has room for, else the whole of each message."""
    whole = (Column(name, no_wrap=True) for name in ("project", "state", "updated"))
    table = Table(*whole, "what", box=None, pad_edge=False)
    for told in sorted(found, key=lambda told: told.updated_at, reverse=True):
        table.add_row(*_cells(told))
    return table


def _folders(root: Root) -> list[str]:
    try:
        with os.scandir(root.projects) as entries:
            return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _cells(told: Status) -> tuple[Text, ...]:
    progress = f" {told.progress:.0%}" if told.state is JobState.RUNNING else ""
    return (
        Text(told.project),
        Text(f"{told.state}{progress}", style=STYLES[told.state]),
        Text(f"{told.updated_at.astimezone():%Y-%m-%d %H:%M}"),
        Text(told.message, no_wrap=True, overflow="ellipsis"),
    )
