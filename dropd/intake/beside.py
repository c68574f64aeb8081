"""What lies in a project folder beside `input/`: where drops land that miss it by one folder."""

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dropd.project import Project

MOST_LOOKED_AT = 1000
"""Of a folder with more in it, the rest is not looked at: nobody dropped that by mistake."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies in a project folder."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    """The folders that have an `input/` of their own, looked for where the project has none."""
    has_input: bool = True


def look_beside(project: Project) -> Beside:
    """Look into a project folder; what cannot be looked at is not there."""
    try:
        with os.scandir(project.folder) as entries:
            found = list(islice(entries, MOST_LOOKED_AT))
    except OSError:
        return Beside()
    folders = frozenset(entry.name for entry in found if entry.is_dir(follow_symlinks=False))
    has_input = os.path.lexists(project.input)
    return Beside(
        files=frozenset(entry.name for entry in found) - folders,
        folders=folders,
        nested=frozenset() if has_input else frozenset(name for name in folders if _is_project(project.folder / name)),
        has_input=has_input,
    )


def _is_project(folder: Path) -> bool:
    return (folder / "input").is_dir()
