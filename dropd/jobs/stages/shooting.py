"""All pictures of the film: shots are cut into chunks, chunks found or made, as soon as their sound is known."""

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Self

from dropd.cache.store import Cache
from dropd.contracts.job_state import Stage
from dropd.errors import RenderFault
from dropd.events import ChunkDone, Event, Progressed, StageStarted, Warned
from dropd.film import chunks
from dropd.film.captions.cues import Cue
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.encoder_choice import Choice, choose
from dropd.film.lettering.fonts import FontBook
from dropd.film.plan import Plan
from dropd.film.stills import Stills
from dropd.film.storyboard import DrawnCaption, Storyboard, storyboard
from dropd.film.workers import Workers, affordable
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.lettering import draw_captions
from dropd.jobs.stages.looks import Seen, what_is_seen
from dropd.media.decoder import PictureDecoder
from dropd.media.encoder_options import Wish
from dropd.media.machine import available_bytes

FIRST_PART, LAST_PART = 0.06, 0.92
"""Where in the progress of a job the pictures begin and end."""


def encoder_for(order: WorkOrder) -> Choice:
    """The encoder that an order asks for, if it proves itself on this machine, and how it is asked."""
    options, size = order.options, order.options.film_size
    wish = Wish(options.preset, options.crf, size.width, size.height, options.film_fps)
    return choose(options.encoder, wish, tune=options.tune, draft=options.draft, build=order.ffmpeg)


def prepare_shooting(
    order: WorkOrder, inputs: Inputs, cache: Cache, until_over: ExitStack
) -> Generator[Event, None, "Shooting"]:
    """See to all that does not depend on the sound. Raises MediaFault and ChangedFault."""
    size, fonts = order.options.film_size, FontBook()
    decoder = until_over.enter_context(PictureDecoder(max_megapixels=order.max_picture_megapixels))
    seen = yield from what_is_seen(order, inputs, decoder, cache, fonts)
    choice = encoder_for(order)
    if choice.warning is not None:
        yield Warned(message=choice.warning)
    workers = affordable(order.workers, (size.width, size.height), available_bytes(), films=order.jobs_at_once)
    open_picture = partial(inputs.open, scratch=order.work_folder)
    stills = until_over.enter_context(Stills(decoder, open_picture, cache, kept=3 * workers + 2))
    return until_over.enter_context(Shooting(order, seen, fonts, choice, stills, cache, workers))


