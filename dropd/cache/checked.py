"""Finished things of several files in the cache, each with what was found out about it: whole and unchanged, or none.

The record comes last and holds checksums, its own too: without it, or with others, there is nothing. So nobody waits
for the disk: a chunk every second would wait for it as often. Checksums guard against damage, not against forgers, who
could write the record too: CRC-32, as in ZIP and PNG, takes down to a ninth of the time of SHA-256.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropd.cache.store import Cache
from dropd.errors import RenderFault

RECORD = ".json"
ATTEMPTS = 2
"""Another process that makes the same at the same time, and not to the byte, may put its files under our record."""
PIECE_BYTES = 1 << 18


Facts = Mapping[str, Any]
"""What was found out about a thing while it was made; fit for JSON."""
Make = Callable[[tuple[Path, ...]], Facts]
"""Writes the files of a thing, in the order of their endings."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The files of a thing, in the order of the endings that were asked for, and what is known of it."""

    files: tuple[Path, ...]
    facts: Facts


def find_kept(cache: Cache, key: str, endings: Sequence[str]) -> Kept | None:
    """Return a thing that was made before; None if anything of it is missing, or is no longer what it was."""
    record, *files = (cache.find(key, ending) for ending in (RECORD, *endings))
    paths = tuple(path for path in files if path is not None)
    if record is None or len(paths) < len(endings):
        return None
    try:
        kept = json.loads(record.read_bytes())
        found = Kept(paths, dict(kept["facts"]))
        return found if kept["crc32"] == _checksums(found) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_or_make(cache: Cache, key: str, endings: Sequence[str], make: Make) -> Kept:
    """Return a thing that was made before, or have it made, and kept. Raises RenderFault if it vanishes meanwhile."""
    for _ in range(ATTEMPTS):
        if (found := find_kept(cache, key, endings)) is not None:
            return found
        _make_and_keep(cache, key, endings, make)
    if (found := find_kept(cache, key, endings)) is not None:
        return found
    raise RenderFault("A finished part of the film vanished from the cache.", hint="Drop the trigger again.")


def _make_and_keep(cache: Cache, key: str, endings: Sequence[str], make: Make) -> None:
    """Have the files made; they, and what is known of them, are kept if that goes well."""
    with ExitStack() as until_whole:
        paths = tuple(until_whole.enter_context(cache.making(key, ending, durable=False)) for ending in endings)
        made = Kept(paths, make(paths))
        checksums = _checksums(made)
    with cache.making(key, RECORD, durable=False) as record:
        record.write_text(json.dumps({"crc32": checksums, "facts": made.facts}))


def _checksums(thing: Kept) -> list[int]:
    facts = json.dumps(thing.facts, sort_keys=True).encode()
    return [*(_checksum(path) for path in thing.files), zlib.crc32(facts)]


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            checksum = zlib.crc32(piece, checksum)
    return checksum
