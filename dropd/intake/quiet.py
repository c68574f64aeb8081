"""Since when each file looks as it does, by the daemon's own clock.

A file's own times say nothing: a file that is still arriving often has the times of the original.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dropd.intake.listing import Listing, Observation


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a file looks, and the monotonic second at which it was first seen looking so."""

    observation: Observation
    since_s: float


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of one `input/` from look to look."""

    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    changed_s: float = float("-inf")
    """When anything last appeared, changed or went."""


def observe(history: History, listing: Listing, now_s: float) -> History:
    """The history after one more look."""
    sightings = {
        path: _sighting(history.sightings.get(path), observation, now_s) for path, observation in listing.files.items()
    }
    same = sightings == history.sightings and listing.folders == history.folders
    return History(sightings, listing.folders, history.changed_s if same else now_s)


def quiet_for_s(history: History, path: str, now_s: float) -> float:
    """For how many seconds a file has not changed; 0 for one that is not there."""
    sighting = history.sightings.get(path)
    return 0.0 if sighting is None else now_s - sighting.since_s


def quiet_since_any_s(history: History, now_s: float) -> float:
    """For how many seconds nothing in `input/` has appeared, changed or gone."""
    return now_s - history.changed_s


def _sighting(before: Sighting | None, observation: Observation, now_s: float) -> Sighting:
    if before is not None and before.observation == observation:
        return before
    return Sighting(observation, now_s)
