"""Every scene's sound: its voice-over, or its text spoken by the service that the job names."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.errors import SpeechFault
from dropd.events import Event, Progressed, VoiceChosen, Warned
from dropd.film.sound.lone_side import spread
from dropd.film.sound.silence import TRIMMING_VERSION, trimmed
from dropd.film.sound.tracks import record, recording_in
from dropd.film.sound.voice_over import VoiceOver, VoiceOvers
from dropd.intake.unspoken import lacking_narration, needs_speech
from dropd.intake.wording import named
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.speaking import Speaking, lost
from dropd.language.scripts import is_written_in
from dropd.media import sounds
from dropd.speech.service import spoken_language

PCM = ".f32"
DECODING_VERSION = 2
"""Raise it whenever the same voice-over is decoded to other samples than before."""

SOUND_PART = 0.06
"""Which part of a job's progress is over when its sound is there."""


def knowing_its_language(order: WorkOrder) -> WorkOrder:
    """The order with the language that its voice speaks, for subtitles and players. Raises SetupFault."""
    if not scenes_to_speak(order):
        return order
    voice = order.voice.model_copy(update={"language": spoken_language(order.voice)})
    return order.model_copy(update={"voice": voice})


def expect_narration(order: WorkOrder) -> None:
    """Raise NarrationFault where there is a text that nobody speaks."""
    spoken = scenes_to_speak(order)
    if spoken and order.voice.api is None:
        raise lacking_narration(order.scenes.scenes, spoken, order.options.voice_dir)


def decoding(order: WorkOrder, inputs: Inputs, cache: Cache, until_over: ExitStack) -> dict[int, Future[VoiceOver]]:
    """Begin to decode all voice-overs that are not kept, as many at a time as there are workers."""
    pool = ThreadPoolExecutor(order.workers, thread_name_prefix="voice-over")
    # Not waited for: what has failed should be told at once.
    until_over.callback(pool.shutdown, wait=False, cancel_futures=True)
    dropped = {index: scene.voice_over for index, scene in enumerate(order.delivery.scenes) if scene.voice_over}
    different = dict.fromkeys(dropped.values())  # one recording may serve several scenes
    futures = {
        name: pool.submit(_from_drop, order, inputs, cache, name, number) for number, name in enumerate(different)
    }
    return {index: futures[name] for index, name in dropped.items()}


def record_voices(
    order: WorkOrder,
    cache: Cache,
    dropped: Mapping[int, Future[VoiceOver]],
    *,
    on_spoken: Callable[[VoiceOvers], None] | None = None,
) -> Generator[Event, None, VoiceOvers]:
    """Return each scene's voice-over, decoded: as it was dropped, or spoken.

    Where a service speaks, which may take long, `on_spoken` is told after each scene what there is so far.
    Raises SpeechFault, SpeechAwaitedFault, SetupFault, MediaFault or ChangedFault.
    """
    voice_overs = [scene.voice_over for scene in order.delivery.scenes]
    spoken = scenes_to_speak(order)
    voices: list[VoiceOver | None] = []
    with ExitStack() as stack:
        speaking = stack.enter_context(_speaking(order, cache, spoken)) if spoken else None
        for warning in _warnings(order, voice_overs, spoken, speaking):
            yield Warned(message=warning)
        if speaking is not None:
            speaking.begin({index: order.scenes.scenes[index].vo or "" for index in spoken})
        for index in range(len(voice_overs)):
            fraction = SOUND_PART * index / len(voice_overs)
            yield Progressed(fraction=fraction, message=f"Preparing the sound of scene {index:02}.")
            if index in dropped:
                voices.append(dropped[index].result())
            elif speaking is not None and index in spoken:
                voices.append((yield from _spoken(speaking, index, fraction)))
            else:
                voices.append(None)
            if speaking is not None and on_spoken is not None:
                on_spoken(tuple(voices))
    return tuple(voices)


def scenes_to_speak(order: WorkOrder) -> tuple[int, ...]:
    """Which scenes of an order have something to say but no voice-over."""
    voice_overs = [scene.voice_over for scene in order.delivery.scenes]
    return needs_speech(order.scenes.scenes, voice_overs, order.options)


def _speaking(order: WorkOrder, cache: Cache, spoken: Sequence[int]) -> Speaking:
    try:
        return Speaking(order, cache)
    except SpeechFault as fault:
        raise lost(order, fault, spoken) from None


def _spoken(speaking: Speaking, index: int, fraction: float) -> Generator[Event, None, VoiceOver]:
    for _ in speaking.awaited(index):
        yield Progressed(fraction=fraction, message=f"Waiting for the speech of scene {index:02}.")
    voice_over = speaking.voice_over(index)
    yield VoiceChosen(voice=speaking.service.voice)
    return voice_over


def _warnings(
    order: WorkOrder, voice_overs: Sequence[str | None], spoken: Sequence[int], speaking: Speaking | None
) -> Iterator[str]:
    """What will not be heard, or not as its owner may expect."""
    if mute := _mute(order, voice_overs):
        yield f"There is nothing to be spoken in the text of {_these(order, mute)}."
    if speaking is not None:
        yield from speaking.service.notes
        yield from _of_the_letters(order, spoken, speaking.language)


def _mute(order: WorkOrder, voice_overs: Sequence[str | None]) -> tuple[int, ...]:
    """Which scenes have a text without a word in it, and no voice-over."""
    if order.options.is_silent:
        return ()
    pairs = enumerate(zip(order.scenes.scenes, voice_overs, strict=True))
    return tuple(
        index
        for index, (scene, voice_over) in pairs
        if (scene.vo or "").strip() and not scene.has_words and voice_over is None
    )


def _of_the_letters(order: WorkOrder, spoken: Sequence[int], language: str | None) -> Iterator[str]:
    """What a voice of this language may not read."""
    scenes = order.scenes.scenes
    foreign = [index for index in spoken if language and not is_written_in(language, scenes[index].vo or "")]
    if foreign:
        yield (
            f"Most letters of {_these(order, foreign)} are not those of the language that is spoken ({language}), "
            "so the voice may not read them. Choose a voice of that language, and write ttsLanguage."
        )


def _these(order: WorkOrder, indexes: Sequence[int]) -> str:
    return f"{'scene' if len(indexes) == 1 else 'scenes'} {', '.join(named(order.scenes.scenes, indexes))}"


def _from_drop(order: WorkOrder, inputs: Inputs, cache: Cache, name: str, number: int) -> VoiceOver:
    decoded = _decoded(order, inputs, cache, name)
    if not order.options.trim_silence:
        return decoded
    shorter = trimmed(decoded.recording, order.work_folder / f"voice-over_{number:02}.f32")
    return VoiceOver(shorter, f"{decoded.identity}, trimmed {TRIMMING_VERSION}")


def _decoded(order: WorkOrder, inputs: Inputs, cache: Cache, name: str) -> VoiceOver:
    """A voice-over as it was decoded for an earlier film, or now."""

    def decode(files: tuple[Path, ...]) -> Facts:
        with inputs.open(name, order.work_folder) as file:
            decoded = sounds.decode(order.ffmpeg.path, file, name, most_s=60 * order.max_film_minutes)
            spread(record(decoded, files[0]))
        return {}

    described = f"voice-over {DECODING_VERSION} {order.ffmpeg.digest} {inputs.digests[name]}"
    key = hashlib.sha256(described.encode()).hexdigest()
    return VoiceOver(recording_in(find_or_make(cache, key, (PCM,), decode).files[0]), key)
