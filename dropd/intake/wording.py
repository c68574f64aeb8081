"""What intake has to say, in plain sentences."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from textwrap import shorten

from dropd.contracts.scenes import Scene
from dropd.errors import ContractFault, DropFault
from dropd.intake.delivery import Awaited
from dropd.intake.matching import is_numbered_recording, is_recording
from dropd.intake.names import is_conflict

MAX_NAMED = 3
MAX_NAMED_SCENES = 12
MAX_LINE = 200

PLACING = (
    "a recording is found by the number of its scene, as voiceovers/00.mp3 for the first, "
    "or by `voiceover` in scenes.json"
)


def waiting_message(awaited: Sequence[Awaited]) -> str:
    """One sentence: which files are waited for, and why."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for file in awaited:
        by_reason[file.reason].append(file.path)
    count = "one file" if len(awaited) == 1 else f"{len(awaited)} files"
    clauses = (f"{listed(paths)} {'is' if len(paths) == 1 else 'are'} {reason}" for reason, paths in by_reason.items())
    return f"Waiting for {count}: {'; '.join(clauses)}."


def restless_message(quiet_s: float) -> str:
    """One sentence to somebody who goes on changing files while the film of them is being made."""
    return (
        "Files have changed again and again while the film was being made; "
        f"it begins once nothing has changed for {in_words(quiet_s)}."
    )


def late_message(awaited: Sequence[Awaited], waited_s: float) -> str:
    """Every file that did not arrive in time, a line each."""
    lines = "\n".join(f"  - {file.path} is {file.reason}" for file in awaited)
    return f"Nothing has arrived for {in_words(waited_s)}, and the drop is not complete:\n{lines}"


def outdated_film(paths: Sequence[str]) -> str:
    """One sentence: the film that lies there shows what is no longer so."""
    have = "has" if len(paths) == 1 else "have"
    return (
        f"The film is older than its files: {listed(paths)} {have} changed since it was made. "
        "Drop the trigger again for a new one."
    )


def unheard_warning(paths: Sequence[str]) -> str:
    """One sentence: recordings that came too late for the film that lies there."""
    have = "has" if len(paths) == 1 else "have"
    return f"The film was made without {listed(paths)}, which {have} come since. Drop the trigger again for a new one."


def unused_warning(paths: Sequence[str]) -> str:
    """What to know about files that lie in the drop and are in no scene; copies and recordings are often meant."""
    sentences = [f"No scene uses {listed(paths)}."]
    copies = [path for path in paths if is_conflict(path.rpartition("/")[2])]
    if copies:
        sentences.append(f"{printable(copies[0])} looks like a second copy: check that the right one is used.")
    recordings = [path for path in paths if is_recording(path)]
    if recordings:
        sentences.append(f"{listed(recordings)}: {placing(recordings)}.")
    return " ".join(sentences)


def placing(recordings: Sequence[str]) -> str:
    """What to do with recordings that no scene uses: those in `input/` itself with a number are easily helped."""
    if all("/" not in path and is_numbered_recording(path) for path in recordings):
        return f"move {'it' if len(recordings) == 1 else 'them'} into the folder voiceovers"
    return PLACING


def passed_over_warning(counting: Mapping[str, str]) -> str:
    """What to know about recordings that are not heard, by path, as others with the same numbers are."""
    path, counts = (printable(name) for name in next(iter(counting.items())))
    if len(counting) == 1:
        return f"{path} is not heard: {counts} is of the same scene and counts first. Remove the one you do not want."
    return (
        f"{listed(list(counting))} are not heard: others are of the same scenes and count first, as {counts} does "
        f"before {path}. Remove those you do not want."
    )


def similar_names(paths: Sequence[str]) -> str:
    """A hint that one of these files may be a missing one under another name."""
    return f"{listed(paths)} {'has' if len(paths) == 1 else 'have'} a similar name"


def named(scenes: Sequence[Scene], indexes: Sequence[int]) -> tuple[str, ...]:
    """The names of some scenes, as in `07 (Garden)`; of many, the first, and `others`."""
    names = [f"{index:02} ({scenes[index].title})" if scenes[index].title else f"{index:02}" for index in indexes]
    return (*names[:MAX_NAMED_SCENES], *(("others",) if len(names) > MAX_NAMED_SCENES else ()))


def listed(paths: Sequence[str]) -> str:
    """Names as a person would list them: `a, b and c`, or `a, b, c and 9 more`."""
    shown = [printable(path) for path in paths[:MAX_NAMED]]
    if len(paths) > MAX_NAMED:
        shown.append(f"{len(paths) - MAX_NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def printable(path: str) -> str:
    r"""A path that can be written as UTF-8; bytes that are none are shown as `\udcff`."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def in_words(seconds: float) -> str:
    """A span of time, in the largest unit of which it holds several whole ones."""
    for unit, length_s in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length_s and seconds % length_s == 0:
            return f"{seconds / length_s:g} {unit}"
    return "a second" if seconds == 1 else f"{seconds:g} seconds"


def in_one_line(message: str) -> str:
    """A message of several lines, made fit to stand inside a sentence."""
    line = " ".join(message.split()).removesuffix(".")
    if len(line) <= MAX_LINE:
        return line
    at_a_word = shorten(line, MAX_LINE, placeholder=" …")
    return at_a_word if len(at_a_word) > MAX_LINE // 2 else f"{line[:MAX_LINE]}…"  # a long name is one word


def with_outlook(brief: str, outlook: str) -> str:
    """What is wrong and what comes of it, as one clause or as two sentences."""
    return f"{brief} {outlook[0].upper()}{outlook[1:]}" if brief.endswith(("?", "!")) else f"{brief}; {outlook}"


def briefly(fault: DropFault) -> str:
    """What is wrong with a text, inside a sentence about it: of several things the first, and how many there are."""
    if not isinstance(fault, ContractFault) or not fault.problems:
        return in_one_line(fault.message)
    first, count = in_one_line(str(fault.problems[0])), len(fault.problems)
    return first if count == 1 else f"the first of {count} things: {first}"
