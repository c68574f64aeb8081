"""The film's sound: the voices, as loud as each other, at their places, the music under them, one loudness.

It needs the plan but no picture, so it is made while those are.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.events import Warned
from dropd.film.assemble import SoundTrack
from dropd.film.plan import Plan
from dropd.film.sound import levelling, music, tracks
from dropd.film.sound.lanes import Each, Lanes
from dropd.film.sound.levelling import Finished
from dropd.film.sound.loudness import SILENCE_LUFS, STEP_SAMPLES, Steps, integrated_lufs, track_steps
from dropd.film.sound.mix import Mix, lay_voices
from dropd.film.sound.music import Bed
from dropd.film.sound.tracks import Recording
from dropd.film.sound.voice_over import VoiceOvers
from dropd.intake.wording import listed
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.hearing import Hearing, hearing_of, hearing_versions
from dropd.media import sounds

TOLERATED_LU = 0.5
ENDING = ".m4a"
SOUND_VERSION = 13
"""Raise it whenever the same voices, music and options give another sound than before."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The film's sound as AAC, of which scene files have their part."""

    track: SoundTrack
    missed_lu: float = 0.0
    """How much quieter than asked for it is because of its peaks; below zero for louder."""
    silent_scenes: tuple[int, ...] = ()
    """Those whose voice is silence."""
    faint_scenes: tuple[int, ...] = ()
    """Those whose voice is so quiet that it was taken for noise."""


def make_sound(order: WorkOrder, inputs: Inputs, plan: Plan, voices: VoiceOvers, cache: Cache) -> Sound:
    """Find the film's sound, or make it and keep it. Raises MediaFault, RenderFault and ChangedFault."""

    def make(files: tuple[Path, ...]) -> Facts:
        # One more than there are cores to work on: each waits now and then, for a program to start or its last words.
        with Lanes(order.workers + 1) as lanes:
            heard = tuple(lanes.map(partial(hearing_of, cache=cache), voices))
            finished = mix(order, inputs, plan, voices, heard, files[0], lanes.map)
        silent, faint = _unheard(voices, heard)
        return {"missed_lu": finished.missed_lu, "packets": finished.packets, "silent": silent, "faint": faint}

    kept = find_or_make(cache, _key(order, inputs, plan, voices), (ENDING,), make)
    facts = kept.facts
    track = SoundTrack(kept.files[0], tuple(facts["packets"]))
    return Sound(track, facts["missed_lu"], tuple(facts["silent"]), tuple(facts["faint"]))


def _unheard(voices: VoiceOvers, heard: Sequence[Hearing]) -> tuple[list[int], list[int]]:
    """The scenes whose voice is silence, and those whose voice is too quiet for one."""
    lufs = {scene: heard[scene].steps.lufs for scene, voice in enumerate(voices) if voice}
    least_lufs = levelling.least_voice_lufs(tuple(lufs.values()))
    silent = [scene for scene, own_lufs in lufs.items() if own_lufs == SILENCE_LUFS]
    return silent, [scene for scene, own_lufs in lufs.items() if SILENCE_LUFS < own_lufs < least_lufs]


def _key(order: WorkOrder, inputs: Inputs, plan: Plan, voices: VoiceOvers) -> str:
    """A digest of everything that is heard, and when."""
    described = {
        "mixed with": [SOUND_VERSION, order.ffmpeg.digest, *hearing_versions()],
        "samples": [plan.samples, *(scene.first_sample for scene in plan.scenes)],
        "voices": [voice.identity if voice else None for voice in voices],
        "music": order.delivery.music and inputs.digests[order.delivery.music],
        "loudness": order.options.loudness,
        "ducking": order.options.ducking,
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode()).hexdigest()


