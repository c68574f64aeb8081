"""Every setting, its unit, its limits and its default."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationInfo

from dropd.contracts.bounds import Between
from dropd.contracts.exact import Number, WholeNumber
from dropd.contracts.options import RenderOptions, SpeechApi, XttsDialect
from dropd.contracts.refusal import refused, shown
from dropd.contracts.words import AnyCase, OffMeans
from dropd.settings.places import Places


def _full_path(path: Path, info: ValidationInfo) -> Path:
    if not isinstance(info.context, Places):
        return path
    if path.parts and path.parts[0].startswith("~") and path.parts[0] != "~":
        raise refused(f"{shown(path)} is in the home folder of somebody else.", "Write the full path.")
    return info.context.full_path(path)


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        without_password = text.rpartition("@")[2]
        raise refused(
            f"{shown(without_password)} is not a web address.",
            "It begins with http:// or https://, and the name of a machine follows.",
        )
    return text


FullPath = Annotated[Path, AfterValidator(_full_path)]
"""A path; `load_settings` makes it independent of the working folder."""

Seconds = Annotated[Number, Between(0, 604_800, above_low=True)]
"""A duration of up to a week."""

WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An address that begins with http:// or https://."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Speech(_Section):
    """Which service speaks the text that has no voice-over, and how to reach it."""

    api: Annotated[SpeechApi | None, AnyCase, OffMeans(None)] = None
    """The service; None asks every project for voice-overs."""
    voice: str | None = None
    """The voice where a project names none; None is the service's own default."""
    language: str | None = None
    """The language where a project names none, as in `en`."""
    piper_voice: FullPath | None = None
    """A Piper voice, the `.onnx` file; None is the voice that the piper extra brings."""
    xtts_url: WebAddress | None = None
    """Address of the XTTS server."""
    xtts_key: SecretStr | None = None
    """Sent to the XTTS server as a bearer token."""
    xtts_voice: str | None = None
    """The voice of the XTTS server that is used where `voice` is not given."""
    xtts_language: str | None = None
    """The language for the XTTS server where `language` is not given."""
    xtts_dialect: Annotated[XttsDialect | None, AnyCase, OffMeans(None)] = None
    """Which XTTS server it is: coqui, companion or api-server; None finds it out."""
    openai_url: WebAddress = "https://api.openai.com/v1"
    """Address of OpenAI, or of a server that answers as it does, up to and with `/v1`."""
    openai_key: SecretStr | None = None
    """Sent to it as a bearer token."""
    openai_model: str | None = None
    """Its model; None is tts-1."""
    openai_voice: str | None = None
    """Its voice that is used where `voice` is not given."""
    azure_key: SecretStr | None = None
    """Key of the Azure speech resource."""
    azure_region: str | None = None
    """Region of the Azure speech resource."""
    azure_url: WebAddress | None = None
    """Address of an Azure speech container or of another cloud; None is that of the region."""
    azure_voice: str | None = None
    """The Azure voice that is used where `voice` is not given."""

    speed: Annotated[Number, Between(0.5, 2)] = 1
    """How fast the narration is spoken; 1 is the voice's own speed. XTTS does not know it."""
    requests_at_once: Annotated[WholeNumber, Between(1, 16)] = 1
    """How many sentences a server is asked for at the same time; most can speak one."""
    connect_timeout_s: Seconds = 5
    """How long to wait for a server to take the call."""
    read_timeout_s: Seconds = 120
    """How long to wait for the next bytes of an answer."""
    total_timeout_s: Seconds = 300
    """How long one answer may take, and after how long no sentence is tried again."""
    proxy: WebAddress | None = None
    """A proxy for calls to the service; those of the environment are not used."""


class Settings(_Section):
    """Everything that can be set. The three folders have no default here: they depend on the environment."""

    root: FullPath
    """The watched folder, which holds `projects/`."""
    cache_folder: FullPath
    """Rendered pieces and narration, to be used again."""
    cache_limit_gb: Annotated[Number, Between(0, 100_000, above_low=True)] = 20
    """How large the cache may grow, in gigabytes."""
    cache_limit_days: Annotated[Number, Between(0, 36_500, above_low=True)] = 90
    """What was not used for so many days is deleted from the cache."""
    state_folder: FullPath
    """The sign of life of the daemon."""

    quiet_period_s: Seconds = 2
    """How long everything must be unchanged before a job may start."""
    unsure_quiet_period_s: Seconds = 10
    """The same for files of which nobody can tell whether they are still being written: network disks, other owners."""
    rescan_interval_s: Seconds = 30
    """How often all folders are looked through, whatever the file system reports."""
    status_interval_s: Seconds = 10
    """How often progress may rewrite status.json."""
    arrival_timeout_s: Annotated[Seconds | None, OffMeans(None)] = None
    """How long to wait for missing files before the job fails; None waits for ever."""
    syntax_grace_s: Seconds = 60
    """How long a text that cannot be read must be unchanged before the job fails."""
    media_grace_s: Seconds = 30
    """How long a picture or sound of the wrong kind must be unchanged before the job fails."""
    empty_trigger_grace_s: Seconds = 10
    """How long an empty trigger must be unchanged before it counts as one with all defaults."""
    voice_over_grace_s: Seconds = 60
    """How long the drop must be unchanged before missing voice-overs are spoken by the service."""
    restless_quiet_period_s: Seconds = 60
    """How long everything must be unchanged after files have changed twice while a film was being made of them."""
    removal_grace_s: Seconds = 5
    """How long a trigger must be gone before its job is cancelled."""

    jobs_at_once: Annotated[WholeNumber, Between(1, 64)] = 1
    """How many films are made at the same time."""
    workers: Annotated[WholeNumber, Between(1, 1024)] | None = None
    """How many pieces of a film are made at the same time; None is one for each processor core."""
    attempts: Annotated[WholeNumber, Between(1, 100)] = 3
    """How often a job is started before it fails for good."""

    max_images_per_scene: Annotated[WholeNumber, Between(1, 1000)] = 3
    """Most pictures in a scene."""
    max_scenes: Annotated[WholeNumber, Between(1, 10_000)] = 2000
    """Most scenes in a film."""
    max_picture_megapixels: Annotated[WholeNumber, Between(1, 1000)] = 100
    """Largest picture, in millions of pixels."""
    max_file_mb: Annotated[WholeNumber, Between(1, 100_000)] = 500
    """Largest file of a drop, in megabytes."""
    max_film_minutes: Annotated[WholeNumber, Between(1, 1440)] = 240
    """Longest film, in minutes."""
    reserve_disk_mb: Annotated[WholeNumber, Between(0, 100_000)] = 1024
    """Free space that is left on every disk, in megabytes."""

    ffmpeg: FullPath | None = None
    """The ffmpeg program; None is the machine's own if it is good enough, else the one that dropd carries."""
    title_font_file: FullPath | None = None
    """The font of the titles, a TTF or OTF file; None is EB Garamond."""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], AnyCase] = "info"
    """The least important lines that are still logged."""

    speech: Speech = Speech()
    """Narration for text without a voice-over."""
    defaults: RenderOptions = RenderOptions()
    """Render options where neither the trigger nor scenes.json says anything, spelled as in a trigger.

    `defaults.model_fields_set` holds those that somebody has set.
    """
