import contextlib
import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from dropd.project import Project
from dropd.report import logs
from dropd.report.joblogs import RECENT_LINES, JobLogs
from dropd.report.logs import job_sink, log_to, readable, rotated_sink, stream_sink


def test_each_line_is_json_with_time_level_and_a_stable_name() -> None:
    stream = StringIO()
    log_to([stream_sink(stream)]).bind(job_id="j").warning("status_not_written", path="caf\udce9.jpg")
    line = json.loads(stream.getvalue())

    assert (line["event"], line["level"], line["job_id"], line["path"]) == (
        "status_not_written", "warning", "j", "caf\udce9.jpg",
    )  # fmt: skip
    assert line["timestamp"].endswith("Z")


def test_lines_below_the_level_are_left_out() -> None:
    stream = StringIO()
    log_to([stream_sink(stream)], "warning").info("started")

    assert stream.getvalue() == ""


def test_a_log_that_logrotate_moved_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "dropd.log"
    log = log_to([rotated_sink(path)])
    log.info("one")
    path.rename(tmp_path / "dropd.log.1")
    log.info("two")

    assert json.loads(path.read_text())["event"] == "two"


def test_a_log_without_a_folder_loses_lines_and_nothing_else(tmp_path: Path) -> None:
    log_to([rotated_sink(tmp_path / "gone" / "dropd.log"), job_sink(tmp_path / "gone" / "logs" / "j.log")]).info("one")

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_loses_lines_and_nothing_else() -> None:
    lines: list[Any] = []
    with Path("/dev/full").open("w") as full:
        log = log_to((stream_sink(full), rotated_sink(Path("/dev/full")), lines.append))
        log.info("first")
        log.info("second")
        with contextlib.suppress(OSError):
            full.close()

    assert [line["event"] for line in lines] == ["first", "second"]


def test_a_jobs_log_ends_before_it_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "JOB_LOG_BYTES", 1000)
    log = log_to([job_sink(tmp_path / "logs" / "j.log")])
    for _ in range(100):
        log.info("chunk_done")

    assert 1000 <= (tmp_path / "logs" / "j.log").stat().st_size < 1200


def test_a_jobs_log_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "j.log").symlink_to(victim)
    log_to([job_sink(tmp_path / "logs" / "j.log")]).info("one")

    assert victim.read_text() == "mine"


def test_the_daemons_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "dropd.log").symlink_to(victim)
    log_to([rotated_sink(tmp_path / "dropd.log")]).info("one")

    assert victim.read_text() == "mine"


def test_logs_take_after_the_folder_that_they_are_made_in(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    log_to([job_sink(tmp_path / "logs" / "j.log"), rotated_sink(tmp_path / "dropd.log")]).info("one")

    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("logs", "logs/j.log", "dropd.log")]
    assert modes == [0o2775, 0o664, 0o664]


def test_a_line_for_people_is_one_line_and_short() -> None:
    line = {
        "timestamp": "2026-11-22T19:02:03.5Z",
        "event": "failed",
        "job_id": "j",
        "message": "a\nb",
        "x": "",
    }

    assert readable(line) == "19:02:03Z failed message=a b"
    assert len(readable({"event": "failed", "detail": "y" * 20_000})) < 600


def test_the_last_lines_of_a_job_are_remembered_until_it_is_forgotten(tmp_path: Path) -> None:
    told: list[Any] = []
    joblogs = JobLogs([told.append], "info")
    log = joblogs.of(Project(tmp_path), "j")
    for number in range(RECENT_LINES + 5):
        log.info("chunk_done", chunk=number)

    assert len(joblogs.recent("j")) == RECENT_LINES
    assert joblogs.recent("j")[-1].endswith(f"chunk_done chunk={RECENT_LINES + 4}")
    assert len(told) == RECENT_LINES + 5
    joblogs.forget("j")
    assert joblogs.recent("j") == ()
