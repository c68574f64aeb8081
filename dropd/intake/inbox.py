"""One project's input folder as dropd has seen it so far: what lies there, since when, and what it says."""

from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path
from typing import Generic, TypeVar

from dropd.beneath import read_beneath
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import ParsedScenes, parse_scenes
from dropd.contracts.text import MAX_TEXT_BYTES
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.errors import DropFault
from dropd.intake.beside import look_beside
from dropd.intake.controls import Controls, controls_of
from dropd.intake.facts import EARLY_CHECK_S, DropFacts, Graces
from dropd.intake.lease import Writer, writer_of
from dropd.intake.listing import Listing, Observation, list_input
from dropd.intake.matching import is_numbered_recording
from dropd.intake.names import TriggerName, triggers_among
from dropd.intake.nearmiss import near_misses
from dropd.intake.probe import Prober, Unchecked, Verdict, not_readable
from dropd.intake.quiet import History, ask_for_writers, observe, quiet_for_s
from dropd.intake.readiness import Readiness, Waiting, assess, files_to_check, find_scenes
from dropd.project import Project

NS_PER_S = 10**9
READ_AGAIN_S = 10.0
"""What could not be read because of a passing fault is read again, whether anything changes or not."""

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say about drops."""

    max_images: int = 3
    max_scenes: int = 2000
    defaults: RenderOptions = field(default_factory=RenderOptions)
    has_speech_service: bool = False
    leases_tell: bool = True
    """Whether every writer is a process of this machine, so that the kernel knows them."""


def _parse_scenes(terms: Terms, data: bytes, file: str) -> ParsedScenes:
    return parse_scenes(data, file, max_images=terms.max_images, max_scenes=terms.max_scenes)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of the drop that one trigger asks for."""

    readiness: Readiness
    trigger: Trigger | DropFault | None
    scenes: ParsedScenes | DropFault | None


