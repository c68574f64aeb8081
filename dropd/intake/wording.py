"""What intake has to say, in plain sentences."""

from collections import defaultdict
from collections.abc import Sequence

from dropd.intake.delivery import Awaited

MAX_NAMED = 3
MAX_LINE = 200


def waiting_message(awaited: Sequence[Awaited]) -> str:
    """One sentence: which files are waited for, and why."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for file in awaited:
        by_reason[file.reason].append(file.path)
    count = "one file" if len(awaited) == 1 else f"{len(awaited)} files"
    clauses = (f"{listed(paths)} {'is' if len(paths) == 1 else 'are'} {reason}" for reason, paths in by_reason.items())
    return f"Waiting for {count}: {'; '.join(clauses)}."


def late_message(awaited: Sequence[Awaited], waited_s: float) -> str:
    """Every file that did not arrive in time, a line each."""
    lines = "\n".join(f"  - {file.path} is {file.reason}" for file in awaited)
    return f"Nothing has arrived for {in_words(waited_s)}, and the drop is not complete:\n{lines}"


def unused_warning(paths: Sequence[str]) -> str:
    """One sentence about files that lie in the drop and are in no scene."""
    return f"No scene uses {listed(paths)}."


def similar_names(paths: Sequence[str]) -> str:
    """A hint that one of these files may be a missing one under another name."""
    return f"{listed(paths)} {'has' if len(paths) == 1 else 'have'} a similar name"


def listed(paths: Sequence[str]) -> str:
    """Names as a person would list them: `a, b and c`, or `a, b, c and 9 more`."""
    shown = [_printable(path) for path in paths[:MAX_NAMED]]
    if len(paths) > MAX_NAMED:
        shown.append(f"{len(paths) - MAX_NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def in_words(seconds: float) -> str:
    """A span of time, in the largest unit of which it holds several whole ones."""
    for unit, length_s in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length_s and seconds % length_s == 0:
            return f"{seconds / length_s:g} {unit}"
    return f"{seconds:g} seconds"


def in_one_line(message: str) -> str:
    """A message of several lines, made fit to stand inside a sentence."""
    line = " ".join(message.split()).removesuffix(".")
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…"


def _printable(path: str) -> str:
    r"""A path that can be written as UTF-8; bytes that are none are shown as `\udcff`."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
