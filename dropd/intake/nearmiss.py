"""Files that were meant well and lie, or are called, a little wrong: told with what to do, never acted upon. Pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from dropd.intake.asked import IMAGES_FOLDER, MUSIC_FOLDER
from dropd.intake.beside import Beside
from dropd.intake.listing import Listing
from dropd.intake.names import is_conflict, is_partial, original_of, trigger_name
from dropd.intake.wording import listed, printable

SCENES_FILE = "scenes.json"
TRIGGER_FILE = "render.yaml"

MEDIA_FOLDERS = frozenset({IMAGES_FOLDER, MUSIC_FOLDER, "voiceovers"})

ALIKE = 0.8
"""From this similarity on, a name is taken for a slip of the pen: `rendr.yaml`, `scene.json`."""

TEXT_ENDINGS = frozenset({"", ".txt", ".json", ".yaml", ".yml"})

_EXTRA_ENDING = re.compile(r"(?i)(?P<meant>scenes\.json|render\.ya?ml|render\.json)\.(json|txt|ya?ml)")


def near_misses(beside: Beside, listing: Listing) -> tuple[str, ...]:
    """Sentences about near misses: in what lies beside `input/`, and in the listing of `input/` itself."""
    found = [*(_beside_input(beside, listing) if beside.has_input else _without_input(beside)), *_too_low(listing)]
    here = frozenset(path for path in listing.files if "/" not in path)
    wanted = _wanted(here)
    for name in sorted(here):
        if is_partial(name) or _is_right(name):
            continue
        sentence = _of_copy(name, here) or _of_slip(name, wanted)
        if sentence is not None:
            found.append(sentence)
    return tuple(map(printable, found))


def _beside_input(beside: Beside, listing: Listing) -> Iterator[str]:
    there = {folder.casefold() for folder in listing.folders}
    folders = (folder for folder in _media_folders(beside) if folder.casefold() not in there)
    for name in sorted((*filter(_is_right, beside.files), *folders)):
        yield f"{name} lies beside the folder input; move it into input."


def _without_input(beside: Beside) -> Iterator[str]:
    for folder in sorted(beside.nested):
        yield f"The folder {folder} is a project inside this project; move it one folder up, beside this one."
    parts = sorted((*filter(_is_right, beside.files), *_media_folders(beside)))
    if parts:
        yield f"There is no folder input; make one and move all that you dropped into it, {listed(parts)} too."


def _media_folders(beside: Beside) -> Iterator[str]:
    return (folder for folder in beside.folders if folder.casefold() in MEDIA_FOLDERS)


def _too_low(listing: Listing) -> Iterator[str]:
    """A folder copied into `input/` instead of what is in it, and triggers among the pictures."""
    for path in sorted(listing.files):
        place = PurePosixPath(path)
        if len(place.parts) > 1 and not is_partial(place.name) and _is_right(place.name):
            yield f"{path} lies one folder too low; move what is in {place.parent} up into input."


def _of_copy(name: str, here: frozenset[str]) -> str | None:
    """What to do about a second copy of a trigger or of scenes.json."""
    original = original_of(name, here)
    if original is None and not is_conflict(name):
        return None
    is_trigger = trigger_name(original or "") is not None or re.search(r"(?i)(^|\.)render\b", name)
    if is_trigger and original is None:
        return f"{name} is a second copy and starts nothing; rename it to {TRIGGER_FILE} if you want it to."
    if is_trigger:
        return f"{name} is a second copy and starts nothing; keep the right one under the name {original}."
    if name.casefold().startswith("scenes"):
        return f"{name} is a second copy and is not read; keep the right one under the name {SCENES_FILE}."
    return None


def _of_slip(name: str, wanted: Iterable[str]) -> str | None:
    """What a file directly in `input/` was probably meant to be."""
    extra = _EXTRA_ENDING.fullmatch(name)
    if extra is not None:
        return f"{name} has an ending too many; rename it to {extra['meant'].lower()}."
    for meant in wanted:
        if _alike(name, meant):
            fate = "is not read" if meant == SCENES_FILE else "starts nothing"
            return f"{name} {fate}; if it is meant to be {meant}, rename it."
    return None


def _wanted(here: Iterable[str]) -> tuple[str, ...]:
    """What is still missing of the two texts that a drop consists of."""
    has_scenes = any(name.casefold() == SCENES_FILE for name in here)
    has_trigger = any(trigger_name(name) for name in here)
    return (*(() if has_scenes else (SCENES_FILE,)), *(() if has_trigger else (TRIGGER_FILE,)))


def _is_right(name: str) -> bool:
    """Whether a file would be read if it lay in `input/`."""
    return trigger_name(name) is not None or name.casefold() == SCENES_FILE


def _alike(name: str, meant: str) -> bool:
    """Whether a name has slipped in its spelling, or in its ending alone."""
    folded = name.casefold()
    place = PurePosixPath(folded)
    has_its_stem = place.stem == PurePosixPath(meant).stem and place.suffix in TEXT_ENDINGS
    return has_its_stem or SequenceMatcher(None, folded, meant).ratio() >= ALIKE
