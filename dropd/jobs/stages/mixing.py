"""The film's sound: the voices, as loud as each other, at their places, the music under them, one loudness.

It needs the plan but no picture, so it is made while those are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropd.events import Warned
from dropd.film.plan import Plan, sample_at
from dropd.film.sound import levelling, music, silence, tracks
from dropd.film.sound.levelling import Finished
from dropd.film.sound.tracks import Recording
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.media import sounds

TOLERATED_LU = 0.5

Voices = tuple[Recording | None, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """The film's sound as AAC, and, if its scenes become files of their own, that of each scene."""

    film: Finished
    scenes: tuple[Path, ...] = ()


def make_sound(order: WorkOrder, inputs: Inputs, plan: Plan, voices: Voices) -> Sound:
    """Write every sound that is published into the work folder. Raises MediaFault and ChangedFault."""
    finished = mix(order, inputs, plan, voices)
    return Sound(finished, tuple(scene_sounds(order, plan, finished)) if order.options.scene_files else ())


def scene_sounds(order: WorkOrder, plan: Plan, finished: Finished) -> Iterator[Path]:
    """Encode what is heard of the film's track while each scene is seen, with the transition into it."""
    for scene in plan.scenes:
        first = sample_at(scene.shots[0].visible_from_frame, plan.fps)
        end = sample_at(scene.shots[-1].chunk_end_frame, plan.fps)
        part = order.work_folder / f"sound_{scene.index:02}.m4a"
        tracks.encode_part(finished.track, first, end - first, part, order.ffmpeg)
        yield part


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
    if asked is not None and sound.film.missed_lu > TOLERATED_LU:
        yield Warned(
            message=f"The film's sound is {sound.film.missed_lu:.1f} LU quieter than asked for (loudness: {asked:g}): "
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
