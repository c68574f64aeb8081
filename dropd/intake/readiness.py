"""Has it all arrived? A pure decision: observations and a clock in; Waiting, Ready or Rejected out.

What is missing or incomplete is waited for; what is whole but wrong is rejected after a grace, because a file
that is still being written may look wrong for a while.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from dropd.contracts.scenes import ParsedScenes
from dropd.contracts.trigger import Trigger
from dropd.errors import DropFault, MissingFault
from dropd.intake.asked import AskedFiles, AskedScene, find_all, passed_over_recordings, unused_files
from dropd.intake.delivery import Awaited, Delivery, Fingerprint, SceneFiles
from dropd.intake.facts import DropFacts, Graces, Moment, Wait
from dropd.intake.findings import Finding, media_findings, text_findings
from dropd.intake.inventory import Asked, Inventory, find, take_inventory
from dropd.intake.listing import Listing
from dropd.intake.names import SCENES_FILE, trigger_name
from dropd.intake.probe import Whole
from dropd.intake.wording import (
    late_message,
    passed_over_warning,
    restless_message,
    unused_warning,
    waiting_message,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something is missing, incomplete or not yet believed."""

    reasons: tuple[Awaited, ...]
    message: str
    """All of it in one plain sentence."""
    until_s: float = inf
    """The monotonic second at which time alone makes a difference."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything that the drop asks for has arrived."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Rejected:
    """The drop is whole but wrong, or its time is over."""

    errors: tuple[DropFault, ...]
    """All that is known to be wrong with it, the trigger's first."""


Readiness = Waiting | Ready | Rejected


def assess(facts: DropFacts, now_s: float, graces: Graces) -> Readiness:
    """Decide whether a drop is Waiting, Ready or Rejected at the monotonic second `now_s`.

    A check (`checkOnly`) does not wait for what is missing: it is Ready, with that as `lacking`.
    """
    moment = Moment(facts, now_s, graces)
    inventory = take_inventory(facts.listing)
    scenes_file = find(inventory, SCENES_FILE)
    asked = _asked_files(facts, inventory)
    findings = [*text_findings(moment, scenes_file), *(media_findings(moment, asked) if asked else ())]
    waits = tuple(finding for finding in findings if isinstance(finding, Wait))
    awaited = tuple(wait.file for wait in waits)
    if len(waits) < len(findings):
        return Rejected(tuple(_faults(findings)))
    if asked is None or (awaited and not _suffices_for_check(moment, awaited)):
        return _waiting(moment, awaited, min((wait.until_s for wait in waits), default=inf))
    restless_until_s = moment.all_quiet_until_s(graces.restless_quiet_s)
    if facts.is_restless and now_s < restless_until_s:
        return Waiting((), restless_message(graces.restless_quiet_s), restless_until_s)
    return Ready(_delivery(facts, scenes_file, asked, lacking=awaited))


def find_scenes(listing: Listing) -> str | None:
    """The path of scenes.json below `input/`, in whatever case it is written; None if it is not there."""
    scenes_file = find(take_inventory(listing), SCENES_FILE)
    return scenes_file.path if scenes_file.is_there else None


def files_to_check(facts: DropFacts, now_s: float, graces: Graces) -> tuple[str, ...]:
    """The pictures and sounds whose content is worth a verdict: those asked for that do not grow right now.

    The trigger usually comes last; until it is there, what it would ask for by default is checked.
    """
    moment = Moment(facts, now_s, graces)
    trigger = facts.trigger if isinstance(facts.trigger, Trigger) else Trigger()
    asked = _asked_files(replace(facts, trigger=trigger), take_inventory(facts.listing))
    paths = {file.path for file in asked.files()} if asked else set()
    return tuple(path for path in sorted(paths) if moment.may_be_whole(path))


def _asked_files(facts: DropFacts, inventory: Inventory) -> AskedFiles | None:
    if not isinstance(facts.trigger, Trigger) or not isinstance(facts.scenes, ParsedScenes):
        return None
    return find_all(inventory, facts.scenes.scenes.scenes, facts.options)


def _faults(findings: Sequence[Finding]) -> Iterator[DropFault]:
    """What is wrong; whoever has to correct one text is told at once what seems to be wrong with the other."""
    for finding in findings:
        fault = finding.fault if isinstance(finding, Wait) else finding
        if fault is not None:
            yield fault


def _suffices_for_check(moment: Moment, awaited: tuple[Awaited, ...]) -> bool:
    return moment.is_check and not any(file.passes for file in awaited)


def _waiting(moment: Moment, awaited: tuple[Awaited, ...], until_s: float) -> Waiting | Rejected:
    timeout_s = moment.graces.arrival_timeout_s
    late = tuple(file for file in awaited if not file.passes)
    if not late or timeout_s is None:
        return Waiting(awaited, waiting_message(awaited), until_s)
    late_at_s = moment.all_quiet_until_s(timeout_s)
    if moment.now_s < late_at_s:
        return Waiting(awaited, waiting_message(awaited), min(until_s, late_at_s))
    fault = MissingFault(
        late_message(late, timeout_s),
        hint="Copy these files into the input folder.",
        file=late[0].path,
    )
    return Rejected((fault,))


def _delivery(facts: DropFacts, scenes_file: Asked, asked: AskedFiles, *, lacking: tuple[Awaited, ...]) -> Delivery:
    used = {scenes_file.path, *(file.path for file in asked.files() if file.is_there)}
    if facts.trigger_path is not None:
        used.add(facts.trigger_path)
    return Delivery(
        scenes=tuple(_scene_files(scene) for scene in asked.scenes),
        music=asked.music and asked.music.path,
        watermark=asked.watermark and asked.watermark.path,
        title_font=asked.title_font and asked.title_font.path,
        files=tuple(_fingerprint(path, facts.listing) for path in sorted(used)),
        warnings=tuple(dict.fromkeys(_warnings(facts, scenes_file, asked))),
        lacking=lacking,
    )


def _scene_files(scene: AskedScene) -> SceneFiles:
    return SceneFiles(
        images=tuple(image.path for image in scene.images),
        voice_over=scene.voice_over and scene.voice_over.path,
    )


def _fingerprint(path: str, listing: Listing) -> Fingerprint:
    seen = listing.files[path]
    return Fingerprint(
        path=path,
        size_bytes=seen.size_bytes,
        mtime_ns=seen.mtime_ns,
        ctime_ns=seen.ctime_ns,
        inode=seen.inode,
    )


def _warnings(facts: DropFacts, scenes_file: Asked, asked: AskedFiles) -> Iterator[str]:
    trigger = None if facts.trigger_path is None else trigger_name(facts.trigger_path)
    if trigger is not None and trigger.warning is not None:
        yield trigger.warning
    for file in (scenes_file, *asked.files()):
        if file.warning is not None:
            yield file.warning
        verdict = facts.verdicts.get(file.path)
        if isinstance(verdict, Whole) and verdict.warning is not None:
            yield verdict.warning
    passed_over = passed_over_recordings(asked)
    if passed_over:
        yield passed_over_warning(passed_over)
    unused = tuple(path for path in unused_files(facts.listing, asked) if path not in passed_over)
    if unused:
        yield unused_warning(unused)
