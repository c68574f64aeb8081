"""Logs: one JSON line an event, with a stable name; to standard error, the root's log and the job's own.

Each line goes through the same processors; sinks only differ in where and how they write it.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict

from dropd.ownership import make_folder, take_after

Sink = Callable[[EventDict], None]
Log = structlog.typing.FilteringBoundLogger

ROTATED_BYTES, ROTATED_FILES = 5_000_000, 5
JOB_LOG_BYTES = 5_000_000
"""A job's log ends here: nobody reads more, and a sync client carries it to every laptop."""
READABLE_CHARACTERS = 500
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""For folders that anybody may write to: never through a link, never waiting for the reader of a FIFO."""


def log_to(sinks: Sequence[Sink], level: str = "info") -> Log:
    """A logger that gives each line, as a dictionary, to every sink."""
    bound: Log = structlog.wrap_logger(
        _Tee(sinks),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _as_keywords,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
    )
    return bound


def stream_sink(stream: TextIO) -> Sink:
    """Lines for people on a terminal, JSON for everything else, as under systemd."""
    render = structlog.dev.ConsoleRenderer() if stream.isatty() else _json

    def write(line: EventDict) -> None:
        stream.write(f"{render(None, '', dict(line))}\n")
        stream.flush()

    return write


def rotated_sink(path: Path) -> Sink:
    """JSON lines in a file that is rotated."""
    handler = _Rotated(path, maxBytes=ROTATED_BYTES, backupCount=ROTATED_FILES, delay=True, encoding="utf-8")

    def write(line: EventDict) -> None:
        if path.parent.is_dir():
            handler.emit(logging.makeLogRecord({"msg": _json(None, "", line)}))
            handler.close()  # opened again for the next line, wherever logrotate has moved the file

    return write


def job_sink(path: Path) -> Sink:
    """JSON lines in a job's own log; its folder is made when the first one comes."""

    def write(line: EventDict) -> None:
        with _opened_to_append(path) as file:
            if file.tell() < JOB_LOG_BYTES:
                file.write(f"{_json(None, '', line)}\n")

    return write


def readable(line: EventDict) -> str:
    """A line for status.json: the time of day in UTC, the event's name, its values."""
    values = " ".join(
        f"{key}={value}"
        for key, value in line.items()
        if key not in ("timestamp", "event", "level", "job_id", "project") and value not in (None, "")
    )
    time = str(line.get("timestamp", ""))[11:19]
    text = f"{time}Z {line.get('event', '')} {' '.join(values.split())}".rstrip()
    return text if len(text) <= READABLE_CHARACTERS else f"{text[:READABLE_CHARACTERS]}…"


class _Tee:
    """What structlog calls with the finished line, whatever its level.

    Where a sink cannot write (a full disk, a terminal that is gone), the line is lost there, and nothing else.
    """

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = tuple(sinks)

    def msg(self, **line: Any) -> None:
        for sink in self._sinks:
            with suppress(OSError):
                sink(line)

    debug = info = warning = error = critical = msg


class _Rotated(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        return _appending(os.open(path, APPENDING, 0o666), path.parent)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Lose the line, without a word on standard error: the reason is told in other places."""


@contextmanager
def _opened_to_append(path: Path) -> Iterator[TextIO]:
    make_folder(path.parent, path.parent.parent)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        descriptor = os.open(path.name, APPENDING, 0o666, dir_fd=folder)
    finally:
        os.close(folder)
    with _appending(descriptor, path.parent) as file:
        yield file


def _appending(descriptor: int, folder: Path) -> TextIOWrapper:
    """A log to write to; one that has just been made takes after its folder."""
    if os.fstat(descriptor).st_size == 0:
        with suppress(OSError):
            take_after(descriptor, folder)
    return os.fdopen(descriptor, "a", encoding="utf-8")


def _json(_logger: object, _method: str, line: EventDict) -> str:
    """ASCII only: a file name that is no UTF-8 must not stop the log."""
    return json.dumps(line, default=str)


def _as_keywords(_logger: object, _method: str, line: EventDict) -> tuple[tuple[()], EventDict]:
    return (), line
