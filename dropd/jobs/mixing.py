"""The film's sound track: the voices at their places, the music under them, one loudness."""

from pathlib import Path

from dropd.beneath import open_beneath
from dropd.film import music, sound
from dropd.film.plan import Plan
from dropd.film.sound import Recording
from dropd.jobs.order import WorkOrder
from dropd.media import sounds


def mix(order: WorkOrder, plan: Plan, voices: tuple[Recording | None, ...]) -> Path:
    """Write the track that the film will carry, as raw stereo float32 at 48 kHz, and return where it is."""
    track = sound.lay_voices(plan, voices, order.work_folder / "track.f32")
    if order.delivery.music is not None:
        _add_music(order, order.delivery.music, plan, voices, track)
    sound.level(track, order.options.loudness, order.ffmpeg)
    return track


def _add_music(order: WorkOrder, name: str, plan: Plan, voices: tuple[Recording | None, ...], track: Path) -> None:
    with open_beneath(order.input_folder, name) as file:
        bed = sound.record(
            sounds.decode(order.ffmpeg.path, file, name, most_s=60 * order.max_film_minutes),
            order.work_folder / "music.f32",
        )
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
