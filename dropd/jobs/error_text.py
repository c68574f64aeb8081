"""error.txt: why a job failed, in words for the person who dropped it. Pure."""

from textwrap import fill

from dropd.contracts.job_parts import ErrorReport
from dropd.jobs.record import JobRecord

WIDTH = 78


def error_text(record: JobRecord, error: ErrorReport) -> str:
    """The text of a failed or cancelled job's error.txt."""
    place = error.file or ""
    if error.line is not None:
        place += f", line {error.line}" + (f", column {error.column}" if error.column is not None else "")
    parts = [
        f"No film was made from {record.project} ({record.plain_name}).",
        _wrapped(error.message),
        f"Where: {place}" if place else "",
        _wrapped(f"What to do: {error.hint}") if error.hint else "",
        _wrapped(_again(record, error)),
        f"(error {error.code}; what happened is in logs/{record.job_id}.log)",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _again(record: JobRecord, error: ErrorReport) -> str:
    name = record.put_away_name
    if error.file == record.trigger:
        return f"Your {record.trigger} now lies in failed/ as {name}: correct it there and drag it back into input/."
    return f"To try again, drag {name} from failed/ back into input/, or copy your trigger there again."


def _wrapped(text: str) -> str:
    return "\n".join(
        fill(line, WIDTH, subsequent_indent=_indent(line), break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def _indent(line: str) -> str:
    """Further lines of a list's entry stand below its text."""
    indent = len(line) - len(line.lstrip(" -"))
    return " " * indent
