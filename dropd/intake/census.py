"""Which input folders call for a look: those with a trigger in them, and those that changed since the last census.

A folder's own times change when a name in it comes or goes. So a census of 10,000 projects costs one system call each,
and only folders that changed are read.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from dropd.intake.controls import is_cancel
from dropd.intake.names import is_junk, trigger_name
from dropd.project import Root


@dataclass(frozen=True, slots=True)
class Found:
    """What a census found."""

    calling: frozenset[str] = frozenset()
    """Projects in whose input folder a trigger or a cancel file lies."""
    changed: frozenset[str] = frozenset()
    """Projects in whose input folder a name came or went since they were counted last; none at the first census."""


@dataclass(frozen=True, slots=True)
class _Counted:
    stamp: tuple[int, int, int]
    is_calling: bool


class Census:
    """Counts the projects of a root, and remembers how each looked."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._counted: dict[str, _Counted] = {}
        self._is_first = True

    def all(self) -> Found:
        """Count every project."""
        try:
            with os.scandir(self._root.projects) as entries:
                names = [entry.name for entry in entries if not is_junk(entry.name)]
        except OSError:
            return Found()
        self._counted = {name: self._counted[name] for name in names if name in self._counted}
        found = self.of(names)
        is_first, self._is_first = self._is_first, False
        return Found(found.calling) if is_first else found

    def of(self, names: Iterable[str]) -> Found:
        """Count some projects."""
        calling, changed = set(), set()
        for name in names:
            known = self._counted.get(name)
            counted = self._count(name, known)
            if counted is None:
                self._counted.pop(name, None)
                continue
            if counted is not known:
                self._counted[name] = counted
                changed.add(name)
            if counted.is_calling:
                calling.add(name)
        return Found(frozenset(calling), frozenset(changed))

    def _count(self, name: str, known: _Counted | None) -> _Counted | None:
        folder = f"{self._root.projects}/{name}"
        stamp = _stamp(f"{folder}/input") or _stamp(folder)
        if stamp is None or (known is not None and known.stamp == stamp):
            return known if stamp is not None else None
        return _Counted(stamp, _calls(f"{folder}/input"))


def _stamp(folder: str) -> tuple[int, int, int] | None:
    """How a folder looks; a client that copies a folder's times sets mtime, but nobody can set ctime."""
    try:
        status = os.lstat(folder)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def _calls(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(trigger_name(entry.name) is not None or is_cancel(entry.name) for entry in entries)
    except PermissionError:
        return True  # the look that follows finds out which folder it is, and tells
    except OSError:
        return False
