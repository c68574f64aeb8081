"""Which projects to look at, and when: at once after an event, when a grace ends, and all of them regularly."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass

from dropd.intake.inbox import Inbox
from dropd.intake.names import is_cancel, is_junk, trigger_name
from dropd.intake.watch import Dirty
from dropd.project import Root

LEAST_BETWEEN_LOOKS_S = 0.25
"""A copy causes thousands of events; a look at a folder of 50,000 files takes 0.2 s."""


@dataclass(frozen=True, slots=True)
class Round:
    """The projects to look at now."""

    projects: tuple[str, ...]
    touched: frozenset[str]
    """Those of them in which something changed while dropd was watching."""


class Rounds:
    """Keeps an inbox for each project that something is going on in."""

    def __init__(
        self,
        root: Root,
        open_inbox: Callable[[str], Inbox],
        take_dirty: Callable[[], Dirty],
        *,
        rescan_s: float,
        only: str | None = None,
    ) -> None:
        self._root = root
        self._open_inbox = open_inbox
        self._take_dirty = take_dirty
        self._rescan_s = rescan_s
        self._only = only
        self._inboxes: dict[str, Inbox] = {}
        self._due_s: dict[str, float] = {}
        self._looked_s: dict[str, float] = {}
        self._touched: set[str] = set()
        self._rescan_due_s = float("-inf")

    def take(self, now_s: float, busy: Collection[str]) -> Round:
        """The projects whose time has come. `busy` are those with open jobs: a rescan looks at each of them."""
        dirty = self._take_dirty()
        self._touched |= dirty.projects
        for project in dirty.projects:
            self.look_by(project, now_s)
        if dirty.everything or now_s >= self._rescan_due_s:
            self._rescan_due_s = now_s + self._rescan_s
            self._looked_s = {
                project: at_s for project, at_s in self._looked_s.items() if now_s - at_s < LEAST_BETWEEN_LOOKS_S
            }
            for project in {*self._with_triggers(), *busy}:
                self.look_by(project, now_s)
        ready = tuple(sorted(project for project, due_s in self._due_s.items() if due_s <= now_s))
        touched = frozenset(self._touched.intersection(ready))
        self._touched -= touched
        for project in ready:
            del self._due_s[project]
            self._looked_s[project] = now_s
        return Round(ready, touched)

    def inbox(self, project: str) -> Inbox:
        """The inbox of a project, with what is remembered of it."""
        if project not in self._inboxes:
            self._inboxes[project] = self._open_inbox(project)
        return self._inboxes[project]

    def look_by(self, project: str, due_s: float) -> None:
        """Look at a project at a time, or earlier if that is asked for; never at one that is not ours."""
        if self._only not in (None, project):
            return
        soonest_s = self._looked_s.get(project, float("-inf")) + LEAST_BETWEEN_LOOKS_S
        wished_s = max(due_s, soonest_s)
        self._due_s[project] = min(wished_s, self._due_s.get(project, wished_s))

    def forget(self, project: str) -> None:
        """Nothing is going on in a project any more."""
        self._inboxes.pop(project, None)

    def next_due_s(self) -> float:
        """When there will be something to look at, if no event comes before."""
        return min([*self._due_s.values(), self._rescan_due_s])

    def is_quiet(self) -> bool:
        """Whether nothing is due but the next rescan."""
        return not self._due_s

    def _with_triggers(self) -> list[str]:
        """Every project in whose input a trigger or a cancel file lies, by a look at names alone."""
        try:
            with os.scandir(self._root.projects) as entries:
                names = [entry.name for entry in entries if not is_junk(entry.name)]
        except OSError:
            return []
        return [name for name in names if self._has_trigger(name)]

    def _has_trigger(self, project: str) -> bool:
        try:
            with os.scandir(self._root.project(project).input) as entries:
                return any(trigger_name(entry.name) is not None or is_cancel(entry.name) for entry in entries)
        except OSError:
            return False
