"""What keeps dropd from reading or writing in a project: told in one sentence, with the command that mends it.

It is looked for before a render and not after it. The kernel is asked (`access`), so that groups, access lists,
flags and read-only disks count; modes and owners only explain its answer.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote

from dropd.contracts.film_files import is_scene_file, published_files
from dropd.errors import StorageFault
from dropd.intake.delivery import Awaited
from dropd.intake.wording import listed
from dropd.jobs.accounts import group_name, is_in_group, own_groups, shared_group, user_name
from dropd.project import Project

LOOK, CHANGE = os.R_OK | os.X_OK, os.W_OK | os.X_OK
"""What is needed to list a folder, and to make and move things in it."""
GOES_ON = "dropd goes on by itself after this command"
"""The command follows, last, so that it can be copied."""


def lacking_rights(project: Project, trigger: str | None = None, film: str | None = None) -> StorageFault | None:
    """What keeps dropd from publishing into a project, and from moving its trigger away; None if nothing does.

    `film` is the name of the film without its ending, where it is known.
    """
    return next(_lacking(project, trigger, film), None)


def out_of_place(project: Project, film: str | None) -> Iterator[StorageFault]:
    """What lies where dropd's folders belong, or the files of a film of this name; nothing, as a rule."""
    folders = map(no_folder, (project.output, project.done, project.failed, project.work))
    files = (_no_file(project.output / name) for name in (published_files(film) if film else ()))
    scenes = (_no_file(path) for path in _entries(project.output) if film and is_scene_file(path.name, film))
    return (fault for fault in (*folders, *files, *scenes) if fault is not None)


def no_folder(folder: Path) -> StorageFault | None:
    """What is to be said where something else lies in the place of a folder of dropd's; None if nothing does."""
    if _kind(folder) in (None, stat.S_IFDIR):
        return None
    return _fault(
        f"{folder.name} in the project {folder.parent.name} is a link or a file where a folder should be.",
        f"Rename or remove {folder.name}; dropd then makes the folder.",
    )


def unlistable(project: Project) -> StorageFault | None:
    """The first folder of a project that dropd may not look into, although a drop lies in it."""
    inner = (Path(parent, name) for parent, names, _ in os.walk(project.input) for name in names)
    with suppress(OSError):  # gone meanwhile
        for folder in (project.folder, project.input, *inner):
            if _is_folder(folder) and not _may(folder, LOOK):
                return _forbidden(f"look into the folder {_short(folder)}", folder, LOOK, mend=folder)
    return None


def unreadable(project: Project, awaited: Iterable[Awaited]) -> StorageFault | None:
    """Files that have arrived and that dropd may not read, told as one."""
    paths = (file.path for file in awaited)
    hidden = [path for path in paths if _is_file(file := project.input / path) and not _may(file, os.R_OK)]
    if not hidden:
        return None
    return _forbidden(f"read {listed(hidden)}", project.input / hidden[0], os.R_OK, mend=project.input)


def unwritable(folder: Path) -> StorageFault | None:
    """Why dropd may not make and move things in a folder; None if it may, or if it is no folder."""
    if not _is_folder(folder) or _may(folder, CHANGE):
        return None
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return StorageFault(
            f"The disk on which {_short(folder)} lies can only be read.",
            hint="Mount it for writing; dropd goes on by itself.",
        )
    return _forbidden(f"write in the folder {_short(folder)}", folder, CHANGE, mend=folder)


def refusal(*paths: str) -> StorageFault | None:
    """Why the system refused to make, replace or move one of these; None if no reason can be seen any more."""
    known = (path for path in map(Path, paths) if path.is_absolute())
    with suppress(OSError):  # gone meanwhile
        return next((fault for path in known if (fault := _refused(path))), None)
    return None


def _refused(path: Path) -> StorageFault | None:
    if _is_file(path) and not _may(path, os.R_OK):
        return _forbidden(f"read {_short(path)}", path, os.R_OK, mend=path.parent)
    folder = path if _is_folder(path) else path.parent
    return unwritable(folder) or _stuck(folder, (path.name,))


