"""The work order: everything that the render process is told, as one JSON document on its standard input."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scenes
from dropd.intake.delivery import Delivery, UsedFile
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice


class WorkOrder(BaseModel):
    """One film to make. The render process knows nothing but this: no settings, no environment, no folder walks."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    input_folder: Path
    work_folder: Path
    """Empty when the job starts; finished files wait there to be published."""
    cache_folder: Path
    cache_limit_bytes: int
    cache_limit_days: float = 90
    output_stem: str
    """The film's name without `.mp4`."""
    check_only: bool = False
    scenes: Scenes
    options: RenderOptions
    delivery: Delivery
    known: tuple[UsedFile, ...] = ()
    """What was in the files of the project's last film: those that still look as they did are not read again."""
    voice: Voice
    ffmpeg: FfmpegBuild
    workers: int
    jobs_at_once: int = 1
    """How many films may be made at a time, each with its share of the memory."""
    title_font_file: Path | None = None
    max_picture_megapixels: int = 100
    max_film_minutes: int = 240
