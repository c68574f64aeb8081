"""The stills that chunks are made of: decoded and prepared once, ahead of their use, and kept for other films too."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

from dropd.cache.store import Cache
from dropd.film.pictures import Canvas, Still, compose, decode_size
from dropd.film.render_version import drawn_with
from dropd.film.still_files import read_still, write_still
from dropd.media.decoder import PictureDecoder

ENDING = ".still"


@dataclass(frozen=True, slots=True)
class StillSource:
    """What a still is made of: the name of a picture, and the canvas that it is fitted to."""

    name: str
    canvas: Canvas


class Stills:
    """Prepared pictures by key, for several threads, once they have learned what a key is made of.

    A key tells the picture's content and its canvas: what is found in the cache under it is the same picture.
    """

    def __init__(
        self,
        decoder: PictureDecoder,
        open_picture: Callable[[str], BinaryIO],
        cache: Cache,
        *,
        kept: int,
    ) -> None:
        self._sources: dict[str, StillSource] = {}
        self._decoder = decoder
        self._open_picture = open_picture
        self._cache = cache
        self._kept = kept
        self._stills: OrderedDict[str, Future[Still]] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding = threading.Lock()
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="still")

    def __enter__(self) -> Self:
        """The stills themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Prepare nothing more ahead."""
        self._ahead.shutdown(cancel_futures=True)

    def stand_by(self) -> None:
        """Have the decoder load itself, from the thread of the film: a chunk's own may end, and the decoder with it."""
        if self._decoding.acquire(blocking=False):  # whoever decodes has a decoder
            try:
                self._decoder.stand_by()
            finally:
                self._decoding.release()

    def learn(self, sources: Mapping[str, StillSource]) -> None:
        """Take note of what these keys are made of."""
        self._sources |= sources

    def expect(self, key: str) -> None:
        """Prepare a still that will be asked for soon. What is wrong with it is raised to whoever asks for it."""
        self._ahead.submit(self.get, key)

    def get(self, key: str) -> Still:
        """Return a still; whoever asks first prepares it, others wait. Raises MediaFault."""
        with self._lock:
            future = self._stills.get(key)
            mine = future is None
            if future is None:
                future = self._stills[key] = Future()
            self._stills.move_to_end(key)
            while len(self._stills) > self._kept:
                self._stills.popitem(last=False)
        if mine:
            try:
                future.set_result(self._found_or_prepared(key))
            except BaseException as error:
                with self._lock:  # a later caller may succeed
                    if self._stills.get(key) is future:
                        del self._stills[key]
                future.set_exception(error)
                raise
        return future.result()

    def _found_or_prepared(self, key: str) -> Still:
        source = self._sources[key]
        name = hashlib.sha256("\0".join(("still", *drawn_with(), key)).encode()).hexdigest()
        with suppress(OSError):
            path = self._cache.find(name, ENDING)
            found = read_still(path, source.canvas) if path else None
            if found is not None:
                return found
        still = self._prepared(source)
        with (
            suppress(OSError),
            self._cache.making(name, ENDING, durable=False) as path,
        ):  # a full disk: it is at hand all the same
            write_still(still, path)
        return still

    def _prepared(self, source: StillSource) -> Still:
        name, canvas = source.name, source.canvas
        scale, width_px, height_px = decode_size(canvas)
        with self._decoding, self._open_picture(name) as file:
            pixels = self._decoder.decode(
                file, name, scale=scale, width_px=width_px, height_px=height_px, focus=canvas.focus
            )
        return compose(pixels, canvas)
