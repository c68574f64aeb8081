"""All pictures of the film: titles drawn, shots cut into chunks, chunks found in the cache or encoded."""

import threading
from collections.abc import Generator
from contextlib import ExitStack
from functools import partial

from dropd.cache import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.size import Size
from dropd.contracts.status import Stage
from dropd.events import ChunkDone, Event, Progressed, StageStarted, Warned
from dropd.film import chunks
from dropd.film.chunks import Chunk, ChunkOrder
from dropd.film.encoding import x264_for
from dropd.film.fonts import FontBook
from dropd.film.pictures import Canvas, canvas_for
from dropd.film.plan import Plan
from dropd.film.stills import Stills
from dropd.film.storyboard import Camera, SceneLook, storyboard
from dropd.film.text import Overlay, TitleLook, draw_title, missing_characters
from dropd.film.workers import build_all
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.media.decoder import PictureDecoder

FIRST_PART, LAST_PART = 0.06, 0.92
"""Where in the progress of a job the pictures begin and end."""

FONT_SIZE_OF_PX = 1080
"""Font sizes are given for a picture whose shorter side is this long."""


def film_size(options: RenderOptions) -> Size:
    """The size of the film; a draft has half of each side."""
    if not options.draft:
        return options.size
    return Size(options.size.width // 4 * 2, options.size.height // 4 * 2)


def shoot(order: WorkOrder, plan: Plan, inputs: Inputs, cache: Cache) -> Generator[Event, None, tuple[Chunk, ...]]:
    """Return the film's chunks in their order. Raises MediaFault, RenderFault and ChangedFault."""
    size = film_size(order.options)
    canvas = canvas_for(size.width, size.height, fit=order.options.fit, motion=order.options.motion)
    digests = inputs.digests
    sources = {_still_key(digests[image], canvas): image for scene in order.delivery.scenes for image in scene.images}
    titles = yield from _titles(order, size)
    looks = [
        SceneLook(tuple(_still_key(digests[image], canvas) for image in scene.images), title)
        for scene, title in zip(order.delivery.scenes, titles, strict=True)
    ]
    encoding = x264_for(order.options.preset, order.options.crf, tune=order.options.tune, draft=order.options.draft)
    camera = Camera(size.width, size.height, order.options.motion, encoding)
    orders = storyboard(plan, looks, camera, order.ffmpeg)
    with ExitStack() as stack:
        decoder = stack.enter_context(PictureDecoder(max_megapixels=order.max_picture_megapixels))
        stills = Stills(
            sources,
            canvas,
            decoder,
            partial(inputs.open, scratch=order.work_folder),
            kept=2 * order.workers + 2,
        )
        return (yield from _built(order, plan, orders, stills, cache))


def _titles(order: WorkOrder, size: Size) -> Generator[Event, None, list[Overlay | None]]:
    fonts, look = FontBook(), title_look(order, size)
    warning = fonts.resolve(look.family, look.file).warning
    if warning:
        yield Warned(message=warning)
    drawn: list[Overlay | None] = []
    for index, scene in enumerate(order.scenes.scenes):
        title = scene.title or ""
        missing = missing_characters(title, look, fonts)
        if missing:
            yield Warned(
                message=f"The title of scene {index:02} has characters that no installed font can draw: {missing}"
            )
        drawn.append(draw_title(title, look, (size.width, size.height), fonts))
    return drawn


def title_look(order: WorkOrder, size: Size) -> TitleLook:
    """The title style in pixels of this film."""
    style = order.options.title_style
    outline = style.outline
    return TitleLook(
        family=style.font_family,
        file=order.title_font_file if "font_family" not in style.model_fields_set else None,
        size_px=style.font_size * min(size.width, size.height) / FONT_SIZE_OF_PX,
        fill=(style.fill.red, style.fill.green, style.fill.blue, style.fill.alpha),
        outline=(outline.red, outline.green, outline.blue, outline.alpha) if outline else None,
        position=style.position,
    )


def _still_key(digest: str, canvas: Canvas) -> str:
    return f"{digest}:{canvas.width_px}x{canvas.height_px}:{canvas.fit}:{canvas.filled:.6f}"


class _FrameCount:
    """How many frames were made so far, counted by several threads."""

    def __init__(self) -> None:
        self.frames = 0
        self._lock = threading.Lock()

    def one(self) -> None:
        with self._lock:
            self.frames += 1


def _built(
    order: WorkOrder, plan: Plan, orders: tuple[ChunkOrder, ...], stills: Stills, cache: Cache
) -> Generator[Event, None, tuple[Chunk, ...]]:
    found: dict[int, Chunk] = {
        index: chunk for index, wanted in enumerate(orders) if (chunk := chunks.find(wanted, cache)) is not None
    }
    for index, chunk in found.items():
        yield _done(plan, index, chunk, from_cache=True)
    count = _FrameCount()
    make = partial(chunks.make, still_of=stills.get, cache=cache, build=order.ffmpeg, on_frame=count.one)
    missing = [index for index in range(len(orders)) if index not in found]
    frames = sum(orders[index].footage.frames for index in missing)
    scene = -1
    for built in build_all([orders[index] for index in missing], make, workers=order.workers):
        if built is not None:
            index = missing[built[0]]
            found[index] = built[1]
            yield _done(plan, index, built[1], from_cache=False)
        at = next((plan.shots[index].scene for index in missing if index not in found), scene)
        if at != scene:
            scene = at
            yield StageStarted(stage=Stage.SCENE_BUILD, scene=scene)
        yield _progress(count.frames, frames, plan)
    return tuple(found[index] for index in range(len(orders)))


def _done(plan: Plan, index: int, chunk: Chunk, *, from_cache: bool) -> ChunkDone:
    return ChunkDone(
        chunk=index,
        of_chunks=len(plan.shots),
        scene=plan.shots[index].scene,
        frames=chunk.frames,
        from_cache=from_cache,
    )


def _progress(made: int, of_frames: int, plan: Plan) -> Progressed:
    part = made / max(1, of_frames)
    made_s, all_s = float(made / plan.fps), float(of_frames / plan.fps)
    return Progressed(
        fraction=FIRST_PART + part * (LAST_PART - FIRST_PART),
        message=f"Making the pictures: {made_s:.0f} of {all_s:.0f} seconds of film.",
    )
