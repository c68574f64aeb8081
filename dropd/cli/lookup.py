"""What a command line names: settings, the root, a project."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from dropd.errors import SetupFault
from dropd.intake.beside import look_beside
from dropd.intake.listing import Listing
from dropd.intake.nearmiss import is_archive, near_misses
from dropd.intake.rootguard import RootGuard
from dropd.project import Project, Root
from dropd.settings import Settings, load_settings


def settings_of(config: Path | None, root: Path | None = None) -> tuple[Settings, tuple[str, ...]]:
    """The settings of this command line, this environment and this working folder; and notes about them."""
    loaded = load_settings(config, os.environ, Path.cwd(), overrides={"root": root})
    return loaded.settings, loaded.notes


def how_to_start(config: Path | None = None, root: Path | None = None) -> str:
    """What to do where no dropd is running, given the options of this command line."""
    return f"Start it with: {run_command(config, root)} (or the service that you have set up)."


def run_command(config: Path | None = None, root: Path | None = None) -> str:
    """The command that starts dropd, given the options of this command line."""
    given = (("--config", config), ("--root", root))
    return shlex.join((program(), "run", *(word for name, path in given if path for word in (name, str(path)))))


def program() -> str:
    """How dropd is called on this machine: by its name where that is found, else as it was called now."""
    called = sys.argv[0]
    return called if Path(called).name == "dropd" and shutil.which("dropd") is None else "dropd"


def guarded_root(settings: Settings) -> tuple[Root, RootGuard]:
    """The root of the settings, with the guard that knows it again.

    Raises SetupFault if it is missing and was never seen: a typing mistake must not make a folder.
    """
    root = Root.at(settings.root)
    guard = RootGuard(root, settings.state_folder)
    if not root.folder.is_dir() and not guard.knows():
        raise SetupFault(
            f"The root {root.folder} does not exist.", hint=f"Make it with: dropd init --root {root.folder}"
        )
    return root, guard


def project_in(folder: Path) -> Project:
    """The project that a command names. Raises SetupFault if the folder is none."""
    project = Project(folder.absolute())
    if folder.is_file():
        if is_archive(folder.name):
            raise SetupFault(f"{folder} is packed.", hint="Unpack it, and name the folder.")
        above = folder.absolute().parent
        above = next((path.parent for path in (above, *above.parents) if path.name == "input"), above)
        raise SetupFault(f"{folder} is a file, no project folder.", hint=f"Name the folder: {above}")
    if not folder.is_dir():
        raise SetupFault(f"{folder} does not exist.", hint="Name a project folder, such as ~/Videos/projects/example.")
    if not project.input.is_dir():
        raise SetupFault(f"{folder} is no project folder: it has no folder input.", hint=_meant_folder(project))
    project.need_text_name()
    return project


def _meant_folder(project: Project) -> str:
    """What to name, or to do, where a folder has no `input/`."""
    folder, beside = project.folder, look_beside(project)
    if folder.name == "input" and (folder / "scenes.json").exists():
        return f"Name the folder above: {folder.parent}"
    if beside.nested:
        return f"Name one of the projects in it, such as {folder / min(beside.nested)}"
    return " ".join(near_misses(beside, Listing())) or "Put scenes.json and images into a folder named input in it."
