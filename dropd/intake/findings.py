"""What stands between a drop and its film: file by file, what is awaited and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence

from dropd.contracts.scenes import ParsedScenes
from dropd.errors import DropFault, MediaFault, MissingFault, NarrationFault, TooLargeFault, UnsafeFault
from dropd.intake.asked import AskedFiles, misplaced_files, similar_files, unused_files
from dropd.intake.facts import Moment, Wait
from dropd.intake.inventory import Asked
from dropd.intake.listing import MAX_ENTRIES
from dropd.intake.matching import folded, is_recording
from dropd.intake.names import SCENES_FILE
from dropd.intake.probe import Unchecked, Unfinished, Whole, Wrong
from dropd.intake.unspoken import lacking_narration
from dropd.intake.wording import (
    briefly,
    in_one_line,
    in_words,
    listed,
    placing,
    printable,
    similar_names,
    with_outlook,
)

BEING_READ = "being read"
BEING_CHECKED = "being checked"

MAX_COMPARED = 50
"""With more files missing, or more to choose from, no similar name is told: difflib takes 50 µs a pair."""

Finding = Wait | DropFault


def text_findings(moment: Moment, scenes_file: Asked) -> Iterator[Finding]:
    """What is awaited or wrong about the trigger and scenes.json."""
    facts = moment.facts
    if facts.listing.is_cut:
        yield TooLargeFault(
            f"The input folder holds more than {MAX_ENTRIES} files.",
            hint="Remove what the film does not need.",
        )
    if facts.trigger_path is not None:
        yield from _of_text(moment, facts.trigger_path, facts.trigger, moment.graces.empty_trigger_s)
    if moment.is_check and not scenes_file.is_there:
        yield MissingFault(f"{SCENES_FILE} is missing.", hint="Copy it into the input folder.", file=SCENES_FILE)
    else:
        yield from _of_text(moment, scenes_file.path, facts.scenes, empty_s=float("inf"))


def media_findings(moment: Moment, asked: AskedFiles) -> Iterator[Finding]:
    """What is awaited or wrong about pictures, voice-overs and music, each file once."""
    found = tuple(_of_files(moment, asked))
    yield from found
    if asked.is_counted_from_one:
        yield from _of_counting(moment, asked)
    else:
        yield from _of_unspoken(moment, asked, is_all_else_there=not any(isinstance(one, Wait) for one in found))


def _of_files(moment: Moment, asked: AskedFiles) -> Iterator[Finding]:
    files = dict.fromkeys(asked.files())
    unused = unused_files(moment.facts.listing, asked)
    missing_count = sum(not file.is_there for file in files)
    comparable = unused if max(len(unused), missing_count) <= MAX_COMPARED else ()
    elsewhere = misplaced_files(moment.facts.listing, asked) if missing_count else {}
    by_settings = _asked_by_settings(moment, asked)
    for file in files:
        if file.is_there:
            yield from _of_media(moment, file)
        elif not file.is_coming and (option := by_settings.get(file)):
            yield moment.awaited(file.path, f"missing (the settings ask for it; a trigger may say {option}: none)")
        else:
            yield from _of_missing(moment, file, comparable, elsewhere)


def _asked_by_settings(moment: Moment, asked: AskedFiles) -> dict[Asked, str]:
    """Files that no trigger but the settings ask for, each with the option that names it."""
    wished = {"music": asked.music, "watermark": asked.watermark}
    return {file: option for option, file in wished.items() if file is not None and moment.is_by_settings(option)}


def _of_text(moment: Moment, path: str, parsed: object, empty_s: float) -> Iterator[Finding]:
    observation = moment.facts.listing.files.get(path)
    if observation is None:
        yield moment.awaited(path, "missing")
    elif not observation.is_file:
        yield _special_file(moment, path, moment.graces.text_fault_s)
    elif observation.size_bytes == 0 and moment.quiet_s(path) < empty_s:
        yield moment.awaited(path, "still empty", until_s=moment.quiet_until_s(path, empty_s))
    elif moment.quiet_s(path) < moment.graces.quiet_s:
        yield moment.growing(path)
    elif parsed is None:
        verdict = moment.facts.verdicts.get(path)
        if isinstance(verdict, Unfinished):
            yield moment.awaited(path, verdict.reason)
        else:
            yield moment.awaited(path, BEING_READ, passes=True)
    elif isinstance(parsed, DropFault):
        until_s = moment.believed_at_s(path, moment.graces.text_fault_s)
        doubt = f"not correct yet ({with_outlook(briefly(parsed), _outlook(moment.graces.text_fault_s))})"
        yield parsed if moment.now_s >= until_s else moment.awaited(path, doubt, until_s=until_s, fault=parsed)


def _of_missing(
    moment: Moment, file: Asked, comparable: tuple[str, ...], elsewhere: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    folder, _, name = file.path.rpartition("/")
    if folder in moment.facts.listing.files:
        yield _special_file(moment, folder, moment.graces.media_fault_s)
    elif file.is_coming:
        yield moment.awaited(file.path, "still being transferred")
    elif alike := elsewhere.get(folded(name)):
        yield moment.awaited(file.path, f"missing ({_where_it_is(alike, folder)})")
    else:
        similar = similar_files(file.path, comparable)
        yield moment.awaited(file.path, f"missing ({similar_names(similar)})" if similar else "missing")


def _where_it_is(alike: Sequence[str], folder: str) -> str:
    """What to do with files that are called as a missing one, but for case, here or in other folders."""
    here = [path for path in alike if path.rpartition("/")[0] == folder]
    if here:
        differ, them = ("differs", "it, if it is meant") if len(here) == 1 else ("differ", "the right one")
        return f"{listed(here)} {differ} in upper and lower case alone: rename {them}"
    return f"{printable(alike[-1])} is there: move it into {folder or 'input'}"


def _of_media(moment: Moment, file: Asked) -> Iterator[Finding]:
    observation = moment.facts.listing.files[file.path]
    if not observation.is_file:
        yield _special_file(moment, file.path, moment.graces.media_fault_s)
    elif observation.size_bytes == 0:
        yield moment.awaited(file.path, "still empty")
    elif not moment.has_settled(file.path):
        yield moment.growing(file.path)
    else:
        yield from _of_content(moment, file.path)


def _of_content(moment: Moment, path: str) -> Iterator[Finding]:
    match moment.facts.verdicts.get(path):
        case None:
            yield moment.awaited(path, BEING_CHECKED, passes=True)
        case Unchecked(reason):
            yield moment.awaited(path, reason)
        case Unfinished(reason):
            yield moment.awaited(path, reason)
        case Wrong(reason, hint):
            until_s = moment.believed_at_s(path, moment.graces.media_fault_s)
            fault = MediaFault(reason, hint=hint, file=path)
            doubt = f"{_unusable(path, reason)} ({_outlook(moment.graces.media_fault_s)})"
            yield fault if moment.now_s >= until_s else moment.awaited(path, doubt, until_s=until_s)
        case Whole():
            return


def _unusable(path: str, reason: str) -> str:
    """What a file is, from a sentence about it."""
    said, begins = in_one_line(reason), f"{path} is "
    return said.removeprefix(begins) if said.startswith(begins) else f"not usable as it is: {said}"


def _outlook(grace_s: float) -> str:
    return f"the job fails if it stays so for {in_words(grace_s)}"


def _of_counting(moment: Moment, asked: AskedFiles) -> Iterator[Finding]:
    folder, count = asked.voice_folder, len(asked.scenes)
    renaming = f"rename them to 00 … {count - 1:02d}" if count > 1 else "rename it to 00"
    if _may_still_come(moment):
        doubt = f"missing (if you count from 01, {renaming})"
        yield moment.awaited(f"{folder}/00.*", doubt, until_s=_voices_awaited_until_s(moment))
        return
    yield NarrationFault(
        f"The first scene is 00, but the voice-overs in {folder} begin with 01"
        f"{': every scene would speak the text of the scene before it' if count > 1 else ''}.",
        hint=f"{renaming.capitalize()}.",
        file=folder,
    )


def _of_unspoken(moment: Moment, asked: AskedFiles, *, is_all_else_there: bool) -> Iterator[Finding]:
    """Voice-overs that may still come; they come with the pictures. A check tells by itself what is lacking."""
    if moment.wants_no_speech or moment.is_check or (moment.can_speak and not asked.has_voice_folder):
        return
    if not _may_still_come(moment):
        if is_all_else_there and not any(scene.unspoken and scene.unspoken.is_coming for scene in asked.scenes):
            yield from _of_silence(moment, asked)
        return
    instead = "speech is made instead" if moment.can_speak else "the job fails"
    outlook = f"{instead} once nothing has arrived for {in_words(moment.graces.voice_over_s)}"
    unspoken = [scene.unspoken for scene in asked.scenes if scene.unspoken is not None]
    hint = _placing_hint(moment, asked, unspoken)
    for file in unspoken:
        state = "still being transferred" if file.is_coming else "missing"
        yield moment.awaited(file.path, f"{state} ({outlook}{hint})", until_s=_voices_awaited_until_s(moment))


def _of_silence(moment: Moment, asked: AskedFiles) -> Iterator[Finding]:
    """What is wrong where nobody speaks a text."""
    scenes = moment.facts.scenes
    silent = [index for index, scene in enumerate(asked.scenes) if scene.unspoken is not None]
    if silent and not moment.can_speak and isinstance(scenes, ParsedScenes):
        yield lacking_narration(scenes.scenes.scenes, silent, asked.voice_folder)


def _placing_hint(moment: Moment, asked: AskedFiles, unspoken: list[Asked]) -> str:
    """What to do with recordings that dropd cannot tell the scene of."""
    lost = [path for path in unused_files(moment.facts.listing, asked) if is_recording(path)]
    if not lost or not unspoken:
        return ""
    if len(lost) > 1 or len(unspoken) > 1:
        return f"; {listed(lost)}: {placing(lost)}"
    wanted = unspoken[0].path.replace("*", lost[0].rpartition(".")[2])
    folder, _, name = wanted.rpartition("/")
    if not lost[0].startswith(f"{folder}/"):
        return f"; if {listed(lost)} belongs here, move it to {wanted}"
    return f"; if {listed(lost)} belongs here, rename it to {name}, or name it as `voiceover` in scenes.json"


def _may_still_come(moment: Moment) -> bool:
    return not moment.is_check and moment.now_s < _voices_awaited_until_s(moment)


def _voices_awaited_until_s(moment: Moment) -> float:
    return moment.all_quiet_until_s(moment.graces.voice_over_s)


def _special_file(moment: Moment, path: str, grace_s: float) -> Finding:
    until_s = moment.believed_at_s(path, grace_s)
    if moment.now_s < until_s:
        return moment.awaited(path, "a link or a special file", until_s=until_s)
    return UnsafeFault(
        f"{path} is a link or a special file, and dropd follows neither.",
        hint="Copy the file itself in its place.",
        file=path,
    )
