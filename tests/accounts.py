"""Other users, for tests that run as root: whoever copies, and whoever dropd runs as."""

import codecs
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other users")


@dataclass(frozen=True)
class Account:
    """A user without a name, as in a container."""

    uid: int
    groups: tuple[int, ...]
    """The main one first."""

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Have the rights of this user for a while, and no others."""
        for name in ("utf-8-sig", "utf-16"):
            codecs.lookup(name)  # imported when first used, from a folder that this user may not be able to read
        before = os.getgroups()
        os.setgroups(self.groups)
        os.setegid(self.groups[0])
        os.seteuid(self.uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(before)

    @property
    def command(self) -> tuple[str, ...]:
        """What goes before a command that this user gives."""
        groups = ",".join(map(str, self.groups))
        return ("setpriv", "--reuid", str(self.uid), "--regid", str(self.groups[0]), "--groups", groups)


FILMS = 5000
"""A group that both are in."""
ANN = Account(5001, (5001, FILMS))
"""Who copies."""
DROPD = Account(5002, (5002, FILMS))
STRANGER = Account(5002, (5002,))
"""dropd, without a group that it shares with Ann."""


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user reaches, as pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="dropd-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def give(folder: Path, account: Account, group: int, mode: int) -> None:
    """Have a folder, and everything in it, belong to somebody; its files are without `x`."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.uid, group)
        path.chmod(mode if path.is_dir() else mode & 0o666)