class Inbox:
    """Looks at `input/` when asked; reads each text once for each content."""

    def __init__(self, project: Project, prober: Prober, graces: Graces, terms: Terms) -> None:
        self._project = project
        self._prober = prober
        self._graces = graces
        self._terms = terms
        self._due_s = inf
        self._asks_again_s = inf
        """When files are checked once more that no tool could say anything of."""
        self._folder_times: tuple[object, object] = (None, None)
        """Controls lie beside input/ too."""
        self._listing = Listing()
        self._history = History()
        self._triggers = _Reader(project.input, parse_trigger)
        self._scenes = _Reader(project.input, partial(_parse_scenes, terms))

    def look(self, now_s: float) -> bool:
        """See what lies there now, and return whether anything is new.

        Raises OSError and UnsafeFault as `list_input` does.
        """
        before = self._history, self._folder_times
        self._due_s = inf
        if now_s >= self._asks_again_s:
            self._asks_again_s = inf
            self._prober.ask_again(self._project.input)
        self._folder_times = _times(self._project.folder), _times(self._project.input)
        self._listing = list_input(self._project.input)
        self._history = ask_for_writers(
            observe(self._history, self._listing, now_s),
            self._writer_of,
            now_s,
            quiet_s=self._graces.quiet_s,
            unsure_quiet_s=self._graces.unsure_quiet_s,
        )
        self._triggers.keep_only(self._listing.files)
        self._scenes.keep_only(self._listing.files)
        self._prober.keep_only(self._project.input, self._listing.files)
        return (self._history, self._folder_times) != before

    def triggers(self) -> dict[str, TriggerName]:
        """Every trigger that lies there, by file name."""
        return triggers_among(self._listing.files)

    def device(self) -> int | None:
        """The disk that `input/` lies on, or would lie on; None if the project is gone."""
        for folder in (self._project.input, self._project.folder):
            with suppress(OSError):
                return folder.lstat().st_dev
        return None

    def have_settled(self, paths: Iterable[str], now_s: float) -> bool:
        """Whether none of some files has changed for the quiet period."""
        return all(quiet_for_s(self._history, path, now_s) >= self._graces.quiet_s for path in paths)

    def controls(self) -> Controls:
        """The control files of the project."""
        return controls_of(self._project, (path for path in self._listing.files if "/" not in path))

    def has_scenes(self) -> bool:
        """Whether scenes.json is there."""
        return find_scenes(self._listing) is not None

    def near_misses(self) -> tuple[str, ...]:
        """Sentences about files that were meant well and lie, or are called, a little wrong."""
        return near_misses(look_beside(self._project), self._listing)

    def voice_overs_since(self, moment: datetime, folder: str) -> tuple[str, ...]:
        """The recordings in the folder of voice-overs that came, or changed, after a moment."""
        since_ns = moment.timestamp() * NS_PER_S
        files = self._listing.files.items()
        return tuple(
            path
            for path, seen in files
            if path.rpartition("/")[0].casefold() == folder.casefold()
            and is_numbered_recording(path)
            and seen.is_file
            and seen.ctime_ns > since_ns
        )

    def observation(self, path: str) -> Observation | None:
        """How a file looks; None if it is not there."""
        return self._listing.files.get(path)

    def arrival(self, trigger: str | None, now_s: float, *, is_restless: bool = False) -> Arrival:
        """Whether everything that a trigger asks for has arrived, at the look that was taken last.

        Without a trigger all defaults are asked for. Where somebody `is_restless`, a longer quiet is asked for.
        """
        asked = (
            self._triggers.read(trigger, self._rested(trigger, now_s, may_be_empty=True))
            if trigger is not None
            else Trigger()
        )
        scenes_path = find_scenes(self._listing)
        scenes = (
            self._scenes.read(scenes_path, self._rested(scenes_path, now_s, may_be_empty=False))
            if scenes_path is not None
            else None
        )
        facts = DropFacts(
            listing=self._listing,
            history=self._history,
            trigger_path=trigger,
            trigger=asked,
            scenes=scenes,
            verdicts=self._triggers.refused | self._scenes.refused,
            defaults=self._terms.defaults,
            has_speech_service=self._terms.has_speech_service,
            is_restless=is_restless,
        )
        checked = {
            path: verdict
            for path in files_to_check(facts, now_s, self._graces)
            if (verdict := self._prober.verdict(self._project.input, path, self._listing.files[path]))
        }
        if any(isinstance(verdict, Unchecked) for verdict in checked.values()):
            self._asks_again_s = min(self._asks_again_s, now_s + READ_AGAIN_S)
        facts = replace(facts, verdicts={**facts.verdicts, **checked})
        readiness = assess(facts, now_s, self._graces)
        if isinstance(readiness, Waiting):
            reads_again_s = now_s + READ_AGAIN_S if any(file.passes for file in readiness.reasons) else inf
            self._due_s = min(self._due_s, readiness.until_s, reads_again_s, self._asks_again_s)
        return Arrival(readiness, asked, scenes)

    def next_due_s(self) -> float | None:
        """When time alone makes a difference to what was asked about since the last look; None if it does not."""
        return self._due_s if self._due_s < inf else None

    def _writer_of(self, path: str) -> Writer:
        if not self._terms.leases_tell:
            return Writer.UNKNOWN
        try:
            return writer_of(self._project.input, path)
        except OSError:
            return Writer.UNKNOWN  # gone again, or not readable: the next look tells

    def _rested(self, path: str, now_s: float, *, may_be_empty: bool) -> Observation | None:
        """How a text looks that is worth reading; it is believed after the quiet period only."""
        seen = self._listing.files[path]
        is_quiet = quiet_for_s(self._history, path, now_s) >= min(EARLY_CHECK_S, self._graces.quiet_s)
        has_text = seen.size_bytes > 0 or may_be_empty
        return seen if seen.is_file and is_quiet and has_text else None


def _times(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.lstat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns


class _Reader(Generic[Parsed]):
    """Reads texts of one kind beneath a folder, each once for each content."""

    def __init__(self, folder: Path, parse: Callable[[bytes, str], Parsed]) -> None:
        self._folder = folder
        self._parse = parse
        self._known: dict[str, tuple[Observation, Parsed | DropFault]] = {}
        self.refused: dict[str, Verdict] = {}
        """The texts that dropd has no right to read."""

    def read(self, path: str, seen: Observation | None) -> Parsed | DropFault | None:
        """What a text says, or why it cannot be read; None while it has not settled, or is gone again."""
        known = self._known.get(path)
        if seen is None:
            return None
        if known is None or known[0] != seen:
            self.refused.pop(path, None)
            try:
                data = read_beneath(self._folder, path, limit_bytes=MAX_TEXT_BYTES)
            except PermissionError:
                self.refused[path] = not_readable(self._folder / path)
                return None
            except OSError:
                return None
            known = self._known[path] = (seen, self._parsed(data, path))
        return known[1]

    def keep_only(self, paths: Container[str]) -> None:
        """Forget texts that are gone."""
        self._known = {path: text for path, text in self._known.items() if path in paths}
        self.refused = {path: verdict for path, verdict in self.refused.items() if path in paths}

    def _parsed(self, data: bytes, path: str) -> Parsed | DropFault:
        try:
            return self._parse(data, path)
        except DropFault as fault:
            return fault
