"""The stills that chunks are made of: decoded and prepared when first asked for, kept while they are in use."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import BinaryIO

from dropd.film.pictures import Canvas, Still, compose, decode_size
from dropd.media.decoder import PictureDecoder


@dataclass(frozen=True, slots=True)
class StillSource:
    """What a still is made of: the name of a picture, and the canvas that it is fitted to."""

    name: str
    canvas: Canvas


class Stills:
    """Prepared pictures by key, for several threads. `sources` says what a key is made of."""

    def __init__(
        self,
        sources: Mapping[str, StillSource],
        decoder: PictureDecoder,
        open_picture: Callable[[str], BinaryIO],
        *,
        kept: int,
    ) -> None:
        self._sources = sources
        self._decoder = decoder
        self._open_picture = open_picture
        self._kept = kept
        self._stills: OrderedDict[str, Future[Still]] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding = threading.Lock()

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
                future.set_result(self._prepared(self._sources[key]))
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def _prepared(self, source: StillSource) -> Still:
        name, canvas = source.name, source.canvas
        scale, width_px, height_px = decode_size(canvas)
        with self._decoding, self._open_picture(name) as file:
            pixels = self._decoder.decode(
                file, name, scale=scale, width_px=width_px, height_px=height_px, focus=canvas.focus
            )
        return compose(pixels, canvas)
