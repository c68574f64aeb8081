"""Files by which people steer dropd without a command: `cancel` and `pause`, each with or without `.txt`."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dropd.intake.listing import list_input
from dropd.project import Project, Root

CANCEL_NAMES = frozenset({"cancel", "cancel.txt"})
"""Files that end the jobs of a project; over scp nobody can delete a trigger."""

PAUSE_NAMES = frozenset({"pause", "pause.txt"})
"""Files that keep new jobs from starting, in a project, in its input/ or in the root."""


@dataclass(frozen=True, slots=True)
class Controls:
    """The control files of one project, by path below it."""

    cancels: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()


def controls_of(project: Project, in_input: Iterable[str]) -> Controls:
    """The controls beside input/, and among the names of the files in it."""
    names = sorted((*_files_in(project.folder), *(f"{project.input.name}/{name}" for name in in_input)))
    return Controls(
        cancels=tuple(name for name in names if is_cancel(name.rpartition("/")[2])),
        pauses=tuple(name for name in names if is_pause(name.rpartition("/")[2])),
    )


def pauses_over(project: Project, root: Root | None) -> tuple[Path, ...]:
    """The files that keep new jobs of a project from starting, in the project and in its root. Raises OSError."""
    in_input = (path for path in list_input(project.input).files if "/" not in path)
    pauses = [project.folder / pause for pause in controls_of(project, in_input).pauses]
    in_root = root and root_pause(root)
    return (*pauses, root.folder / in_root) if root and in_root else tuple(pauses)


def root_pause(root: Root) -> str | None:
    """The name of a file in the root that keeps every new job from starting; None if there is none."""
    return min((name for name in _files_in(root.folder) if is_pause(name)), default=None)


def is_cancel(name: str) -> bool:
    """Whether a file asks for the jobs of its project to be cancelled."""
    return name.casefold() in CANCEL_NAMES


def is_pause(name: str) -> bool:
    """Whether a file asks that nothing new is started."""
    return name.casefold() in PAUSE_NAMES


def _files_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []
