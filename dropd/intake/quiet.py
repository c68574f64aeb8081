"""Since when each file looks as it does, by the daemon's own clock.

A file's own times say nothing: a file that is still arriving often has the times of the original.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dropd.intake.lease import Writer
from dropd.intake.listing import Listing, Observation


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a file looks, and the monotonic second from which it counts as unchanged."""

    observation: Observation
    since_s: float
    is_left: bool = False
    """Whether it was asked for, and found, that nobody writes it any more, as far as that can be told."""


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


def ask_for_writers(
    history: History, writer_of: Callable[[str], Writer], now_s: float, *, quiet_s: float, unsure_quiet_s: float
) -> History:
    """Ask of each file that has just become quiet whether somebody still has it open for writing.

    If so it counts as changed now: a sender who stalls has not finished. Where nobody can tell, or the file looks odd,
    the quiet has to last for `unsure_quiet_s` instead of `quiet_s`.
    """
    asked = {
        path: _asked(sighting, writer_of(path), now_s, unsure_quiet_s - quiet_s)
        for path, sighting in history.sightings.items()
        if sighting.observation.is_file and not sighting.is_left and now_s - sighting.since_s >= quiet_s
    }
    is_written = any(not sighting.is_left for sighting in asked.values())
    changed_s = now_s if is_written else history.changed_s
    return replace(history, sightings={**history.sightings, **asked}, changed_s=changed_s)


def quiet_for_s(history: History, path: str, now_s: float) -> float:
    """For how many seconds a file has not changed; 0 for one that is not there."""
    sighting = history.sightings.get(path)
    return 0.0 if sighting is None else now_s - sighting.since_s


def quiet_since_any_s(history: History, now_s: float) -> float:
    """For how many seconds nothing in `input/` has appeared, changed or gone."""
    return now_s - history.changed_s


WRITTEN_S = 0.05
"""What is being written counts as changed so much later: it has not rested even where no quiet is asked for."""


def _asked(sighting: Sighting, writer: Writer, now_s: float, longer_s: float) -> Sighting:
    match writer:
        case Writer.SOMEBODY:
            return replace(sighting, since_s=now_s + WRITTEN_S)
        case Writer.NOBODY if not sighting.observation.is_odd:
            return replace(sighting, is_left=True)
        case Writer.NOBODY | Writer.UNKNOWN:
            return replace(sighting, is_left=True, since_s=sighting.since_s + longer_s)


def _sighting(before: Sighting | None, observation: Observation, now_s: float) -> Sighting:
    if before is not None and before.observation == observation:
        return before
    return Sighting(observation, now_s)
