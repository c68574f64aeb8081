"""Another dropd, on another machine, that works on the same synced folder. No lock reaches it; its status.json does.

As long as that says RUNNING, from another host, and is rewritten, the job is left to it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dropd.beneath import read_beneath
from dropd.clock import Clock
from dropd.contracts.job_state import JobState
from dropd.errors import UnsafeFault
from dropd.project import Project

FRESH_S = 120.0
"""A dropd that renders rewrites status.json every ten seconds; sync clients take their time."""

SYNC_S = 30.0
"""After its film is made, a neighbour's moving of the trigger arrives as well."""

MOST_BYTES = 1_000_000
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class _Sign:
    host: str
    text: bytes
    until_s: float
    """The monotonic second up to which it is believed."""


@dataclass(frozen=True, slots=True)
class _Told:
    host: str
    job_id: str
    state: str
    updated_at: datetime


class Neighbours:
    """Remembers when each neighbour gave its last sign of life. `host` is the name of this machine."""

    def __init__(self, host: str, clock: Clock) -> None:
        self._host = host
        self._clock = clock
        self._signs: dict[str, _Sign] = {}

    def at_work(self, project: Project, own_jobs: frozenset[str]) -> str | None:
        """The host of another dropd that makes a film of a project right now; None if there is none.

        What says that one of `own_jobs` is running was written by this dropd in an earlier life.
        """
        self._look(project, own_jobs)
        sign = self._signs.get(project.id)
        if sign is None or self._clock.monotonic_s() >= sign.until_s:
            return None
        return sign.host

    def next_look_s(self, project_id: str) -> float | None:
        """When a neighbour that stays silent is believed no more."""
        sign = self._signs.get(project_id)
        return None if sign is None else sign.until_s

    def tells(self, project: Project) -> bool:
        """Whether it is another dropd whose job status.json tells of."""
        told = _told(_read(project))
        return told is not None and told.host != self._host

    def forget(self, project_id: str) -> None:
        """No job of a project is open."""
        self._signs.pop(project_id, None)

    def _look(self, project: Project, own_jobs: frozenset[str]) -> None:
        text = _read(project)
        known = self._signs.get(project.id)
        if known is not None and known.text == text:
            return
        told = _told(text)
        if told is None or told.host == self._host or told.job_id in own_jobs:
            return
        now_s = self._clock.monotonic_s()
        if told.state == JobState.RUNNING:
            # After the first sign only news counts: the clocks of two machines differ.
            age = abs(self._clock.utc() - told.updated_at) if known is None else timedelta()
            self._signs[project.id] = _Sign(told.host, text, now_s + FRESH_S - age.total_seconds())
        elif known is not None and known.host == told.host:
            self._signs[project.id] = _Sign(told.host, text, min(known.until_s, now_s + SYNC_S))


def _told(text: bytes) -> _Told | None:
    """What a status.json tells; None where there is none that tells of a job."""
    try:
        status = json.loads(text)
        updated_at = datetime.fromisoformat(status["updatedAt"]).astimezone(UTC)
        names = status["daemon"]["host"], status["jobId"], status["state"]
    except (ValueError, LookupError, TypeError, RecursionError, OverflowError):
        return None
    # Anybody may have written the file: only names as dropd writes them are taken on.
    return _Told(*names, updated_at) if all(map(_is_name, names)) else None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def _read(project: Project) -> bytes:
    try:
        return read_beneath(project.folder, project.status_json.name, limit_bytes=MOST_BYTES)
    except (OSError, UnsafeFault):
        return b""
