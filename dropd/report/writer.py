"""Status files beside the projects: written whole, at once when something happens, seldom while nothing does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dropd.contracts.status import RootStatus, Status
from dropd.durable import write_durably
from dropd.project import Project, Root
from dropd.report.pages import project_page, root_page

ROOT_LEAST_S, ROOT_MOST_S = 10.0, 600.0
"""The root's files are rewritten on change after 10 s at the least, and without one after 10 min, as a sign of life."""
AGAIN_S = 30.0
"""When a file that could not be written is tried again."""


@dataclass(frozen=True, slots=True)
class _Written:
    status: Status
    at_s: float


class StatusFiles:
    """Writes status.json and status.html, and remembers what it wrote."""

    def __init__(self, *, interval_s: float, on_error: Callable[[Path, OSError], None]) -> None:
        self._interval_s = interval_s
        self._on_error = on_error
        self._written: dict[str, _Written] = {}
        self._refused: set[Path] = set()
        self._root_at_s = float("-inf")

    def write(self, project: Project, status: Status, now_s: float) -> float | None:
        """Write if something changed and it is time; return when to ask again otherwise (monotonic seconds)."""
        before = self._written.get(status.project)
        if before is not None:
            if _same(before.status, status):
                return None
            due_s = before.at_s + self._interval_s
            if now_s < due_s and not _urgent(before.status, status):
                return due_s
        is_told = self._put(project.status_json, status.model_dump_json(indent=2))
        if not self._put(project.status_html, project_page(status)) or not is_told:
            return now_s + max(AGAIN_S, self._interval_s)
        self._written[status.project] = _Written(status, now_s)
        return None

    def root_is_due(self, now_s: float, *, changed: bool) -> bool:
        """Whether it is time to write the root's files."""
        waited_s = now_s - self._root_at_s
        return waited_s >= (ROOT_LEAST_S if changed else ROOT_MOST_S)

    def write_root(self, root: Root, status: RootStatus, now_s: float) -> None:
        """Write the root's files."""
        self._root_at_s = now_s
        # By way of a folder that an empty mount point has not: a disk may go at any moment, and nothing is left there.
        self._put(root.status_json, status.model_dump_json(indent=2), by_way_of=root.state)
        self._put(root.status_html, root_page(status), by_way_of=root.state)

    def forget(self, project_id: str) -> None:
        """Forget what was written for a project."""
        self._written.pop(project_id, None)

    def _put(self, path: Path, text: str, *, by_way_of: Path | None = None) -> bool:
        """Write, and say whether that worked; a file that cannot be written is told of once."""
        try:
            write_durably(path, text.encode("utf-8", "replace"), like=path.parent, by_way_of=by_way_of)
        except OSError as error:
            if path not in self._refused:
                self._refused.add(path)
                self._on_error(path, error)
            return False
        self._refused.discard(path)
        return True


def _same(before: Status, now: Status) -> bool:
    return before.model_copy(update={"updated_at": now.updated_at, "eta_seconds": now.eta_seconds}) == now


def _urgent(before: Status, now: Status) -> bool:
    """Whether somebody who looks at the file would want to know at once."""
    return (before.job_id, before.state, before.stage, before.attempt) != (
        now.job_id, now.state, now.stage, now.attempt,
    )  # fmt: skip
