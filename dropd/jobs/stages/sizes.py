"""How large each picture of a film is: the camera's ways depend on it. Known pictures are not opened again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropd.cache import Cache
from dropd.jobs.inputs import Inputs
from dropd.media.decoder import PictureDecoder

ENDING = ".json"

Sizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels, upright, by the picture's path below `input/`."""


def are_known(paths: Iterable[str], inputs: Inputs, cache: Cache) -> bool:
    """Whether the sizes of all these pictures can be told without opening any."""
    return all(_known(path, inputs, cache) for path in paths)


def picture_sizes(paths: Iterable[str], inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> Sizes:
    """Return the size of each picture. Raises MediaFault and ChangedFault."""
    return {path: _size(path, inputs, scratch, decoder, cache) for path in dict.fromkeys(paths)}


def _size(path: str, inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> tuple[int, int]:
    known = _known(path, inputs, cache)
    if known is not None:
        return known
    with inputs.open(path, scratch) as file:
        size = decoder.size(file, path)
    with cache.making(_key(path, inputs), ENDING) as entry:
        entry.write_text(json.dumps(size))
    return size


def _known(path: str, inputs: Inputs, cache: Cache) -> tuple[int, int] | None:
    entry = cache.find(_key(path, inputs), ENDING)
    if entry is None:
        return None
    try:
        width_px, height_px = json.loads(entry.read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return (width_px, height_px) if isinstance(width_px, int) and isinstance(height_px, int) else None


def _key(path: str, inputs: Inputs) -> str:
    return hashlib.sha256(f"size {inputs.digests[path]}".encode()).hexdigest()
