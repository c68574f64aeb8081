"""Whose the things are that dropd makes: they take after the folder that they are made for.

The owner of a project looks at them and deletes them over a share. So they have the group of that folder and its
rights to read and write, whatever the umask; and its owner too, where dropd runs as root.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path


def take_after(descriptor: int, like: Path) -> None:
    """Give a file or folder that dropd has just made, and holds open, the group and the rights of a folder.

    What the disk does not allow stays as it is: exFAT and some shares know no modes, and only a member of a group
    may give it away. Raises OSError if `like` is not there.
    """
    made, model = os.fstat(descriptor), like.stat()
    if not _is_ours_alone(made):
        return
    owner = model.st_uid if os.geteuid() == 0 else -1
    # The owner first: the kernel drops setgid where the group is not one of ours.
    with suppress(OSError):
        os.fchown(descriptor, owner, model.st_gid)
    with suppress(OSError):
        os.fchmod(descriptor, _mode(made.st_mode, model.st_mode))


def share(path: Path, like: Path) -> None:
    """The same for one that is closed; never through a link. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        take_after(descriptor, like)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, like: Path) -> None:
    """Make a folder that takes after another one; what lies there already is left as it is. Raises OSError."""
    with suppress(FileExistsError):
        folder.mkdir()
        share(folder, like)


def _is_ours_alone(made: os.stat_result) -> bool:
    """Whether nobody has put something else in its place: with root's help that could become anybody's."""
    is_linked = stat.S_ISREG(made.st_mode) and made.st_nlink > 1
    return made.st_uid == os.geteuid() and not is_linked


def _mode(made: int, model: int) -> int:
    # Without the sticky bit, which would keep everybody but dropd from deleting what lies there.
    return model & 0o2777 | 0o700 if stat.S_ISDIR(made) else model & 0o666 | 0o600
