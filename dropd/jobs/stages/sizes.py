"""How large each picture of a film is: the camera's ways depend on it. Known pictures are not opened again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropd.cache import Cache
from dropd.jobs.inputs import Inputs
from dropd.media.decoder import PictureDecoder

Sizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels, upright, by the picture's path below `input/`."""


def picture_sizes(paths: Iterable[str], inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> Sizes:
    """Return the size of each picture. Raises MediaFault and ChangedFault."""
    return {path: _size(path, inputs, scratch, decoder, cache) for path in dict.fromkeys(paths)}


def _size(path: str, inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache) -> tuple[int, int]:
    key = hashlib.sha256(f"size {inputs.digests[path]}".encode()).hexdigest()
    known = _known(cache.find(key, ".json"))
    if known is not None:
        return known
    with inputs.open(path, scratch) as file:
        size = decoder.size(file, path)
    with cache.making(key, ".json") as entry:
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
