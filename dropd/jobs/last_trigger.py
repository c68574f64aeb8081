"""How somebody wanted a project's film the last time: for commands that are given where no trigger lies ready."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dropd.beneath import read_beneath
from dropd.contracts.text import MAX_TEXT_BYTES
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.errors import DropFault
from dropd.intake.names import TriggerName, trigger_name
from dropd.project import Project


@dataclass(frozen=True, slots=True)
class LastTrigger:
    """A trigger that was put away: where it lies, and what it says."""

    path: Path
    name: TriggerName
    content: bytes
    trigger: Trigger

    @property
    def kind(self) -> Literal["film", "draft"]:
        """What it asked for."""
        return "draft" if self.trigger.render_options.draft else "film"


def last_trigger(project: Project) -> LastTrigger | None:
    """Find the trigger of the last film in done/; where there were drafts alone, of the last draft; None of neither.

    One that only asked for a check made no film, and one that cannot be read says nothing.
    """
    draft: LastTrigger | None = None
    for path in sorted(project.done.glob("*.*"), reverse=True):
        last = _read(path)
        if last is None or last.trigger.check_only:
            continue
        if last.kind == "film":
            return last
        draft = draft or last
    return draft


def failed_since(project: Project, last: LastTrigger | None) -> Path | None:
    """The newest trigger in failed/ that somebody has written since the last film; one of all defaults says nothing."""
    since, own = (last.path.name, last.content) if last else ("", b"")
    later = (path for path in project.failed.glob("*") if path.name > since and trigger_name(path.name))
    return max((path for path in later if _content(path) not in (None, b"", own)), default=None)


def _content(path: Path) -> bytes | None:
    try:
        return read_beneath(path.parent, path.name, limit_bytes=MAX_TEXT_BYTES)
    except (DropFault, OSError):
        return None


def _read(path: Path) -> LastTrigger | None:
    name, content = trigger_name(path.name), _content(path)
    if name is None or content is None:
        return None
    try:
        return LastTrigger(path, name, content, parse_trigger(content, path.name))
    except DropFault:
        return None
