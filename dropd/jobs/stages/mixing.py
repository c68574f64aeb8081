"""The film's sound: the voices, as loud as each other, at their places, the music under them, one loudness.

It needs the plan but no picture, so it is made while those are.
"""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile

from dropd.cache import Cache
from dropd.errors import RenderFault
from dropd.events import Warned
from dropd.film.plan import Plan, ScenePlan, sample_at
from dropd.film.sound import levelling, music, silence, tracks
from dropd.film.sound.levelling import Finished
from dropd.film.sound.tracks import Recording
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.kept import find_kept, keeping
from dropd.media import sounds
from dropd.media.builds import FfmpegBuild

TOLERATED_LU = 0.5
ENDING = ".m4a"
SOUND_VERSION = 2
"""Raise it whenever the same voices, music and options give another sound than before."""
MIXED_WITH = ("numpy", "opencv-python-headless")
"""Packages whose version may change a sample."""

Voices = tuple[Recording | None, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """The film's sound as AAC, and that of each scene if scenes become files of their own."""

    film: Path
    scenes: tuple[Path, ...] = ()
    missed_lu: float = 0.0
    """How much quieter than asked for it is because of its peaks; below zero for louder."""


def make_sound(order: WorkOrder, inputs: Inputs, plan: Plan, voices: Voices, cache: Cache) -> Sound:
    """Find every sound that is published, or make it and keep it. Raises MediaFault, RenderFault and ChangedFault."""
    scenes = plan.scenes if order.options.has_scene_files else ()
    key, endings = _key(order, inputs, plan, voices), (ENDING, *(f".{scene.index}{ENDING}" for scene in scenes))
    kept = find_kept(cache, key, endings)
    if kept is None:
        with keeping(cache, key, endings) as kept:
            finished = mix(order, inputs, plan, voices)
            kept.told["missed_lu"] = finished.missed_lu
            film, *parts = kept.files
            copyfile(finished.encoded, film)
            with ThreadPoolExecutor(order.workers, thread_name_prefix="scene sound") as pool:
                list(pool.map(partial(encode_scene, finished, plan, order.ffmpeg), scenes, parts))
        kept = find_kept(cache, key, endings)
    if kept is None:
        raise RenderFault("The film's sound vanished from the cache.", hint="Drop the trigger again.")
    film, *parts = kept.files
    return Sound(film, tuple(parts), kept.told["missed_lu"])


def encode_scene(finished: Finished, plan: Plan, build: FfmpegBuild, scene: ScenePlan, target: Path) -> None:
    """Encode what is heard of the film's track while a scene is seen, with the transition into it."""
    first = sample_at(scene.shots[0].visible_from_frame, plan.fps)
    end = sample_at(scene.shots[-1].chunk_end_frame, plan.fps)
    tracks.encode_part(finished.track, first, end - first, target, build)


def _key(order: WorkOrder, inputs: Inputs, plan: Plan, voices: Voices) -> str:
    """A digest of everything that is heard, and of where it is cut."""
    described = {
        "mixed with": [SOUND_VERSION, order.ffmpeg.digest, *(version(package) for package in MIXED_WITH)],
        "plan": asdict(plan),
        "voices": [voice and _digest(voice.pcm) for voice in voices],
        "music": order.delivery.music and inputs.digests[order.delivery.music],
        "loudness": order.options.loudness,
        "ducking": order.options.ducking,
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode()).hexdigest()


def _digest(pcm: Path) -> str:
    with pcm.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mix(order: WorkOrder, inputs: Inputs, plan: Plan, voices: Voices) -> Finished:
    """Write the sound that the film will carry into the work folder: a raw track, and the same as AAC."""
    mixed = tracks.lay_voices(plan, voices, _gains_db(order, voices), order.work_folder / "mixed.f32")
    if order.delivery.music is not None:
        bed = _music(order, inputs, order.delivery.music)
        _add_music(order, bed, plan, voices, mixed)
        bed.pcm.unlink()
    finished = levelling.finish(mixed, order.options.loudness, order.work_folder, order.ffmpeg)
    mixed.unlink()
    return finished


def loudness_warnings(sound: Sound, order: WorkOrder) -> Iterator[Warned]:
    """What to say where the sound could not be made as loud as the trigger asks."""
    asked = order.options.loudness
    if asked is not None and sound.missed_lu > TOLERATED_LU:
        yield Warned(
            message=f"The film's sound is {sound.missed_lu:.1f} LU quieter than asked for (loudness: {asked:g}): "
            "it consists of short loud peaks, and more would distort them. Use sounds with fewer peaks, "
            "or write a lower loudness."
        )


def _gains_db(order: WorkOrder, voices: Voices) -> tuple[float, ...]:
    """Without a loudness to reach, voices stay as they were recorded."""
    if order.options.loudness is None:
        return (0.0,) * len(voices)
    return levelling.voice_gains_db([levelling.loudness_of(voice.pcm) if voice else None for voice in voices])


def _music(order: WorkOrder, inputs: Inputs, name: str) -> Recording:
    with inputs.open(name, order.work_folder) as file:
        return tracks.record(
            sounds.decode(order.ffmpeg.path, file, name, most_s=60 * order.max_film_minutes),
            order.work_folder / "music.f32",
        )


def _add_music(order: WorkOrder, bed: Recording, plan: Plan, voices: Voices, mixed: Path) -> None:
    heard = [silence.heard_in(tracks.opened(voice.pcm)) if voice else () for voice in voices]
    spoken = music.spoken_in(plan, heard)
    # Music is set against the voice as it is; the whole is brought to the loudness afterwards.
    level_db = levelling.loudness_of(mixed) - levelling.loudness_of(bed.pcm) if spoken else 0.0
    music.add_music(
        tracks.opened(mixed, writable=True),
        tracks.opened(bed.pcm),
        spoken,
        level_db=level_db,
        ducking=order.options.ducking,
    )
