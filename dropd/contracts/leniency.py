"""Leaving out what a film can be made without, and telling of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import ErrorDetails

from dropd.contracts.plain_words import path_of, problem_of
from dropd.contracts.unknown_keys import Groups, Location


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that was left out of a document, and the fault that was the reason."""

    place: Location
    fault: ErrorDetails


def leave_out(
    document: object,
    faults: Callable[[object], tuple[ErrorDetails, ...]],
    place_to_leave_out: Callable[[ErrorDetails], Location],
) -> tuple[object, tuple[Omission, ...]]:
    """Return the document without what may be left out of it, and what that was.

    `faults` finds all that is wrong with a document; `place_to_leave_out` says what can go to be rid of one
    fault, or gives an empty location if nothing can.
    """
    left_out: tuple[Omission, ...] = ()
    # The next round may find more: a timeline is compared with `images` once its unknown keys are gone.
    while omissions := tuple(
        Omission(place, fault) for fault in faults(document) if (place := place_to_leave_out(fault))
    ):
        document = _without(document, {omission.place for omission in omissions})
        left_out += omissions
    return document, left_out


def warnings_of(left_out: tuple[Omission, ...], groups: Groups) -> tuple[str, ...]:
    """One sentence for each kind of thing that was left out, however often it was."""
    kinds: dict[tuple[str, ...], list[Omission]] = {}
    first_at: dict[Location, Omission] = {}
    for omission in left_out:
        first_at.setdefault(omission.place, omission)
    for omission in first_at.values():
        kinds.setdefault(_kind(omission), []).append(omission)
    return tuple(_warning(omissions, groups) for omissions in kinds.values())


def _kind(omission: Omission) -> tuple[str, ...]:
    """What is alike in all scenes: the names on the way, without the numbers, and what is wrong."""
    return (*(step for step in omission.place if isinstance(step, str)), omission.fault["msg"])


def _warning(alike: list[Omission], groups: Groups) -> str:
    first = alike[0]
    others = f" (and {len(alike) - 1} more like it)" if len(alike) > 1 else ""
    problem = problem_of(first.fault, groups)
    if first.fault["loc"] == first.place:
        problem = replace(problem, path="")
    return f"{path_of(first.place)}{others} is passed over: {problem}"


def _without(value: Any, places: Iterable[Location]) -> Any:
    """A copy of a document in which the keys at some places are left out."""
    below: dict[int | str, set[Location]] = {}
    for first, *rest in places:
        below.setdefault(first, set()).add(tuple(rest))
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    kept = {key: item for key, item in pairs if () not in below.get(key, ())}
    changed = {key: _without(item, below[key]) if key in below else item for key, item in kept.items()}
    return changed if isinstance(value, dict) else list(changed.values())
