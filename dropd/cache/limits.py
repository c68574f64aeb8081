"""Which entries of the cache go: those that nobody has used for long, then the least recently used. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

KEPT_LONGEST = ".speech"
"""Narration is small, and may be another when it is spoken again, or cost money: it outlives all pictures."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache, and when it was used last, in nanoseconds of the epoch."""

    path: Path
    size_bytes: int
    used_ns: int

    @property
    def is_narration(self) -> bool:
        """Whether it is kept longest."""
        return self.path.suffix == KEPT_LONGEST

    @property
    def worth(self) -> tuple[bool, int, str]:
        """What goes first is worth least."""
        return self.is_narration, self.used_ns, self.path.name


@dataclass(frozen=True, slots=True)
class CacheLimits:
    """How much may stay, and since when it must have been used; and since when it is in use, and stays in any case.

    Narration never goes for its age.
    """

    most_bytes: int
    unused_since_ns: float = 0
    in_use_since_ns: float = inf


def expendable(entries: Iterable[Entry], limits: CacheLimits) -> Iterator[Entry]:
    """Yield the entries that have to go."""
    kept_bytes = 0
    for entry in sorted(entries, key=lambda entry: entry.worth, reverse=True):
        is_in_use = entry.used_ns >= limits.in_use_since_ns
        is_old = entry.used_ns < limits.unused_since_ns and not entry.is_narration
        if is_old and not is_in_use:
            yield entry
            continue
        kept_bytes += entry.size_bytes
        if kept_bytes > limits.most_bytes and not is_in_use:
            yield entry
