"""One film from its inputs to verified files: the stages in their order, on one page.

Runs in a process of its own and yields events. It writes to its work folder and the cache only, so it can be killed
at any moment: nothing has to be mended.
"""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from fractions import Fraction
from functools import partial
from time import time

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.contracts.status import Stage
from dropd.errors import TooLargeFault
from dropd.events import ChunkDone, Event, FilmReady, Planned, Progressed, StageStarted, Warned
from dropd.film.assemble import Reel
from dropd.film.chunks import Chunk
from dropd.film.plan import Pace, Plan, SceneNeeds, make_plan
from dropd.film.sound.voice_over import VoiceOvers
from dropd.film.transitions import Kind
from dropd.jobs.inputs import Inputs, read_inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.captioning import film_captions
from dropd.jobs.stages.looks import transition_into
from dropd.jobs.stages.mixing import Sound, make_sound, sound_warnings
from dropd.jobs.stages.narration import (
    decoding,
    expect_narration,
    knowing_its_language,
    record_voices,
    scenes_to_speak,
)
from dropd.jobs.stages.packaging import put_together
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
        _within_limits(plan, order)
        yield _measure(plan)

        mixing = beside.submit(make_sound, order, inputs, plan, voices, cache)
        shooting = early or (yield from prepare())
        cues = film_captions(order, plan, voices)
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
    _within_limits(plan, order)
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
    """The plan of the film, or of its first scenes while only their sound is known."""
    scenes = order.scenes.scenes[: len(voices)]
    voice_samples = tuple(voice.samples if voice else None for voice in voices)
    return make_plan(scene_needs(scenes, voice_samples, order.options), pace(order))


def pace(order: WorkOrder) -> Pace:
    """What the options say of time."""
    options = order.options
    return Pace(
        fps=options.film_fps,
        min_shot_s=options.min_shot,
        max_shot_s=options.max_shot,
        transition_s=_transition_s(options.transition, options),
        scene_pad_s=options.scene_pad,
        fade_in_s=options.fade_in,
        fade_out_s=options.fade_out,
    )


def _transition_s(kind: Kind, options: RenderOptions) -> Fraction:
    return Fraction(0) if kind == "cut" else options.xfade


def scene_needs(
    scenes: Sequence[Scene], voice_samples: Sequence[int | None], options: RenderOptions
) -> tuple[SceneNeeds, ...]:
    """What each scene needs of time, once the length of its sound is known."""
    return tuple(
        SceneNeeds(
            pictures=len(scene.images),
            voice_samples=samples,
            words=len((scene.vo or "").split()),
            timeline_s=scene.timeline_s,
            floor_s=scene.duration or Fraction(0),
            transition_s=_transition_s(transition_into(scene, options), options),
        )
        for scene, samples in zip(scenes, voice_samples, strict=True)
    )


def _measure(plan: Plan) -> Planned:
    return Planned(
        frames=plan.frames,
        samples=plan.samples,
        duration_s=float(plan.duration_s),
        scenes=len(plan.scenes),
        shots=len(plan.shots),
    )


def _within_limits(plan: Plan, order: WorkOrder) -> None:
    minutes = float(plan.duration_s / 60)
    if minutes > order.max_film_minutes:
        raise TooLargeFault(
            f"The film would last {minutes:.0f} minutes; the limit is {order.max_film_minutes}.",
            hint="Split it into several projects, or raise max_film_minutes in the settings.",
            file="scenes.json",
        )
