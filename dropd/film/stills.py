"""The stills that chunks are made of: decoded and prepared when first asked for, kept while they are in use."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import BinaryIO

from dropd.film.pictures import Canvas, Still, compose, decode_size, has_shape_of
from dropd.media.decoder import PictureDecoder


class Stills:
    """Prepared pictures by key, for several threads. `sources` says which file a key is made of."""

    def __init__(
        self,
        sources: Mapping[str, str],
        canvas: Canvas,
        decoder: PictureDecoder,
        open_picture: Callable[[str], BinaryIO],
        *,
        kept: int,
    ) -> None:
        self._sources = sources
        self._canvas = canvas
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

    def _prepared(self, name: str) -> Still:
        scale, width_px, height_px = decode_size(self._canvas)
        with self._decoding, self._open_picture(name) as file:
            pixels = self._decoder.decode(file, name, scale=scale, width_px=width_px, height_px=height_px)
            if scale == "contain" and has_shape_of(pixels, self._canvas):
                # A picture of the frame's own shape fills it: nothing to pad, nothing lost.
                file.seek(0)
                pixels = self._decoder.decode(
                    file,
                    name,
                    scale="cover",
                    width_px=self._canvas.width_px,
                    height_px=self._canvas.height_px,
                )
        return compose(pixels, self._canvas)
