"""How large each picture of a film is: the camera's ways depend on it. Known pictures are not opened again."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

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


def read_sizes(
    paths: Collection[str], inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache, *, at_once: int
) -> Sizes:
    """Open pictures for their sizes. Raises MediaFault and ChangedFault.

    Several are copied at once, and their bytes confirmed; the decoder, which should be started, is asked one by one.
    """
    asking = Lock()

    def read(path: str) -> tuple[int, int]:
        with inputs.open(path, scratch) as file, asking:
            size = decoder.size(file, path)
        with cache.making(_key(inputs.digests[path]), ENDING, durable=False) as entry:
            entry.write_text(json.dumps(size))
        return size

    with ThreadPoolExecutor(at_once, thread_name_prefix="size") as pool:
        return dict(zip(paths, pool.map(read, paths), strict=True))


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
