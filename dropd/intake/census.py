"""Which input folders call for a look: those with a trigger in them, and those that changed since the last census.

A folder's own times change when a name in it comes or goes. So a census of 10,000 projects costs one system call each,
and only folders that changed are read.
"""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dropd.intake.controls import is_cancel
from dropd.intake.names import is_junk, trigger_name
from dropd.project import Root

COARSEST_NS = 5 * 10**9
"""FAT counts in steps of two seconds; some servers' clocks are not ours."""


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
    names: int | None
    """A digest of the names in the folder; None if they cannot be listed."""
    is_calling: bool
    is_sure: bool = False
    """Whether the same was found twice, or long after its last change. Times of some disks are whole seconds: what
    comes in the same one as the count does not move them.
    """


class Census:
    """Counts the projects of a root, and remembers how each looked."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._counted: dict[str, _Counted] = {}
        self._is_first = True

    def all(self, distrusted: frozenset[str] | None = frozenset()) -> Found:
        """Count every project. The times of folders of `distrusted` projects, None for all, are not relied upon."""
        try:
            with os.scandir(self._root.projects) as entries:
                names = [entry.name for entry in entries if not is_junk(entry.name)]
        except OSError:
            return Found()
        self._counted = {name: self._counted[name] for name in names if name in self._counted}
        found = self.of(names, distrusted)
        is_first, self._is_first = self._is_first, False
        return Found(found.calling) if is_first else found

    def of(self, names: Iterable[str], distrusted: frozenset[str] | None = frozenset()) -> Found:
        """Count some projects."""
        calling, changed = set(), set()
        for name in names:
            known = self._counted.get(name)
            is_trusted = distrusted is not None and name not in distrusted
            counted = self._count(name, known if is_trusted else known and replace(known, is_sure=False))
            if counted is None:
                self._counted.pop(name, None)
                continue
            self._counted[name] = counted
            if known is None or (counted.stamp, counted.names) != (known.stamp, known.names):
                changed.add(name)
            if counted.is_calling:
                calling.add(name)
        return Found(frozenset(calling), frozenset(changed))

    def _count(self, name: str, known: _Counted | None) -> _Counted | None:
        folder = f"{self._root.projects}/{name}"
        stamp = _stamp(f"{folder}/input") or _stamp(folder)
        if stamp is None:
            return None
        if known is not None and known.stamp == stamp and known.is_sure:
            return known
        names, is_calling = _list(f"{folder}/input")
        is_same = known is not None and (known.stamp, known.names) == (stamp, names)
        is_sure = is_same or time.time_ns() - max(stamp[1:]) > COARSEST_NS
        return _Counted(stamp, names, is_calling, is_sure)


def _stamp(folder: str) -> tuple[int, int, int] | None:
    """How a folder looks; a client that copies a folder's times sets mtime, but nobody can set ctime."""
    try:
        status = os.lstat(folder)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def _list(folder: str) -> tuple[int | None, bool]:
    """A digest of the names in a folder, and whether one of them is a trigger or a cancel file."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except PermissionError:
        return None, True  # the look that follows finds out which folder it is, and tells
    except OSError:
        return None, False
    return hash(frozenset(names)), any(trigger_name(name) is not None or is_cancel(name) for name in names)