class Shooting:
    """The making of one film's pictures. What is sure of a film can be begun before all of it is known."""

    def __init__(
        self,
        order: WorkOrder,
        seen: Seen,
        fonts: FontBook,
        choice: Choice,
        stills: Stills,
        cache: Cache,
        workers: int,
    ) -> None:
        self._order = order
        self._seen = seen
        self._fonts = fonts
        self._choice = choice
        self._stills = stills
        self._cache = cache
        self._count = workers
        self._workers = Workers(self._make, workers)
        self._frames = _FrameCount()
        self._kept: dict[str, Chunk] = {}

    def __enter__(self) -> Self:
        """The shooting itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Begin no other chunk, and wait for those under way."""
        self._workers.close()

    def begin(self, plan: Plan, first_scene: int) -> None:
        """Have chunks made, from a scene on, of a film of which more scenes may follow.

        Only its last shot depends on what follows. If another chunk does after all, it has another key, and the one
        that was made for nothing is never asked for. Captions in the picture are known when all sound is: nothing is
        begun before.
        """
        if self._order.options.captions == "burn":
            return
        spans = plan.chunk_spans
        first = next((index for index, span in enumerate(spans) if span.scene >= first_scene), len(spans))
        board = self._board(plan, (), first)
        for span, wanted in zip(spans[first:], board.orders, strict=True):
            if span.shot < len(plan.shots) - 1 and self._find(wanted) is None:
                self._stills.stand_by()
                self._workers.ask(wanted.key, wanted)

    def finish(self, plan: Plan, cues: Sequence[Cue]) -> Generator[Event, None, tuple[Chunk, ...]]:
        """Return the film's chunks in their order. Raises MediaFault, RenderFault and ChangedFault."""
        captions = yield from draw_captions(self._order, cues, self._order.options.film_size, self._fonts)
        while True:
            try:
                return (yield from self._made(plan, self._board(plan, captions).orders))
            except RenderFault as fault:
                instead = self._choice.instead(fault)
                if instead is None:
                    raise
                if instead.warning is not None:
                    yield Warned(message=instead.warning)
                self._workers.close()
                self._choice, self._workers, self._frames = instead, Workers(self._make, self._count), _FrameCount()

    def _board(self, plan: Plan, captions: Sequence[DrawnCaption], first_span: int = 0) -> Storyboard:
        scenes = self._seen.scenes[: len(plan.scenes)]
        recipe, build = self._choice.recipe, self._order.ffmpeg
        board = storyboard(plan, scenes, self._seen.look, captions, recipe, build, first_span=first_span)
        self._stills.learn(board.stills)
        return board

    def _made(self, plan: Plan, orders: Sequence[ChunkOrder]) -> Generator[Event, None, tuple[Chunk, ...]]:
        found = self._found(orders)
        for index, chunk in found.items():
            yield _done(plan, index, chunk, from_cache=True)
        missing = {index: wanted for index, wanted in enumerate(orders) if index not in found}
        found |= yield from self._built(plan, missing)
        return tuple(found[index] for index in range(len(orders)))

    def _built(self, plan: Plan, missing: Mapping[int, ChunkOrder]) -> Generator[Event, None, dict[int, Chunk]]:
        """Chunks by their places in the film; while they are built, it is told which scene is first without them."""
        if missing:
            self._stills.stand_by()
        for wanted in sorted(missing.values(), key=lambda wanted: -wanted.footage.frames):  # so that all end together
            self._workers.ask(wanted.key, wanted)
        frames = sum(wanted.footage.frames for wanted in missing.values())
        places, built, told = tuple(missing), dict[int, Chunk](), -1
        for one in self._workers.built([wanted.key for wanted in missing.values()]):
            if one is not None:
                place, chunk = places[one[0]], one[1]
                built[place] = chunk
                yield _done(plan, place, chunk, from_cache=False)
            scene = min((plan.chunk_spans[place].scene for place in missing.keys() - built.keys()), default=told)
            if scene != told:
                told = scene
                yield StageStarted(stage=Stage.SCENE_BUILD, scene=scene)
            yield _progress(self._frames.made, frames, plan)
        return built

    def _found(self, orders: Sequence[ChunkOrder]) -> dict[int, Chunk]:
        """The chunks that were made before this film."""
        found = ((index, self._find(wanted)) for index, wanted in enumerate(orders))
        return {index: chunk for index, chunk in found if chunk is not None}

    def _find(self, wanted: ChunkOrder) -> Chunk | None:
        """A chunk that was made before this film. To look is to read it: that is done once for each that is found."""
        if wanted.key not in self._kept and wanted.key not in self._workers:
            chunk = chunks.find(wanted, self._cache)
            if chunk is not None:
                self._kept[wanted.key] = chunk
        return self._kept.get(wanted.key)

    def _make(self, wanted: ChunkOrder, following: Sequence[ChunkOrder]) -> Chunk:
        for later in following:
            for key in later.footage.stills:
                self._stills.expect(key)
        return chunks.make(wanted, self._stills.get, self._cache, self._order.ffmpeg, self._frames.one)


class _FrameCount:
    """How many frames were made so far, counted by several threads."""

    def __init__(self) -> None:
        self.made = 0
        self._lock = threading.Lock()

    def one(self) -> None:
        with self._lock:
            self.made += 1


def _done(plan: Plan, index: int, chunk: Chunk, *, from_cache: bool) -> ChunkDone:
    return ChunkDone(
        chunk=index,
        of_chunks=len(plan.chunk_spans),
        scene=plan.chunk_spans[index].scene,
        frames=chunk.frames,
        from_cache=from_cache,
    )


def _progress(made: int, of_frames: int, plan: Plan) -> Progressed:
    made = min(made, of_frames)  # what was begun and is not needed was counted too
    part = made / max(1, of_frames)
    made_s, all_s = float(made / plan.fps), float(of_frames / plan.fps)
    return Progressed(
        fraction=FIRST_PART + part * (LAST_PART - FIRST_PART),
        message=f"Making the pictures: {made_s:.0f} of {all_s:.0f} seconds of film.",
    )
