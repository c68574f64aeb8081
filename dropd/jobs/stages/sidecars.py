"""The files beside a film that are made of its pictures and words: poster, contact sheet, captions.

Pictures are kept: a film of which only the sound has changed has the same ones.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.contracts.film_files import caption_files, contact_sheet_file, poster_file
from dropd.film.assemble import Reel
from dropd.film.captions.caption_files import srt, vtt
from dropd.film.contact_sheet import write_contact_sheet
from dropd.film.poster import poster_frame, write_poster
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.looks import film_look

PICTURE = ".jpg"
PICTURES_VERSION = 1
"""Raise it whenever the same chunks give another poster or contact sheet than before."""


def write_sidecars(order: WorkOrder, reel: Reel, cache: Cache) -> tuple[str, ...]:
    """Write every such file into the work folder. Returns their names."""
    return _write_poster(order, reel, cache), *_write_contact_sheet(order, reel, cache), *_write_captions(order, reel)


def _write_poster(order: WorkOrder, reel: Reel, cache: Cache) -> str:
    name, frame = poster_file(order.output_stem), poster_frame(reel.plan, film_look(order.options))

    def make(poster: Path) -> None:
        write_poster(reel.chunks, frame, poster, order.ffmpeg)

    key = _key("poster", reel, frame, order.ffmpeg.digest)
    _write_kept(key, cache, make, order.work_folder / name)
    return name


def _write_contact_sheet(order: WorkOrder, reel: Reel, cache: Cache) -> tuple[str, ...]:
    if not order.options.contact_sheet:
        return ()
    name, size = contact_sheet_file(order.output_stem), order.options.film_size

    def make(sheet: Path) -> None:
        write_contact_sheet(reel.plan, reel.chunks, (size.width, size.height), sheet)

    _write_kept(_key("contact sheet", reel), cache, make, order.work_folder / name)
    return (name,)


def _key(what: str, reel: Reel, *more: int | str) -> str:
    """A digest of all that is seen: each chunk by its own key, and the shot that it belongs to."""
    chunks = [(span.shot, chunk.path.stem) for span, chunk in zip(reel.plan.chunk_spans, reel.chunks, strict=True)]
    return hashlib.sha256(json.dumps([what, PICTURES_VERSION, chunks, *more]).encode()).hexdigest()


def _write_kept(key: str, cache: Cache, make: Callable[[Path], None], target: Path) -> None:
    """Copy a picture from the cache, where it is made first if it is not there."""

    def made(files: tuple[Path, ...]) -> Facts:
        make(files[0])
        return {}

    shutil.copyfile(find_or_make(cache, key, (PICTURE,), made).files[0], target)


def _write_captions(order: WorkOrder, reel: Reel) -> tuple[str, ...]:
    if not reel.cues:
        return ()
    fps = reel.plan.fps
    names = caption_files(order.output_stem)
    for name, text in zip(names, (srt(reel.cues, fps), vtt(reel.cues, fps)), strict=True):
        (order.work_folder / name).write_text(text, encoding="utf-8", errors="replace")
    return names
