"""Who is writing a file, as the kernel knows it; and what an open writer means for the quiet of a file."""

import os
from pathlib import Path

import pytest

from dropd.intake.lease import Writer, ignore_broken_leases, writer_of
from dropd.intake.listing import Listing, Observation
from dropd.intake.quiet import History, ask_for_writers, observe, quiet_for_s, quiet_since_any_s

SEEN = Observation(size_bytes=1, mtime_ns=0, ctime_ns=0, inode=1, is_file=True)


@pytest.fixture(autouse=True)
def leases() -> None:
    ignore_broken_leases()


def test_a_file_that_is_open_for_writing_has_a_writer_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "front.jpg"
    with path.open("wb") as file:
        file.write(b"half")
        file.flush()
        assert writer_of(tmp_path, "front.jpg") is Writer.SOMEBODY
    assert writer_of(tmp_path, "front.jpg") is Writer.NOBODY


def test_who_reads_a_file_is_no_writer(tmp_path: Path) -> None:
    (tmp_path / "front.jpg").write_bytes(b"whole")
    with (tmp_path / "front.jpg").open("rb"):
        assert writer_of(tmp_path, "front.jpg") is Writer.NOBODY


def test_a_writer_who_comes_while_it_is_asked_ends_nobody(tmp_path: Path) -> None:
    path = tmp_path / "front.jpg"
    path.write_bytes(b"whole")
    for _ in range(200):
        assert writer_of(tmp_path, "front.jpg") is Writer.NOBODY
        os.close(os.open(path, os.O_WRONLY))


def after(seconds: float, writer: Writer, history: History | None = None) -> History:
    """The history of one file, seen at 0 s and looked at again `seconds` later."""
    listing = Listing({"a.jpg": SEEN})
    before = history or observe(History(), listing, 0.0)
    return ask_for_writers(
        observe(before, listing, seconds), lambda _: writer, seconds, quiet_s=2.0, unsure_quiet_s=10.0
    )


def test_a_stalled_sender_keeps_its_file_from_being_quiet() -> None:
    history = after(60.0, Writer.SOMEBODY)

    assert quiet_for_s(history, "a.jpg", 60.0) < 0
    assert quiet_since_any_s(history, 60.0) == 0
    assert quiet_for_s(after(63.0, Writer.NOBODY, history), "a.jpg", 63.0) > 2


def test_a_file_that_nobody_writes_is_quiet_since_it_changed_and_is_asked_once() -> None:
    history = after(2.0, Writer.NOBODY)

    assert quiet_for_s(history, "a.jpg", 2.0) == 2
    assert after(3.0, Writer.SOMEBODY, history) == history


def test_where_nobody_can_tell_the_quiet_lasts_longer() -> None:
    history = after(2.0, Writer.UNKNOWN)

    assert quiet_for_s(history, "a.jpg", 9.9) < 2
    assert quiet_for_s(history, "a.jpg", 10.0) == 2


def test_a_file_that_changes_is_asked_again() -> None:
    history = after(2.0, Writer.NOBODY)
    changed = Listing({"a.jpg": Observation(size_bytes=2, mtime_ns=0, ctime_ns=1, inode=1, is_file=True)})
    seen = observe(history, changed, 3.0)

    asked = ask_for_writers(seen, lambda _: Writer.SOMEBODY, 5.0, quiet_s=2.0, unsure_quiet_s=10.0)

    assert quiet_for_s(asked, "a.jpg", 5.0) < 0
