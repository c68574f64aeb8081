"""A render that makes nothing: what stands in the way of the film, how long it would be, what it would take."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from dropd.beneath import open_beneath
from dropd.cache.store import Cache
from dropd.contracts.job_parts import Check, Estimate
from dropd.contracts.job_state import Stage
from dropd.errors import DropdError, DropFault, SetupFault, SpeechFault
from dropd.events import Checked, Event, Progressed, StageStarted
from dropd.film.lettering.fonts import FontBook
from dropd.film.plan import Plan
from dropd.film.sound.silence import without_silence_around
from dropd.film.sound.tracks import record
from dropd.intake.unspoken import lacking_narration
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.lettering import title_look, title_warnings
from dropd.jobs.stages.narration import scenes_to_speak
from dropd.jobs.stages.planning import film_plan, length_fault
from dropd.jobs.stages.shooting import encoder_for
from dropd.language.spoken_text import LETTERS_A_SECOND, spoken_length
from dropd.media import sounds
from dropd.media.ffmpeg import SAMPLE_RATE_HZ
from dropd.speech.service import service_for

RENDER_S_PER_FULL_HD_FRAME = 0.035
"""One core, 1080p, `medium` tuned for slide shows, on a server of 2024; the larger part is x264's."""
BYTES_PER_FULL_HD_FRAME = 18_000
FULL_HD_PX = 1920 * 1080


def dry_run(order: WorkOrder) -> Iterator[Event]:
    """Yield what a render of this order would find. Never fails for what is wrong: that is the finding."""
    yield StageStarted(stage=Stage.VALIDATE)
    yield Progressed(fraction=0.1, message="Checking the drop.")
    lacking = {awaited.path for awaited in order.delivery.lacking}
    voices = _voice_samples(order, lacking)
    plan = film_plan(order, [None if isinstance(voice, DropFault) else voice for voice in voices])
    faults = (*voices, *_narration_faults(order), length_fault(order, plan))
    problems = (
        *(f"{awaited.path} is {awaited.reason}." for awaited in order.delivery.lacking),
        *dict.fromkeys(fault.in_full for fault in faults if isinstance(fault, DropdError)),
    )
    yield Checked(
        check=Check(
            film_seconds=round(float(plan.duration_s), 2),
            scenes=len(plan.scenes),
            pictures=len({image for scene in order.delivery.scenes for image in scene.images}),
            problems=problems,
            warnings=(*order.delivery.warnings, *_encoder_warnings(order), *_title_warnings(order, lacking)),
        ),
        estimate=_estimate(order, plan),
    )


def _voice_samples(order: WorkOrder, lacking: set[str]) -> tuple[int | DropFault | None, ...]:
    """How long each scene is spoken: its voice-over's length, or a guess by the length of its text."""
    found: list[int | DropFault | None] = []
    for scene, files in zip(order.scenes.scenes, order.delivery.scenes, strict=True):
        if files.voice_over is not None and files.voice_over not in lacking:
            found.append(_recorded_samples(order, files.voice_over))
        elif scene.has_words and not order.options.is_silent:
            found.append(spoken_length(scene.vo or "") * SAMPLE_RATE_HZ // LETTERS_A_SECOND)
        else:
            found.append(None)
    return tuple(found)


def _recorded_samples(order: WorkOrder, name: str) -> int | DropFault:
    try:
        with open_beneath(order.input_folder, name) as file:
            if order.options.trim_silence:
                return _trimmed_samples(order, file, name)
            return sounds.count_samples(order.ffmpeg.path, file, name)
    except DropFault as fault:
        return fault


def _trimmed_samples(order: WorkOrder, file: BinaryIO, name: str) -> int:
    order.cache_folder.mkdir(parents=True, exist_ok=True)  # the system's own folder may be in memory
    with TemporaryDirectory(prefix="check-", dir=order.cache_folder) as scratch:
        decoded = sounds.decode(order.ffmpeg.path, file, name, most_s=60 * order.max_film_minutes)
        kept = without_silence_around(record(decoded, Path(scratch) / "voice-over.f32"))
    return kept.end - kept.first


def _narration_faults(order: WorkOrder) -> tuple[DropdError, ...]:
    spoken = scenes_to_speak(order)
    if not spoken:
        return ()
    if order.voice.api is None:
        return (lacking_narration(order.scenes.scenes, spoken, order.options.voice_dir),)
    try:
        service_for(order.voice, order.work_folder, Cache(order.cache_folder))
    except (SpeechFault, SetupFault) as fault:
        return (fault,)
    return ()


def _encoder_warnings(order: WorkOrder) -> tuple[str, ...]:
    warning = encoder_for(order).warning
    return () if warning is None else (warning,)


def _title_warnings(order: WorkOrder, lacking: set[str]) -> tuple[str, ...]:
    if order.delivery.title_font in lacking:
        return ()
    fonts = FontBook()
    look = title_look(order, fonts, partial(open_beneath, order.input_folder))
    return tuple(title_warnings(order, look, fonts))


def _estimate(order: WorkOrder, plan: Plan) -> Estimate:
    size = order.options.film_size
    full_hd_frames = plan.frames * size.width * size.height / FULL_HD_PX
    return Estimate(
        render_seconds=round(2 + full_hd_frames * RENDER_S_PER_FULL_HD_FRAME / order.workers),
        bytes=round(full_hd_frames * BYTES_PER_FULL_HD_FRAME),
    )
