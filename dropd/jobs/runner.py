"""One film from its inputs to verified files: the stages in their order, on one page.

Runs in a process of its own and yields events. It writes to its work folder and the cache only, so it can be killed
at any moment: nothing has to be mended.
"""

from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import partial
from time import time

from dropd.cache.store import Cache
from dropd.contracts.job_state import Stage
from dropd.events import ChunkDone, Event, FilmReady, Planned, Progressed, StageStarted, Warned
from dropd.film.assemble import Reel
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.film.sound.voice_over import VoiceOvers
from dropd.jobs.inputs import Inputs, read_inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.captioning import film_captions
from dropd.jobs.stages.mixing import Sound, make_sound, sound_warnings
from dropd.jobs.stages.narration import (
    decoding,
    expect_narration,
    knowing_its_language,
    record_voices,
    scenes_to_speak,
)
from dropd.jobs.stages.packaging import put_together
from dropd.jobs.stages.planning import film_plan, length_fault
from dropd.jobs.stages.shooting import Shooting, prepare_shooting
from dropd.jobs.stages.sidecars import write_sidecars

DAY_S = 86_400
WORD_EVERY_S = 5.0


def render(order: WorkOrder) -> Iterator[Event]:
    """Make the film that an order asks for, up to files that are ready to be published. Raises DropdError."""
    cache = Cache(order.cache_folder)
    with cache.in_use():
        ready = yield from _made(knowing_its_language(order), cache)
    cache.trim(order.cache_limit_bytes, unused_since_s=time() - order.cache_limit_days * DAY_S)
    yield ready


def _made(order: WorkOrder, cache: Cache) -> Generator[Event, None, FilmReady]:
    yield StageStarted(stage=Stage.VALIDATE)
    inputs = read_inputs(order.input_folder, order.delivery.files, order.known, at_once=order.workers)
    for warning in order.delivery.warnings:
        yield Warned(message=warning)

    yield StageStarted(stage=Stage.AUDIO_PREP)
    expect_narration(order)
    with ExitStack() as until_shot:
        # Not waited for: a sound that is being encoded takes long, and what has failed should be told at once.
        beside = ThreadPoolExecutor(1, thread_name_prefix="sound")
        until_shot.callback(beside.shutdown, wait=False, cancel_futures=True)
        dropped = decoding(order, inputs, cache, until_shot)
        prepare = partial(prepare_shooting, order, inputs, cache, until_shot)
        # Speech takes long: the pictures of what is heard first are made meanwhile. Else the sound begins before them.
        early = (yield from prepare()) if scenes_to_speak(order) else None
        begin = partial(_begin, order, early) if early else None
        voices = yield from record_voices(order, cache, dropped, on_spoken=begin)
        plan = _plan(order, voices)
        yield _measure(plan)

        mixing = beside.submit(make_sound, order, inputs, plan, voices, cache)
        shooting = early or (yield from prepare())
        cues = film_captions(order, plan, voices, cache)
        chunks = yield from _while_sound(inputs, mixing, shooting.finish(plan, cues))

        yield StageStarted(stage=Stage.CONCAT)
        yield Progressed(fraction=0.92, message="Joining the film and checking it.")
        reel = Reel(plan, chunks, cues)
        sidecars = write_sidecars(order, reel, cache)
        while not mixing.done():
            yield Progressed(fraction=0.93, message="Finishing the sound.")
            wait([mixing], WORD_EVERY_S)
        sound = mixing.result()
    yield from sound_warnings(sound, order)
    files = put_together(order, reel, sound.track, sidecars)

    yield StageStarted(stage=Stage.FINALIZE)
    yield Progressed(fraction=0.98, message="Publishing the film.")
    inputs.confirmed()
    return FilmReady(files=files, digests=inputs.digests)


def _begin(order: WorkOrder, shooting: Shooting, voices: VoiceOvers) -> None:
    """Have pictures made of what is sure once another scene can be heard: of it, and the end of the one before."""
    plan = _plan(order, voices)
    shooting.begin(plan, first_scene=max(0, len(voices) - 2))


def _while_sound(
    inputs: Inputs, mixing: Future[Sound], shooting: Generator[Event, None, tuple[Chunk, ...]]
) -> Generator[Event, None, tuple[Chunk, ...]]:
    """Look meanwhile whether the sound has failed, and after each chunk made whether the inputs are still the same.

    Nobody wants to wait for a film of old pictures, or for one that cannot be finished.
    """
    while True:
        try:
            event = next(shooting)
        except StopIteration as end:
            chunks: tuple[Chunk, ...] = end.value
            return chunks
        if mixing.done():
            mixing.result()
        if isinstance(event, ChunkDone) and not event.from_cache:
            inputs = inputs.confirmed()
        yield event


def _plan(order: WorkOrder, voices: VoiceOvers) -> Plan:
    """The plan of the film, or of its first scenes while only their sound is known. Raises TooLargeFault."""
    plan = film_plan(order, [voice.samples if voice else None for voice in voices])
    if fault := length_fault(order, plan):
        raise fault
    return plan


def _measure(plan: Plan) -> Planned:
    return Planned(
        frames=plan.frames,
        samples=plan.samples,
        duration_s=float(plan.duration_s),
        scenes=len(plan.scenes),
        shots=len(plan.shots),
    )
