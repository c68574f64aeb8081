"""From a name that a drop asks for to the name on disk: macOS, Windows and people spell them differently."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

SOUND_ENDINGS = ("wav", "mp3", "m4a", "flac", "ogg", "opus")
"""Of voice-overs, the preferred first."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names in one folder, found by three spellings: exact, NFC, and NFC in any case."""

    names: frozenset[str]
    by_nfc: Mapping[str, tuple[str, ...]]
    by_folded: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Index names; each lookup takes the same time, however many there are."""
        known = frozenset(names)
        return cls(known, _grouped(known, _nfc), _grouped(known, folded))


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a name, if anything, and what its owner should know about it."""

    name: str | None
    warning: str | None = None


def match_name(wanted: str, present: NameIndex) -> Match:
    """Find a name: exact, else the only one of the same NFC form, else the only one in another case."""
    if wanted in present.names:
        return Match(wanted)
    same_form = present.by_nfc.get(_nfc(wanted), ())
    if len(same_form) == 1:
        return Match(same_form[0])
    any_case = present.by_folded.get(folded(wanted), ())
    if len(any_case) == 1:
        return Match(any_case[0], f"{any_case[0]} is used for {wanted}: the names differ in upper and lower case.")
    return Match(None)


def nearest_names(wanted: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """At most three candidates that a person may have meant, the best first; endings do not count."""
    by_stem = defaultdict(list)
    for candidate in sorted(candidates):
        by_stem[folded(PurePosixPath(candidate).stem)].append(candidate)
    close = difflib.get_close_matches(folded(PurePosixPath(wanted).stem), by_stem, n=3)
    return tuple(candidate for stem in close for candidate in by_stem[stem])[:3]


def transfer_of(wanted: str, partials: Collection[str]) -> str | None:
    """The half transfer that will become `wanted`: `.front.jpg.Ab12Cd` for `front.jpg`."""
    if not partials:
        return None
    pattern = re.compile(rf"(?:^|[.~]){re.escape(folded(wanted))}(?:\.|$)")
    return min((name for name in partials if pattern.search(folded(name))), default=None)


def voice_overs_for(scene_index: int, present: NameIndex) -> tuple[str, ...]:
    """The voice-overs of a scene, counted from zero: `07`, `scene_07`, `7`, `007`, in any case; the first counts."""
    stems = dict.fromkeys((f"{scene_index:02d}", f"scene_{scene_index:02d}", str(scene_index), f"{scene_index:03d}"))
    spellings = (f"{stem}.{ending}" for stem in stems for ending in SOUND_ENDINGS)
    return tuple(name for spelling in spellings for name in present.by_folded.get(spelling, ()))


def is_recording(path: str) -> bool:
    """Whether a file calls itself a sound."""
    return path.rpartition(".")[2].casefold() in SOUND_ENDINGS


def is_numbered_recording(path: str) -> bool:
    """Whether a file calls itself as a scene's voice-over does."""
    return is_recording(path) and PurePosixPath(path).stem.isdecimal()


def counted_from_one(scene_count: int, present: NameIndex) -> bool:
    """Whether voice-overs 01 to N lie there for N scenes, but no 00: a film whose sound is one scene late."""
    return (
        scene_count > 0
        and not voice_overs_for(0, present)
        and all(voice_overs_for(number, present) for number in range(1, scene_count + 1))
    )


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """A name as it is compared where case and the way of writing accents do not count."""
    return unicodedata.normalize("NFC", _nfc(name).casefold())


def _grouped(names: frozenset[str], spelling: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        groups[spelling(name)].append(name)
    return {key: tuple(same) for key, same in groups.items()}
