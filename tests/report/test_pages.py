"""What somebody sees who opens status.html, and what a hostile name cannot do there."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.job_parts import Check, ErrorReport, Estimate, Output
from dropd.contracts.job_state import JobState
from dropd.contracts.status import DaemonFacts, HistoryLine, JobLine, ProjectLine, RootStatus, Status, WaitingFor
from dropd.report.pages import project_page, root_page

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DAEMON = DaemonFacts(version="0.1.0", host="studio", pid=4711)
JOB_ID = "20261122T190203Z-3f9c"
EARLIER_JOB_ID = "20261121T080000Z-11aa"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "//example.org/x",
    "100%25 #1?.mp4",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "caf\udcff",
    "\x00\x1b\u202eabc",
]
VOID = {"meta", "img"}


class Page(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    def values(self, tag: str, attribute: str) -> list[str]:
        return [
            attributes[attribute] or "" for name, attributes in self.tags if name == tag and attribute in attributes
        ]

    @property
    def refresh_s(self) -> int:
        return next(int(a["content"] or "") for _, a in self.tags if a.get("http-equiv") == "refresh")


def test_a_running_project_shows_its_state_as_a_word_its_progress_and_its_message() -> None:
    page = Page(project_page(_status(state=JobState.RUNNING, progress=0.429, message="Scene 3 of 7.", eta_seconds=200)))

    assert "Running" in page.text
    assert "Scene 3 of 7." in page.text
    assert "42 %, about 3 min to go" in page.text
    assert page.values("div", "aria-valuenow") == ["42"]
    assert page.values("span", "style") == ["width: 42%"]


def test_percent_are_those_that_were_typed_and_100_is_for_what_is_done() -> None:
    shown = [
        Page(project_page(_status(state=JobState.RUNNING, progress=progress))).values("div", "aria-valuenow")
        for progress in (0.29, 0.57, 0.999, 1)
    ]

    assert shown == [["29"], ["57"], ["99"], ["100"]]


def test_one_scene_is_not_scenes() -> None:
    check = Check(film_seconds=61, scenes=1, pictures=2)

    assert "1 scene, 2 pictures, a film of 1:01." in Page(project_page(_status(check=check))).text


@pytest.mark.parametrize("state", JobState)
def test_a_page_reloads_often_while_something_is_active(state: JobState) -> None:
    often = state in {JobState.WAITING, JobState.QUEUED, JobState.RUNNING}
    line = ProjectLine(project="villa", state=state, message="-", updated_at=NOON)

    assert Page(project_page(_status(state=state))).refresh_s == (10 if often else 60)
    assert Page(root_page(_root(line))).refresh_s == (10 if often else 60)


def test_what_is_awaited_is_listed_with_path_reason_and_size() -> None:
    files = (
        WaitingFor(path="input/images/front.jpg", reason="it still grows", size=1_234_567),
        WaitingFor(path="input/images/yard.jpg", reason="it has not arrived"),
    )
    text = Page(project_page(_status(waiting_for=files))).text

    assert "input/images/front.jpg: it still grows (1.2 MB so far)" in text
    assert "input/images/yard.jpg: it has not arrived" in text


def test_an_error_is_told_with_its_place_and_its_hint_line_by_line() -> None:
    error = ErrorReport(
        code="syntax", message="Two things:\n  - one", hint="Do this.\nThen that.", file="scenes.json", line=4
    )
    page = Page(project_page(_status(state=JobState.FAILED, error=error)))
    text = page.text

    assert "Your trigger lies in failed/ now" in text
    assert "failed/" in page.values("a", "href")
    assert "Two things:\n  - one" in text
    assert "In scenes.json, line 4" in text
    assert "Do this.\nThen that." in text


def test_outputs_are_links_with_size_and_playing_time() -> None:
    page = Page(project_page(_status(outputs=(_output("output/video.mp4", duration_seconds=3723.4, bytes=1_040_000),))))

    assert "output/video.mp4" in page.values("a", "href")
    assert "1.0 MB, 1:02:03" in page.text


def test_the_poster_is_shown_and_leads_to_its_film() -> None:
    outputs = (_output("output/scene_00.mp4"), _output("output/video.mp4"), _output("output/video.jpg"))
    page = Page(project_page(_status(outputs=outputs)))

    assert page.values("img", "src") == ["output/video.jpg"]
    before = page.tags[[tag for tag, _ in page.tags].index("img") - 1]
    assert before == ("a", {"href": "output/video.mp4"})


def test_without_a_poster_there_is_no_broken_picture() -> None:
    assert "img" not in {tag for tag, _ in Page(project_page(_status(outputs=(_output("output/video.mp4"),)))).tags}


def test_a_film_of_an_earlier_job_says_so() -> None:
    outputs = (_output("output/video.mp4", job_id=EARLIER_JOB_ID),)

    assert "from an earlier job" in Page(project_page(_status(outputs=outputs))).text


def test_warnings_check_history_open_jobs_and_log_are_shown() -> None:
    text = Page(project_page(_full_status("villa"))).text

    for heading in ("Good to know", "Check", "History", "Open jobs", "Last lines of the log"):
        assert heading in text


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("clock", "updated"),
    [("UTC0", "2026-11-22 12:00:00 UTC"), ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-11-22 13:00:00 CET")],
    indirect=["clock"],
)
def test_the_foot_names_the_daemon_and_when_the_page_was_written_by_the_clock_on_the_wall(updated: str) -> None:
    for source in (project_page(_status()), root_page(_root())):
        text = " ".join(Page(source).text.split())
        assert f"Updated {updated}" in text
        assert "older than half an hour, dropd is not running" in text
        assert "dropd 0.1.0 on studio" in text


def test_the_root_page_links_each_project_and_its_film() -> None:
    line = ProjectLine(
        project="Villa #7",
        state=JobState.SUCCEEDED,
        message="Done.",
        updated_at=NOON,
        output="projects/Villa #7/output/video.mp4",
    )
    page = Page(root_page(_root(line)))

    assert page.values("a", "href") == [
        "projects/Villa%20%237/status.html",
        "projects/Villa%20%237/output/video.mp4",
    ]


def test_an_empty_root_says_how_to_begin() -> None:
    assert "add render.yaml last" in Page(root_page(_root())).text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    _assert_harmless(name)


@given(st.text(st.characters(codec=None), min_size=1))
def test_no_name_adds_a_tag_or_leads_elsewhere(name: str) -> None:
    _assert_harmless(name)


def test_a_name_that_slipped_past_the_model_does_not_break_the_page() -> None:
    line = ProjectLine.model_construct(**(_line("x").__dict__ | {"project": "caf\udcff"}))
    page = root_page(_root().model_copy(update={"projects": (line,)}))

    assert "projects/caf%FF/status.html" in Page(page).values("a", "href")
    assert "caf?" in page.encode().decode()


def _assert_harmless(name: str) -> None:
    for page, plain in [
        (Page(project_page(_full_status(name))), Page(project_page(_full_status("villa")))),
        (Page(root_page(_root(_line(name)))), Page(root_page(_root(_line("villa"))))),
    ]:
        assert [(tag, list(attributes)) for tag, attributes in page.tags] == [
            (tag, list(attributes)) for tag, attributes in plain.tags
        ]
        assert page.open == []
        for link in page.values("a", "href") + page.values("img", "src"):
            assert urlsplit(link)[:2] == ("", "")
            assert not link.startswith("/")
            assert urlsplit(link).path == link


def _status(**changes: object) -> Status:
    facts = {
        "project": "villa",
        "job_id": JOB_ID,
        "trigger": "render.yaml",
        "state": JobState.WAITING,
        "message": "-",
    }
    return Status.model_validate({**facts, "updated_at": NOON, "daemon": DAEMON, **changes})


def _full_status(name: str) -> Status:
    """Every part of the page, with `name` wherever a user's text can stand."""
    return _status(
        project=name,
        trigger=name,
        state=JobState.RUNNING,
        message=name,
        warnings=(name,),
        voice=name,
        waiting_for=(WaitingFor(path=name, reason=name, size=1),),
        error=ErrorReport(code="media", message=name, hint=name, file=name, line=1, column=2),
        outputs=(_output("output/video.mp4"), _output("output/video.jpg"), _output(name)),
        check=Check(film_seconds=61, scenes=2, pictures=3, problems=(name,), warnings=(name,)),
        estimate=Estimate(render_seconds=4000, bytes=5),
        log_file=name,
        recent_logs=(name, name),
        jobs=(_job(name), _job(name)),
        history=(
            HistoryLine(
                job_id=JOB_ID,
                trigger=name,
                state=JobState.FAILED,
                finished_at=NOON,
                message=name,
                output=name,
            ),
        ),
        daemon=DaemonFacts(version="0.1.0", host=name, pid=1),
    )


def _root(*projects: ProjectLine) -> RootStatus:
    return RootStatus(daemon=DAEMON, updated_at=NOON, counts={JobState.RUNNING: 1}, projects=projects)


def _line(name: str) -> ProjectLine:
    return ProjectLine(project=name, state=JobState.RUNNING, message=name, updated_at=NOON, output=name)


def _job(name: str) -> JobLine:
    return JobLine(job_id=JOB_ID, trigger=name, state=JobState.QUEUED, message=name)


def _output(path: str, **changes: object) -> Output:
    return Output.model_validate({"path": path, "job_id": JOB_ID, "bytes": 12, "sha256": "0" * 64, **changes})
