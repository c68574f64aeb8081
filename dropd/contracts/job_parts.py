"""What is told of a job wherever it is told: in status.json, in its record, and in the events of a render."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel


def _whole_utc_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _writable(text: object) -> object:
    # File names may hold bytes that are not UTF-8: Python has lone surrogates for them, and JSON has nothing.
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


Moment = Annotated[AwareDatetime, AfterValidator(_whole_utc_second)]
"""A moment in UTC, to the second: `2026-11-22T19:02:03Z`."""

Text = Annotated[str, BeforeValidator(_writable)]
"""Text that can always be written; a byte of a file name that is no text becomes `?`."""


class Part(BaseModel):
    """A group of keys: frozen, camelCase on disk, read under either name."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )


class ErrorReport(Part):
    """Why a job failed."""

    code: str
    """A stable short name of the kind of error, for programs."""
    message: Text
    """What is wrong, in plain sentences."""
    hint: Text = ""
    """What to do about it."""
    file: Text | None = None
    """The file that is the cause, where there is one."""
    line: int | None = None
    """The line in that file, counted from 1."""
    column: int | None = None
    """The column in that line, counted from 1."""


class Output(Part):
    """One published file."""

    path: Text
    """The file, relative to the project folder: `output/video.mp4`."""
    job_id: str
    """The job that made it; an older film that is still there keeps its own."""
    bytes: int
    """Size of the file in bytes."""
    duration_seconds: float | None = None
    """How long it plays; null for pictures and subtitles."""
    width: int | None = None
    """Width of the picture in pixels."""
    height: int | None = None
    """Height of the picture in pixels."""
    sha256: str
    """SHA-256 of the file's content, in hexadecimal."""


class Check(Part):
    """What the check of a drop found; nothing was rendered for it."""

    film_seconds: float | None = None
    """How long the film would play; null when it cannot be told."""
    scenes: int = 0
    """Number of scenes."""
    pictures: int = 0
    """Number of different pictures that the scenes name."""
    problems: tuple[Text, ...] = ()
    """Everything that would stop the film, one sentence each; empty when it can be made."""
    warnings: tuple[Text, ...] = ()
    """What its owner may want to know; the film would be made all the same."""


class Estimate(Part):
    """What rendering is expected to take."""

    render_seconds: float
    """Time that the render needs on this machine when it runs alone."""
    bytes: int
    """Size of the film in bytes."""
