"""How large each picture of a film is: the camera's ways depend on it. Known pictures are not opened again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropd.cache import Cache
from dropd.film.render_version import drawn_with
from dropd.jobs.inputs import Inputs
from dropd.media.decoder import PictureDecoder

ENDING = ".json"

Sizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels, upright, by the picture's path below `input/`."""


def known_sizes(paths: Iterable[str], inputs: Inputs, cache: Cache) -> Sizes:
    """The sizes of those pictures that were opened before."""
    digests = inputs.digests
    found = {path: _known(cache.find(_key(digests[path]), ENDING)) for path in paths}
    return {path: size for path, size in found.items() if size is not None}


def read_sizes(paths: Iterable[str], inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> Sizes:
    """Open pictures for their sizes. Raises MediaFault and ChangedFault."""
    return {path: _read(path, inputs, scratch, decoder, cache) for path in paths}


def _read(path: str, inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> tuple[int, int]:
    with inputs.open(path, scratch) as file:
        size = decoder.size(file, path)
    with cache.making(_key(inputs.digests[path]), ENDING, durable=False) as entry:
        entry.write_text(json.dumps(size))
    return size


def _known(entry: Path | None) -> tuple[int, int] | None:
    if entry is None:
        return None
    try:
        width_px, height_px = json.loads(entry.read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return (width_px, height_px) if isinstance(width_px, int) and isinstance(height_px, int) else None


def _key(digest: str) -> str:
    return hashlib.sha256("\0".join(("size", *drawn_with(), digest)).encode()).hexdigest()
