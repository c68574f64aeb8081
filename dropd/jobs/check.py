"""`dropd check`: everything that would stop a film, found without waiting and without touching the project."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from dropd.beneath import read_beneath
from dropd.cache.store import Cache
from dropd.contracts.job_parts import Check
from dropd.contracts.scenes import ParsedScenes, parse_scenes
from dropd.contracts.text import MAX_TEXT_BYTES
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.errors import ContractFault, DropFault, MissingFault
from dropd.events import Checked, Failed
from dropd.intake.beside import look_beside
from dropd.intake.controls import pauses_over
from dropd.intake.facts import DropFacts, Graces
from dropd.intake.listing import Listing, list_input
from dropd.intake.media_check import MediaCheck
from dropd.intake.names import TriggerName, trigger_name, triggers_among
from dropd.intake.nearmiss import near_misses
from dropd.intake.quiet import History, observe
from dropd.intake.readiness import Ready, Rejected, Waiting, assess, files_to_check, find_scenes
from dropd.jobs.last_trigger import failed_since, last_trigger
from dropd.jobs.new_order import work_order
from dropd.jobs.obstacles import out_of_place
from dropd.jobs.order import WorkOrder
from dropd.jobs.record import JobRecord, job_id_at
from dropd.jobs.render_process import RenderProcess
from dropd.jobs.standby import Starter
from dropd.media.builds import FfmpegBuild
from dropd.media.machine import available_cores
from dropd.project import Project, Root
from dropd.settings import Settings

AT_ONCE = Graces(quiet_s=0, empty_trigger_s=0, media_fault_s=0, text_fault_s=0, voice_over_s=0)
NOW_S = 1.0

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class _Examined:
    """The trigger that a check is about; `which` are sentences that tell it where that is not plain."""

    name: TriggerName
    trigger: Trigger | DropFault
    path: str | None = None
    """Below `input/`; None for one that does not lie there."""
    which: tuple[str, ...] = ()


def inspect(project: Project, settings: Settings, build: FfmpegBuild) -> Checked:
    """Check a project as it lies there, with its first trigger; if it has none, as `dropd render` would make it.

    Warnings tell what lies, or is called, a little wrong, and which trigger it was where that is not plain.
    """
    listing = list_input(project.input)
    pauses = (f"Paused by the file {pause}. Remove it." for pause in pauses_over(project, Root.above(project)))
    found = _with_problems(_found(project, listing, settings, build), pauses)
    return _told(found, *near_misses(look_beside(project), listing))


def _found(project: Project, listing: Listing, settings: Settings, build: FfmpegBuild) -> Checked:
    examined, scenes = _examined(project, listing), _scenes(project, listing, settings)
    if isinstance(examined.trigger, DropFault) or isinstance(scenes, DropFault):
        stopped = _stopped([text for text in (examined.trigger, scenes) if isinstance(text, DropFault)])
        return _told(stopped, *examined.which)
    trigger = examined.trigger.model_copy(update={"check_only": True})
    facts = DropFacts(
        listing=listing,
        history=observe(History(), listing, 0.0),
        trigger_path=examined.path,
        trigger=trigger,
        scenes=scenes,
        verdicts={},
        defaults=settings.defaults,
        has_speech_service=settings.speech.api is not None,
    )
    match assess(_with_verdicts(facts, project, settings, build), NOW_S, AT_ONCE):
        case Rejected(faults_of_files):
            return _stopped(faults_of_files)
        case Waiting(_, message, _):
            return Checked(check=Check(problems=(message,)))
        case Ready(delivery):
            try:
                order = work_order(
                    _record(project, examined.name),
                    project,
                    trigger=trigger,
                    scenes=scenes,
                    delivery=delivery,
                    settings=settings,
                    build=build,
                    cores=available_cores(),
                )
            except ContractFault as fault:
                return _told(_stopped([fault]), *examined.which)
            blocked = out_of_place(project, order.output_stem)
            found = _with_problems(_measured(order), (fault.in_full for fault in blocked))
            return _told(found, *examined.which)


def _examined(project: Project, listing: Listing) -> _Examined:
    """The first trigger of the project, else that of its last film, else all defaults."""
    lying = triggers_among(listing.files)
    for path, name in lying.items():
        return _Examined(name, _read(project.input, path, parse_trigger), path, _of_several(name, len(lying) - 1))
    last = last_trigger(project)
    failed = failed_since(project, last)
    if failed is not None and (called := trigger_name(failed.name)):
        which = f"No trigger lies in input/; this is about the newest one in failed/, failed/{failed.name}."
        return _Examined(called, _read(project.failed, failed.name, parse_trigger), which=(which,))
    if last is not None:
        which = f"No trigger lies in input/; this is about the last {last.kind}'s, done/{last.path.name}."
        return _Examined(last.name, last.trigger, which=(which,))
    which = "No trigger lies in input/; this is about a film of all defaults."
    return _Examined(TriggerName("render.yaml", None, "video"), Trigger(), which=(which,))


def _of_several(name: TriggerName, others: int) -> tuple[str, ...]:
    if others == 0:
        return ()
    more = f"{others} more {'trigger was' if others == 1 else 'triggers were'} not checked."
    return (f"This is about {name.plain}; {more}",)


def _with_problems(found: Checked, problems: Iterable[str]) -> Checked:
    check = found.check.model_copy(update={"problems": (*found.check.problems, *problems)})
    return found.model_copy(update={"check": check})


def _told(found: Checked, *warnings: str) -> Checked:
    """With something to know before all else."""
    check = found.check.model_copy(update={"warnings": (*warnings, *found.check.warnings)})
    return found.model_copy(update={"check": check})


def _scenes(project: Project, listing: Listing, settings: Settings) -> ParsedScenes | DropFault:
    path = find_scenes(listing)
    if path is None:
        return MissingFault("scenes.json is missing.", hint=f"Copy it into {project.input}.", file="scenes.json")
    parse = partial(parse_scenes, max_images=settings.max_images_per_scene, max_scenes=settings.max_scenes)
    return _read(project.input, path, parse)


def _read(folder: Path, path: str, parse: Callable[[bytes, str], Parsed]) -> Parsed | DropFault:
    try:
        return parse(read_beneath(folder, path, limit_bytes=MAX_TEXT_BYTES), path)
    except DropFault as fault:
        return fault


def _with_verdicts(facts: DropFacts, project: Project, settings: Settings, build: FfmpegBuild) -> DropFacts:
    media_check = MediaCheck(
        build,
        Cache(settings.cache_folder),
        max_megapixels=settings.max_picture_megapixels,
        max_file_mb=settings.max_file_mb,
    )
    verdicts = {path: media_check.check(project.input, path) for path in files_to_check(facts, NOW_S, AT_ONCE)}
    media_check.rest()
    return replace(facts, verdicts=verdicts)


def _record(project: Project, name: TriggerName) -> JobRecord:
    now = datetime.now(UTC)
    return JobRecord(
        job_id=job_id_at(now),
        project=project.id,
        trigger=name.plain,
        plain_name=name.plain,
        stem=name.stem_for_output,
        seen_at=now,
    )


def _measured(order: WorkOrder) -> Checked:
    """Let the render process check the order: it decodes every sound for its length."""
    wake = threading.Event()
    render = RenderProcess(order, wake.set, Starter().start())
    try:
        while True:
            wake.wait()
            wake.clear()
            for event in render.take():
                if isinstance(event, Checked):
                    return event
                if isinstance(event, Failed):
                    return Checked(check=Check(problems=(event.in_full,)))
    finally:
        render.kill()


def _stopped(faults: Sequence[DropFault]) -> Checked:
    """A check that ends at faults: those of a contract are listed one by one."""
    problems: list[str] = []
    for fault in faults:
        if isinstance(fault, ContractFault):
            problems += [f"{fault.file}: {sentence}" for sentence in fault.told]
        else:
            problems.append(fault.in_full)
    return Checked(check=Check(problems=tuple(problems)))
