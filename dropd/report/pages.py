"""status.html of a project and of the root: one self-contained page each, without scripts.

Pages are opened from a file browser, so every link is relative. Text from a drop is escaped everywhere.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from dropd.contracts.job_parts import Output
from dropd.contracts.job_state import JobState
from dropd.contracts.status import RootStatus, Status
from dropd.report import amounts

_REFRESH_ACTIVE_S = 10
_REFRESH_IDLE_S = 60


def project_page(status: Status) -> str:
    """The page of one project; links are relative to the project folder."""
    states = [status.state, *(job.state for job in status.jobs)]
    poster = _poster(status.outputs)
    return _render(
        "project.html.j2",
        status=status,
        refresh_s=_refresh_s(states),
        poster=poster,
        film=_film_of(poster, status.outputs) if poster else None,
    )


def root_page(status: RootStatus) -> str:
    """The page of all projects; links are relative to the root."""
    states = [project.state for project in status.projects]
    return _render("root.html.j2", status=status, refresh_s=_refresh_s(states))


def _render(template: str, **facts: object) -> str:
    page = _environment().get_template(template).render(**facts)
    # A file name may hold bytes that are no text, which no page can be written with.
    return page.encode("utf-8", "replace").decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dropd", "report/templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        href=_href,
        playing_time=amounts.playing_time,
        about=amounts.about,
        moment=amounts.moment,
        percent=_percent,
        counted=amounts.counted,
    )
    return environment


def _refresh_s(states: Sequence[JobState]) -> int:
    return _REFRESH_IDLE_S if all(state.is_final for state in states) else _REFRESH_ACTIVE_S


def _poster(outputs: Sequence[Output]) -> Output | None:
    return next((output for output in outputs if output.path.endswith(".jpg")), None)


def _film_of(poster: Output, outputs: Sequence[Output]) -> Output | None:
    path = str(PurePosixPath(poster.path).with_suffix(".mp4"))
    return next((output for output in outputs if output.path == path), None)


def _href(path: str) -> str:
    """The path as a relative link: never another scheme (`:` is quoted) and never another host."""
    return quote(path.lstrip("/").encode("utf-8", "surrogateescape"))


def _percent(fraction: float) -> int:
    """Whole percent, rounded down: 100 is shown for what is done only."""
    return int(round(fraction * 100, 3))  # as typed: 0.29 * 100 is a little less than 29