def mix(
    order: WorkOrder,
    inputs: Inputs,
    plan: Plan,
    voices: VoiceOvers,
    heard: Sequence[Hearing],
    encoded: Path,
    each: Each,
) -> Finished:
    """Write the sound that the film will carry, as AAC, given what is `heard` of each voice."""
    with _music(order, inputs) as recording:
        gains_db = _gains_db(order, heard)
        together = _together(plan, heard, gains_db)
        bed = _bed(order, plan, heard, recording, together.lufs, each) if recording else None
        recordings = [voice.recording if voice else None for voice in voices]
        mixed = Mix(plan.samples, lay_voices(plan, recordings, gains_db), bed)
        # Nobody asks how loud a mix is that stays as it is.
        likely = together if order.options.loudness is None else _likely(mixed, together, each)
        return levelling.finish(mixed, likely, order.options.loudness, encoded, order.ffmpeg, each)


def sound_warnings(sound: Sound, order: WorkOrder) -> Iterator[Warned]:
    """What to say where nothing is heard of a recording, or the sound could not be made as loud as the trigger asks."""
    if silent := _recordings(order, sound.silent_scenes):
        yield Warned(message=f"Nothing is heard in the recording{'s' if len(silent) > 1 else ''} {listed(silent)}.")
    asked = order.options.loudness
    if asked is not None and (faint := _recordings(order, sound.faint_scenes)):
        yield Warned(
            message=f"So quiet that it was taken for noise, and stayed as it is: {listed(faint)}. Record louder."
        )
    if asked is not None and sound.missed_lu > TOLERATED_LU:
        yield Warned(
            message=f"The film's sound is {sound.missed_lu:.1f} LU quieter than asked for (loudness: {asked:g}): "
            "it consists of short loud peaks, and more would distort them. Use sounds with fewer peaks, "
            "or write a lower loudness."
        )


def _recordings(order: WorkOrder, scenes: Sequence[int]) -> tuple[str, ...]:
    """The dropped recordings of some scenes, each once."""
    paths = (order.delivery.scenes[scene].voice_over for scene in scenes)
    return tuple(dict.fromkeys(path for path in paths if path))


@contextmanager
def _music(order: WorkOrder, inputs: Inputs) -> Iterator[Recording | None]:
    """The music that was dropped, decoded."""
    if order.delivery.music is None:
        yield None
        return
    pcm = order.work_folder / "music.f32"
    with inputs.open(order.delivery.music, order.work_folder) as file:
        decoded = sounds.decode(order.ffmpeg.path, file, order.delivery.music, most_s=60 * order.max_film_minutes)
        recording = tracks.record(decoded, pcm)
    try:
        yield recording
    finally:
        pcm.unlink()


def _likely(mix: Mix, voices: Steps, each: Each) -> Steps:
    """About what its voices have, if there are any, and any music stays far below them; else it is heard."""
    stays_below = mix.bed is None or (bool(mix.bed.spoken) and not mix.bed.ducking)
    return voices if stays_below and voices.lufs > SILENCE_LUFS else track_steps(mix, each)


def _gains_db(order: WorkOrder, heard: Sequence[Hearing]) -> tuple[float, ...]:
    """Without a loudness to reach, voices stay as they were recorded."""
    if order.options.loudness is None:
        return (0.0,) * len(heard)
    return levelling.voice_gains_db([voice.steps.lufs for voice in heard])


def _together(plan: Plan, heard: Sequence[Hearing], gains_db: Sequence[float]) -> Steps:
    """What all voices have in the film, with their gains; their steps lie within half a step of the film's."""
    steps = plan.samples // STEP_SAMPLES + 1
    powers, peaks = np.zeros(steps), np.zeros(steps)
    for scene, voice, gain_db in zip(plan.scenes, heard, gains_db, strict=True):
        first, factor = round(scene.first_sample / STEP_SAMPLES), 10 ** (gain_db / 20)
        there = slice(first, first + len(voice.steps.powers))
        powers[there] += voice.steps.powers * factor**2
        peaks[there] += voice.steps.peaks * factor
    return Steps(powers, peaks)


def _bed(
    order: WorkOrder, plan: Plan, heard: Sequence[Hearing], recording: Recording, voice_lufs: float, each: Each
) -> Bed:
    """Music is set against the voice as it is; the whole is brought to the loudness afterwards."""
    spoken = music.spoken_in(plan, [voice.stretches for voice in heard])
    level_db = voice_lufs - integrated_lufs(recording, each) if spoken else 0.0
    return Bed(recording, plan.samples, spoken, level_db, order.options.ducking)
