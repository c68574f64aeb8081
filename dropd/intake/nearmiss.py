"""Files that were meant well and lie, or are called, a little wrong: told with what to do, never acted upon. Pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from dropd.intake.listing import Listing
from dropd.intake.names import is_conflict, is_partial, trigger_name

SCENES_FILE = "scenes.json"
TRIGGER_FILE = "render.yaml"

ALIKE = 0.8
"""From this similarity on, a name is taken for a slip of the pen: `rendr.yaml`, `scene.json`."""

_EXTRA_ENDING = re.compile(r"(?i)(?P<meant>scenes\.json|render\.ya?ml|render\.json)\.(json|txt|ya?ml)")


def near_misses(beside_input: Iterable[str], listing: Listing) -> tuple[str, ...]:
    """Sentences about near misses: in the names beside `input/`, and in the listing of `input/` itself."""
    found = [*_too_high(beside_input), *_too_low(listing)]
    here = [path for path in sorted(listing.files) if "/" not in path]
    has_scenes = any(name.casefold() == SCENES_FILE for name in here)
    has_trigger = any(trigger_name(name) for name in here)
    for name in here:
        meant = _meant(name, has_scenes=has_scenes, has_trigger=has_trigger)
        if meant is not None:
            found.append(meant)
    return tuple(found)


def _too_high(names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        if trigger_name(name) is not None or name.casefold() == SCENES_FILE:
            yield f"{name} lies beside the folder input; move it into input."


def _too_low(listing: Listing) -> Iterator[str]:
    """A folder copied into `input/` instead of what is in it, and triggers among the pictures."""
    for path in sorted(listing.files):
        place = PurePosixPath(path)
        if len(place.parts) < 2 or is_partial(place.name):  # noqa: PLR2004 - a folder and a name
            continue
        if trigger_name(place.name) is not None or place.name.casefold() == SCENES_FILE:
            yield f"{path} lies one folder too low; move what is in {place.parent} up into input."


def _meant(name: str, *, has_scenes: bool, has_trigger: bool) -> str | None:
    """What a file directly in `input/` was probably meant to be."""
    if is_partial(name) or trigger_name(name) is not None or name.casefold() == SCENES_FILE:
        return None
    stem_of_trigger = name.casefold().startswith("render") or ".render" in name.casefold()
    if is_conflict(name):
        return _of_copy(name, stem_of_trigger=stem_of_trigger)
    extra = _EXTRA_ENDING.fullmatch(name)
    if extra is not None:
        return f"{name} has an ending too many; rename it to {extra['meant'].lower()}."
    if not has_scenes and _alike(name, SCENES_FILE):
        return f"{name} is not read; if it is meant to be {SCENES_FILE}, rename it."
    if not has_trigger and _alike(name, TRIGGER_FILE):
        return f"{name} starts nothing; if it is meant to be {TRIGGER_FILE}, rename it."
    return None


def _of_copy(name: str, *, stem_of_trigger: bool) -> str | None:
    if stem_of_trigger:
        return f"{name} is a second copy and starts nothing; rename it to {TRIGGER_FILE} if you want it to."
    if name.casefold().startswith("scenes"):
        return f"{name} is a second copy and is not read; dropd reads {SCENES_FILE}. Keep the right one of them."
    return None


def _alike(name: str, wanted: str) -> bool:
    return SequenceMatcher(None, name.casefold(), wanted).ratio() >= ALIKE
