"""The film's sound track: the voices at their places, the music under them, one loudness."""

from pathlib import Path

from dropd.film import music, sound
from dropd.film.plan import Plan
from dropd.film.sound import Recording
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.media import sounds


def mix(order: WorkOrder, inputs: Inputs, plan: Plan, voices: tuple[Recording | None, ...]) -> Path:
    """Write the track that the film will carry, as raw stereo float32 at 48 kHz, and return where it is."""
    track = sound.lay_voices(plan, voices, order.work_folder / "track.f32")
    if order.delivery.music is not None:
        bed = _music(order, inputs, order.delivery.music)
        _add_music(order, bed, plan, voices, track)
    sound.level(track, order.options.loudness, order.ffmpeg)
    return track


def _music(order: WorkOrder, inputs: Inputs, name: str) -> Recording:
    with inputs.open(name, order.work_folder) as file:
        return sound.record(
            sounds.decode(order.ffmpeg.path, file, name, most_s=60 * order.max_film_minutes),
            order.work_folder / "music.f32",
        )


def _add_music(order: WorkOrder, bed: Recording, plan: Plan, voices: tuple[Recording | None, ...], track: Path) -> None:
    spoken = music.spoken_in(plan, voices)
    # Music is set against the voice as it is; the whole is brought to the loudness afterwards.
    level_db = 0.0
    if spoken:
        voice_lufs = sound.measure(track, order.ffmpeg).integrated_lufs
        level_db = voice_lufs - sound.measure(bed.pcm, order.ffmpeg).integrated_lufs
    music.add_music(
        sound.opened(track, writable=True),
        sound.opened(bed.pcm),
        spoken,
        level_db=level_db,
        ducking=order.options.ducking,
    )
