"""A work order is put together: from what the trigger, scenes.json and the settings say, and what is known. Pure."""

from dropd.contracts.precedence import resolved_options
from dropd.contracts.scenes import ParsedScenes
from dropd.contracts.trigger import Trigger
from dropd.intake.delivery import Delivery, UsedFile
from dropd.jobs.options import output_stem, resolved_voice
from dropd.jobs.order import WorkOrder
from dropd.jobs.record import JobRecord
from dropd.media.builds import FfmpegBuild
from dropd.project import Project
from dropd.settings import Settings

BYTES_PER_GIGABYTE = 10**9
CLOCK_TICK_NS = 2 * 10**9
"""How coarse the times of a file may be: FAT counts in steps of two seconds."""


def work_order(
    record: JobRecord,
    project: Project,
    *,
    trigger: Trigger,
    scenes: ParsedScenes,
    delivery: Delivery,
    settings: Settings,
    build: FfmpegBuild,
    cores: int,
    last_film: JobRecord | None = None,
) -> WorkOrder:
    """Put together what the trigger, scenes.json and the settings say. Pure."""
    options = resolved_options(trigger.render_options, settings.defaults)
    warnings = (*scenes.warnings, *delivery.warnings)
    return WorkOrder(
        job_id=record.job_id,
        input_folder=project.input,
        work_folder=project.work_of(record.job_id),
        cache_folder=settings.cache_folder,
        cache_limit_bytes=int(settings.cache_limit_gb * BYTES_PER_GIGABYTE),
        cache_limit_days=settings.cache_limit_days,
        output_stem=output_stem(trigger, options, record.stem),
        check_only=trigger.check_only,
        scenes=scenes.scenes,
        options=options,
        delivery=delivery.model_copy(update={"warnings": warnings}),
        known=() if last_film is None or trigger.force else _known(record, last_film),
        voice=resolved_voice(trigger.render_options, scenes.scenes.vid, options, settings.speech),
        ffmpeg=build,
        workers=settings.workers or cores,
        jobs_at_once=settings.jobs_at_once,
        title_font_file=settings.title_font_file,
        max_picture_megapixels=settings.max_picture_megapixels,
        max_film_minutes=settings.max_film_minutes,
    )


def _known(record: JobRecord, last_film: JobRecord) -> tuple[UsedFile, ...]:
    """The inputs of the last film, but for those that had only just changed by then.

    They may have changed once more within the same tick of their clock, and look as they did: as in Git's index.
    None once a render of this job found another content than was known: it would find it again and again.
    """
    if record.restarts or last_film.started_at is None:
        return ()
    at_rest_ns = int(last_film.started_at.timestamp() * 1e9) - CLOCK_TICK_NS
    return tuple(file for file in last_film.inputs if max(file.mtime_ns, file.ctime_ns) < at_rest_ns)
