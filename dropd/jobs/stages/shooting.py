"""All pictures of the film: what is seen is put together, shots are cut into chunks, chunks found or encoded."""

import threading
from collections.abc import Generator, Iterator, Sequence
from functools import partial

from dropd.cache import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.contracts.size import Size
from dropd.contracts.status import Stage
from dropd.errors import RenderFault
from dropd.events import ChunkDone, Event, Progressed, StageStarted, Warned
from dropd.film import chunks
from dropd.film.captions.cues import Cue
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.direction import Framing
from dropd.film.encoder import Choice, choose
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.text import Overlay
from dropd.film.plan import ChunkSpan, Plan
from dropd.film.stills import Stills
from dropd.film.storyboard import DrawnCaption, Look, Picture, SceneLook, storyboard
from dropd.film.transitions import Kind
from dropd.film.watermark import watermark, watermark_room
from dropd.film.workers import affordable, build_all
from dropd.intake.delivery import SceneFiles
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.lettering import draw_captions, draw_titles
from dropd.jobs.stages.sizes import Sizes, picture_sizes
from dropd.media.decoder import PictureDecoder
from dropd.media.encoders import Wish
from dropd.media.memory import available_bytes

FIRST_PART, LAST_PART = 0.06, 0.92
"""Where in the progress of a job the pictures begin and end."""


def transition_into(scene: Scene, options: RenderOptions) -> Kind:
    """How the film goes over into a scene: as the scene says, else as the trigger says."""
    return scene.transition or options.scene_transition or options.transition


def film_look(options: RenderOptions, watermark: Overlay | None = None) -> Look:
    """What the options say of the whole film's look."""
    size, background = options.film_size, options.background
    framing = Framing(
        size.width,
        size.height,
        options.fit,
        (background.red, background.green, background.blue),
        options.motion,
    )
    return Look(framing, options.transition, options.title_style.duration, options.title_style.fade, watermark)


def shoot(
    order: WorkOrder, plan: Plan, cues: Sequence[Cue], inputs: Inputs, cache: Cache
) -> Generator[Event, None, tuple[Chunk, ...]]:
    """Return the film's chunks in their order. Raises MediaFault, RenderFault and ChangedFault."""
    with PictureDecoder(max_megapixels=order.max_picture_megapixels) as decoder:
        scenes, look, captions = yield from _seen(order, cues, inputs, decoder, cache)
        choice, workers = encoder_for(order), _workers(order)
        while True:
            if choice.warning is not None:
                yield Warned(message=choice.warning)
            board = storyboard(plan, scenes, look, captions, choice.recipe, order.ffmpeg)
            open_picture = partial(inputs.open, scratch=order.work_folder)
            try:
                with Stills(board.stills, decoder, open_picture, cache, kept=2 * workers + 2) as stills:
                    return (yield from _built(order, plan, board.orders, stills, cache, workers))
            except RenderFault as fault:
                instead = choice.instead(fault)
                if instead is None:
                    raise
                choice = instead


def encoder_for(order: WorkOrder) -> Choice:
    """The encoder that an order asks for, if it proves itself on this machine, and how it is asked."""
    options, size = order.options, order.options.film_size
    wish = Wish(options.preset, options.crf, size.width, size.height, options.fps)
    return choose(options.encoder, wish, tune=options.tune, draft=options.draft, build=order.ffmpeg)


def _workers(order: WorkOrder) -> int:
    size = order.options.film_size
    return affordable(order.workers, (size.width, size.height), available_bytes())


