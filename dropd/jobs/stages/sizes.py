"""How large each picture of a film is: the camera's ways depend on it. Known pictures are not opened again."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from dropd.cache.checked import Facts, Kept, find_kept, find_or_make
from dropd.cache.store import Cache
from dropd.film.render_version import drawn_with
from dropd.jobs.inputs import Inputs
from dropd.media.decoder import PictureDecoder

Sizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels, upright, by the picture's path below `input/`."""


def known_sizes(paths: Iterable[str], inputs: Inputs, cache: Cache) -> Sizes:
    """The sizes of those pictures that were opened before."""
    digests = inputs.digests
    found = {path: find_kept(cache, _key(digests[path]), ()) for path in paths}
    return {path: _size(kept) for path, kept in found.items() if kept is not None}


def read_sizes(
    paths: Collection[str], inputs: Inputs, scratch: Path, decoder: PictureDecoder, cache: Cache, *, at_once: int
) -> Sizes:
    """Open pictures for their sizes. Raises MediaFault and ChangedFault.

    Several are copied at once, and their bytes confirmed; the decoder, which should be started, is asked one by one.
    """
    asking = Lock()

    def read(path: str) -> tuple[int, int]:
        def ask(_: tuple[Path, ...]) -> Facts:
            with inputs.open(path, scratch) as file, asking:
                width_px, height_px = decoder.size(file, path)
            return {"width_px": width_px, "height_px": height_px}

        return _size(find_or_make(cache, _key(inputs.digests[path]), (), ask))

    with ThreadPoolExecutor(at_once, thread_name_prefix="size") as pool:
        return dict(zip(paths, pool.map(read, paths), strict=True))


def _size(kept: Kept) -> tuple[int, int]:
    return kept.facts["width_px"], kept.facts["height_px"]


def _key(digest: str) -> str:
    return hashlib.sha256("\0".join(("size", *drawn_with(), digest)).encode()).hexdigest()
