"""Files that were meant well and lie, or are called, a little wrong: told with what to do, never acted upon. Pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from dropd.intake.asked import IMAGES_FOLDER, MUSIC_FOLDER
from dropd.intake.beside import Beside
from dropd.intake.listing import Listing
from dropd.intake.names import SCENES_FILE, is_conflict, is_partial, original_of, trigger_name
from dropd.intake.wording import listed, printable

TRIGGER_FILE = "render.yaml"

VOICE_FOLDER = "voiceovers"
MEDIA_FOLDERS = frozenset({IMAGES_FOLDER, MUSIC_FOLDER, VOICE_FOLDER})
_ALSO_IMAGES = re.compile(r"(?i)image|img|imgs|pics|pictures?|photos?")
_UNREADABLE_SOUND = re.compile(rf"(?i){VOICE_FOLDER}/[^/]+\.(aac|wma|aiff?|amr|3gpp?|caf|mp4|mka|ac3|webm)")
_ARCHIVE = re.compile(r"(?i)\.(zip|rar|7z|tar|tgz|tar\.gz)$")

ALIKE = 0.8
"""From this similarity on, a name is taken for a slip of the pen: `rendr.yaml`, `scene.json`."""

TEXT_ENDINGS = frozenset({"", ".txt", ".json", ".yaml", ".yml"})

DOCUMENT_ENDINGS = frozenset({".rtf", ".doc", ".docx", ".odt", ".pages"})

_EXTRA_ENDING = re.compile(r"(?i)(?P<meant>scenes\.json|render\.ya?ml|render\.json)\.(json|txt|ya?ml)")


def near_misses(beside: Beside, listing: Listing) -> tuple[str, ...]:
    """Sentences about near misses: in what lies beside `input/`, and in the listing of `input/` itself."""
    found = [*(_beside_input(beside, listing) if beside.has_input else _without_input(beside)), *_too_low(listing)]
    here = frozenset(path for path in listing.files if "/" not in path)
    found += [
        *_packed(here),
        *_misnamed_folders(listing),
        *_folders_in_place_of_texts(listing),
        *_unreadable_recordings(listing),
    ]
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
    if alike := [folder for folder in beside.folders if folder.casefold() == "input"]:
        yield f"The folder {alike[0]} has to be called input, in small letters; rename it."
        return
    for folder in sorted(beside.nested):
        yield f"The folder {folder} is a project inside this project; move it one folder up, beside this one."
    parts = sorted((*filter(_is_right, beside.files), *_media_folders(beside)))
    if parts:
        yield f"There is no folder input; make one and move all that you dropped into it, {listed(parts)} too."


def _packed(here: frozenset[str]) -> Iterator[str]:
    """Archives, where what may be in them is not there."""
    if not any(name.casefold() == SCENES_FILE for name in here):
        for name in sorted(filter(is_archive, here)):
            yield f"{name} is packed, and dropd opens no archives; unpack it, so that scenes.json lies in input."


def is_archive(name: str) -> bool:
    """Whether a file calls itself one of several files that are packed."""
    return _ARCHIVE.search(name) is not None


def _misnamed_folders(listing: Listing) -> Iterator[str]:
    """Other names for voice-overs are left alone: `voiceDir` may ask for them."""
    top = {folder for folder in listing.folders if "/" not in folder}
    if IMAGES_FOLDER not in {folder.casefold() for folder in top}:
        for folder in sorted(filter(_ALSO_IMAGES.fullmatch, top)):
            yield f"The folder {folder} is not read; if it is meant to be {IMAGES_FOLDER}, rename it."


def _folders_in_place_of_texts(listing: Listing) -> Iterator[str]:
    for folder in sorted(folder for folder in listing.folders if "/" not in folder and _is_right(folder)):
        yield f"{folder} is a folder, but has to be a text file; move what is in it up into input, and remove it."


def _unreadable_recordings(listing: Listing) -> Iterator[str]:
    unreadable = [path for path in sorted(listing.files) if _UNREADABLE_SOUND.fullmatch(path)]
    if unreadable:
        verb = "is" if len(unreadable) == 1 else "are"
        yield f"{listed(unreadable)} {verb} no sound that dropd reads; save as WAV, MP3, M4A, FLAC, OGG or OPUS."


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
            if PurePosixPath(name.casefold()).suffix in DOCUMENT_ENDINGS:
                return f"{name} {fate}: it is a document of a word processor; save it as plain text named {meant}."
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