def _lacking(project: Project, trigger: str | None, film: str | None) -> Iterator[StorageFault]:
    made = (project.output, project.done, project.failed, project.logs, project.work)
    replaced = (project.status_json.name, project.status_html.name)
    faults = (
        *out_of_place(project, film),
        *map(unwritable, (project.folder, project.input, *made)),
        _stuck(project.input, () if trigger is None else (trigger,)),
        _stuck(project.folder, replaced),
        _stuck(project.output, (path.name for path in project.output.glob("*"))),
    )
    return (fault for fault in faults if fault is not None)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # not there yet, or not to be looked into, which is told elsewhere
        return []


def _no_file(path: Path) -> StorageFault | None:
    """What is to be said where a folder lies in the place of a file that is to be published; None if none does."""
    if not _is_folder(path):
        return None
    return _fault(f"{_short(path)} is a folder where a file belongs.", f"Rename or remove {path.name}.")


def _stuck(folder: Path, names: Iterable[str]) -> StorageFault | None:
    """In a folder with the sticky bit, a file can be moved or replaced by its owner and the folder's alone."""
    if not _is_folder(folder) or not (found := folder.stat()).st_mode & stat.S_ISVTX:
        return None
    movers = (0, found.st_uid)
    for path in (folder / name for name in names):
        if os.path.lexists(path) and os.geteuid() not in (*movers, owner := path.lstat().st_uid):
            return _fault(
                f"dropd may not move {path.name} out of the folder {_short(folder)}: the folder has the sticky bit "
                f"(mode {_octal(found)}), the file belongs to user {user_name(owner)}, and dropd runs as user "
                f"{user_name(os.geteuid())}.",
                f"{GOES_ON}: sudo chmod -t {_quoted(folder)}",
            )
    return None


def _forbidden(deed: str, path: Path, rights: int, *, mend: Path) -> StorageFault:
    found = path.stat()
    if _mode_allows(found, rights):
        return _fault(
            f"dropd may not {deed}, although the mode {_octal(found)} allows it: a flag (see lsattr), an access list "
            "(see getfacl) or the server of a network share forbids it.",
            f"dropd goes on by itself once that is changed; a flag by: sudo chattr -R -i {_quoted(mend)}",
        )
    return _fault(
        f"dropd may not {deed}: it belongs to user {user_name(found.st_uid)} and group {group_name(found.st_gid)} "
        f"with mode {_octal(found)}, and dropd runs as user {user_name(os.geteuid())}.",
        f"{GOES_ON}: {_opening(found, mend)}",
    )


def _fault(message: str, hint: str) -> StorageFault:
    """With names that are no UTF-8 made fit for status.json."""
    message, hint = (text.encode("utf-8", "backslashreplace").decode() for text in (message, hint))
    return StorageFault(message, hint=hint)


def _opening(found: os.stat_result, folder: Path) -> str:
    """The command that lets dropd, and the owner as before, work in all of a folder."""
    path = _quoted(folder)
    if found.st_uid == os.geteuid():
        return f"sudo chmod -R u+rwX {path}"
    allow = f"sudo chmod -R g+rwX {path}"
    if found.st_gid in own_groups():
        return allow
    group = shared_group(found.st_uid)
    commands = [f"sudo chgrp -R {group_name(group)} {path}", allow]
    if not is_in_group(found.st_uid, group):  # who could not delete what dropd makes
        commands.append(f"sudo usermod -aG {group_name(group)} {user_name(found.st_uid)}")
    return " && ".join(commands)


def _mode_allows(found: os.stat_result, rights: int) -> bool:
    """Whether it is something else that forbids it: the flag of `chattr +i`, as a rule."""
    if os.geteuid() == 0:
        return True
    shift = 6 if found.st_uid == os.geteuid() else 3 if found.st_gid in own_groups() else 0
    return found.st_mode >> shift & rights == rights


def _may(path: Path, rights: int) -> bool:
    return os.access(path, rights, effective_ids=True)


def _is_folder(path: Path) -> bool:
    return _kind(path) == stat.S_IFDIR


def _is_file(path: Path) -> bool:
    return _kind(path) == stat.S_IFREG


def _kind(path: Path) -> int | None:
    """What lies there, itself and not what it leads to; None where nothing can be seen, or no file has such a name."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except (OSError, ValueError):
        return None


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _octal(found: os.stat_result) -> str:
    return f"{stat.S_IMODE(found.st_mode):04o}"


def _quoted(path: Path) -> str:
    return quote(os.path.realpath(path))
