"""Which projects to look at, and when: at once after an event, when a grace ends, and all of them regularly."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from dropd.intake.census import Census, Found
from dropd.intake.inbox import Inbox
from dropd.intake.watch import Dirty
from dropd.project import Root

LEAST_BETWEEN_LOOKS_S = 0.05
PART_OF_LOOKING = 5
"""A copy causes thousands of events. A look at ten files takes 2 ms, one at 50,000 takes 0.4 s; not more than a fifth
of the time is spent on looking at a project of which events tell.
"""

POLL_S = 5.0
"""How often projects are looked at of which no event tells."""


@dataclass(frozen=True, slots=True)
class Round:
    """The projects to look at now."""

    projects: tuple[str, ...]
    touched: frozenset[str] = frozenset()
    """Those of them in which something changed while dropd was watching."""
    routine: frozenset[str] = frozenset()
    """Those of them for which there is no reason but that it is time again: nothing may have changed."""


class Rounds:
    """Keeps an inbox for each project that something is going on in."""

    def __init__(
        self,
        root: Root,
        open_inbox: Callable[[str], Inbox],
        *,
        rescan_s: float,
        only: str | None = None,
    ) -> None:
        self._census = Census(root)
        self._open_inbox = open_inbox
        self._rescan_s = rescan_s
        self._only = only
        self._inboxes: dict[str, Inbox] = {}
        self._due_s: dict[str, float] = {}
        self._not_before_s: dict[str, float] = {}
        self._touched: set[str] = set()
        self._routine: set[str] = set()
        self._rescan_due_s = float("-inf")
        self._poll_due_s = float("inf")

    def take(self, dirty: Dirty, now_s: float, busy: Collection[str]) -> Round:
        """The projects whose time has come. `busy` are those with open jobs: a rescan looks at each of them."""
        self._note(dirty.projects, dirty.projects, now_s)
        if dirty.everything or now_s >= self._rescan_due_s:
            self._rescan(dirty.unheard, now_s, busy)
        elif now_s >= self._poll_due_s:
            self._poll(dirty.unheard, now_s, busy)
        hears_all = dirty.unheard is not None and not dirty.unheard
        self._poll_due_s = float("inf") if hears_all else min(self._poll_due_s, now_s + POLL_S)
        return self._ready(now_s)

    def inbox(self, project: str) -> Inbox:
        """The inbox of a project, with what is remembered of it."""
        if project not in self._inboxes:
            self._inboxes[project] = self._open_inbox(project)
        return self._inboxes[project]

    def look_by(self, project: str, due_s: float) -> None:
        """Look at a project at a time, or earlier if that is asked for; never at one that is not ours."""
        if self._only not in (None, project):
            return
        wished_s = max(due_s, self._not_before_s.get(project, float("-inf")))
        self._due_s[project] = min(wished_s, self._due_s.get(project, wished_s))

    def leave(self, round_: Round, projects: Collection[str], now_s: float) -> None:
        """Some projects of a round were not looked at: they are due at once."""
        self._note(projects, round_.touched.intersection(projects), now_s)

    def looked(self, project: str, began_s: float, ended_s: float) -> None:
        """A look is over: the next comes later, the longer it took."""
        self._not_before_s[project] = ended_s + max(LEAST_BETWEEN_LOOKS_S, PART_OF_LOOKING * (ended_s - began_s))

    def forget(self, project: str) -> None:
        """Nothing is going on in a project any more."""
        self._inboxes.pop(project, None)

    def next_due_s(self) -> float:
        """When there will be something to look at, if no event comes before."""
        return min([*self._due_s.values(), self._rescan_due_s, self._poll_due_s])

    def is_quiet(self, but_for: Collection[str] = ()) -> bool:
        """Whether nothing is due but the next rescan, and some projects."""
        return self._due_s.keys() <= set(but_for)

    def _rescan(self, unheard: frozenset[str] | None, now_s: float, busy: Collection[str]) -> None:
        """Of disks without events, not even the times of folders are relied upon: some never move them."""
        self._rescan_due_s = now_s + self._rescan_s
        self._poll_due_s = float("inf")
        self._not_before_s = {project: at_s for project, at_s in self._not_before_s.items() if at_s > now_s}
        found = self._census.all(unheard) if self._only is None else Found(frozenset({self._only}))
        self._note({*found.changed, *found.calling.difference(busy)}, found.changed, now_s)
        self._routine.update(busy)

    def _poll(self, unheard: frozenset[str] | None, now_s: float, busy: Collection[str]) -> None:
        """Of projects in which something is going on, files may have grown that no folder's time tells of."""
        self._poll_due_s = float("inf")
        active = {*busy, *self._inboxes}
        found = self._census.all() if unheard is None else self._census.of(unheard)
        self._note(found.changed, found.changed, now_s)
        self._routine.update(active if unheard is None else active & unheard)

    def _note(self, projects: Collection[str], touched: Collection[str], now_s: float) -> None:
        self._touched.update(touched)
        for project in projects:
            self.look_by(project, now_s)

    def _ready(self, now_s: float) -> Round:
        due = {project for project, due_s in self._due_s.items() if due_s <= now_s}
        touched = frozenset(self._touched & due)
        routine = frozenset(project for project in self._routine - due if self._only in (None, project))
        self._touched -= touched
        self._routine.clear()
        for project in due:
            del self._due_s[project]
        return Round(tuple(sorted(due | routine)), touched, routine)
