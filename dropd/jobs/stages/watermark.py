"""The watermark of a film: decoded once for all films of its size that have it, and placed."""

import hashlib
from pathlib import Path

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.film.lettering.text import Overlay
from dropd.film.render_version import drawn_with
from dropd.film.watermark import watermark, watermark_room
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.media.decoder import PictureDecoder, Pixels

RGBA = ".rgba"


def film_watermark(order: WorkOrder, inputs: Inputs, decoder: PictureDecoder, cache: Cache) -> Overlay | None:
    """The logo over the whole film; None for a film without. Raises MediaFault and ChangedFault."""
    name, options = order.delivery.watermark, order.options
    if name is None:
        return None
    frame = options.film_size.width, options.film_size.height
    pixels = _decoded(order, name, watermark_room(options.watermark_width, frame), inputs, decoder, cache)
    return watermark(pixels, options.watermark_position, options.watermark_opacity, frame)


def _decoded(
    order: WorkOrder, name: str, room_px: tuple[int, int], inputs: Inputs, decoder: PictureDecoder, cache: Cache
) -> Pixels:
    width_px, height_px = room_px

    def decode(files: tuple[Path, ...]) -> Facts:
        with inputs.open(name, order.work_folder) as file:
            pixels = decoder.decode(
                file, name, scale="contain", width_px=width_px, height_px=height_px, keeps_alpha=True
            )
        files[0].write_bytes(pixels.data)
        return {"width_px": pixels.width_px, "height_px": pixels.height_px}

    described = "\0".join(("watermark", *drawn_with(), inputs.digests[name], f"{width_px}x{height_px}"))
    kept = find_or_make(cache, hashlib.sha256(described.encode()).hexdigest(), (RGBA,), decode)
    return Pixels(kept.facts["width_px"], kept.facts["height_px"], kept.files[0].read_bytes(), 4)