def _seen(
    order: WorkOrder, cues: Sequence[Cue], inputs: Inputs, decoder: PictureDecoder, cache: Cache
) -> Generator[Event, None, tuple[list[SceneLook], Look, tuple[DrawnCaption, ...]]]:
    """What is seen in each scene, in the whole film, and of the captions."""
    size, fonts = order.options.film_size, FontBook()
    titles = yield from draw_titles(order, size, inputs, fonts)
    captions = yield from draw_captions(order, cues, size, fonts)
    names = (image for scene in order.delivery.scenes for image in scene.images)
    sizes = picture_sizes(names, inputs, order.work_folder, decoder, cache)
    scenes = [
        SceneLook(_pictures(scene, files, inputs, sizes), title, transition_into(scene, order.options))
        for scene, files, title in zip(order.scenes.scenes, order.delivery.scenes, titles, strict=True)
    ]
    return scenes, film_look(order.options, _watermark(order, size, inputs, decoder)), captions


def _pictures(scene: Scene, files: SceneFiles, inputs: Inputs, sizes: Sizes) -> tuple[Picture, ...]:
    wishes = scene.timeline or (None,) * len(scene.images)
    return tuple(
        Picture(
            image,
            inputs.digests[image],
            *sizes[image],
            wish=entry.motion if entry else None,
            focus=(entry.focus.x, entry.focus.y) if entry and entry.focus else None,
        )
        for image, entry in zip(files.images, wishes, strict=True)
    )


def _watermark(order: WorkOrder, size: Size, inputs: Inputs, decoder: PictureDecoder) -> Overlay | None:
    name, options = order.delivery.watermark, order.options
    if name is None:
        return None
    frame = size.width, size.height
    room = watermark_room(options.watermark_width, frame)
    with inputs.open(name, order.work_folder) as file:
        pixels = decoder.decode(file, name, scale="contain", width_px=room[0], height_px=room[1], keeps_alpha=True)
    return watermark(pixels, options.watermark_position, options.watermark_opacity, frame)


class _FrameCount:
    """How many frames were made so far, counted by several threads."""

    def __init__(self) -> None:
        self.frames = 0
        self._lock = threading.Lock()

    def one(self) -> None:
        with self._lock:
            self.frames += 1


def _built(
    order: WorkOrder, plan: Plan, orders: tuple[ChunkOrder, ...], stills: Stills, cache: Cache, workers: int
) -> Generator[Event, None, tuple[Chunk, ...]]:
    spans = plan.chunk_spans
    found: dict[int, Chunk] = {
        index: chunk for index, wanted in enumerate(orders) if (chunk := chunks.find(wanted, cache)) is not None
    }
    for index, chunk in found.items():
        yield _done(spans, index, chunk, from_cache=True)
    count = _FrameCount()
    missing = [index for index in range(len(orders)) if index not in found]
    frames = sum(orders[index].footage.frames for index in missing)
    scene = -1
    for built in _encoded(order, [orders[index] for index in missing], stills, cache, count, workers):
        if built is not None:
            index = missing[built[0]]
            found[index] = built[1]
            yield _done(spans, index, built[1], from_cache=False)
        at = next((spans[index].scene for index in missing if index not in found), scene)
        if at != scene:
            scene = at
            yield StageStarted(stage=Stage.SCENE_BUILD, scene=scene)
        yield _progress(count.frames, frames, plan)
    return tuple(found[index] for index in range(len(orders)))


def _encoded(
    order: WorkOrder, orders: Sequence[ChunkOrder], stills: Stills, cache: Cache, count: _FrameCount, workers: int
) -> Iterator[tuple[int, Chunk] | None]:
    """Encode chunks, the longest first, each with the stills of the next ones being prepared meanwhile."""
    longest_first = sorted(range(len(orders)), key=lambda index: -orders[index].footage.frames)

    def make(place: int) -> Chunk:
        for index in longest_first[place + 1 : place + 1 + workers]:
            stills.expect(orders[index].footage.take.still)
        return chunks.make(orders[longest_first[place]], stills.get, cache, order.ffmpeg, count.one)

    for built in build_all(range(len(orders)), make, workers=workers):
        yield built and (longest_first[built[0]], built[1])


def _done(spans: Sequence[ChunkSpan], index: int, chunk: Chunk, *, from_cache: bool) -> ChunkDone:
    return ChunkDone(
        chunk=index,
        of_chunks=len(spans),
        scene=spans[index].scene,
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
