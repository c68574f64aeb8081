import pytest

from dropd.intake.lease import Writer
from dropd.intake.listing import Listing, Observation
from dropd.intake.quiet import WRITTEN_S, History, ask_for_writers, observe, quiet_for_s, quiet_since_any_s


def seen(size: int = 1, *, is_odd: bool = False) -> Observation:
    return Observation(size_bytes=size, mtime_ns=0, ctime_ns=0, inode=1, is_file=True, is_odd=is_odd)


def asked(history: History, writer: Writer, now_s: float) -> History:
    return ask_for_writers(history, lambda _: writer, now_s, quiet_s=2.0, unsure_quiet_s=10.0)


def test_quiet_is_counted_from_the_first_sight() -> None:
    history = observe(History(), Listing({"a": seen()}), 100.0)
    history = observe(history, Listing({"a": seen()}), 103.0)

    assert quiet_for_s(history, "a", 105.0) == 5.0
    assert quiet_since_any_s(history, 105.0) == 5.0


def test_a_change_starts_the_count_again_for_that_file_only() -> None:
    history = observe(History(), Listing({"a": seen(), "b": seen()}), 100.0)
    history = observe(history, Listing({"a": seen(2), "b": seen()}), 103.0)

    assert quiet_for_s(history, "a", 104.0) == 1.0
    assert quiet_for_s(history, "b", 104.0) == 4.0
    assert quiet_since_any_s(history, 104.0) == 1.0


def test_going_and_coming_back_is_a_change() -> None:
    history = observe(History(), Listing({"a": seen(), "b": seen()}), 100.0)
    history = observe(history, Listing({"b": seen()}), 101.0)

    assert quiet_for_s(history, "a", 102.0) == 0.0
    assert quiet_since_any_s(history, 102.0) == 1.0

    history = observe(history, Listing({"a": seen(), "b": seen()}), 103.0)

    assert quiet_for_s(history, "a", 104.0) == 1.0


def test_an_empty_folder_that_appears_is_a_change() -> None:
    history = observe(History(), Listing({"a": seen()}), 100.0)
    history = observe(history, Listing({"a": seen()}, frozenset({"voiceovers"})), 103.0)

    assert quiet_since_any_s(history, 104.0) == 1.0
    assert quiet_for_s(history, "a", 104.0) == 4.0


@pytest.mark.parametrize(
    ("writer", "is_odd", "quiet_s"),
    [
        (Writer.NOBODY, False, 2.0),
        (Writer.NOBODY, True, -6.0),
        (Writer.UNKNOWN, False, -6.0),
        (Writer.UNKNOWN, True, -6.0),
        (Writer.SOMEBODY, False, -WRITTEN_S),
        (Writer.SOMEBODY, True, -WRITTEN_S),
    ],
)
def test_where_it_is_not_sure_that_a_file_is_finished_the_quiet_lasts_longer(
    writer: Writer, *, is_odd: bool, quiet_s: float
) -> None:
    history = observe(History(), Listing({"a": seen(is_odd=is_odd)}), 100.0)

    assert quiet_for_s(asked(history, writer, 102.0), "a", 102.0) == pytest.approx(quiet_s)


def test_an_odd_file_waits_ten_seconds_and_no_longer() -> None:
    listing = Listing({"a": seen(is_odd=True)})
    history = asked(observe(History(), listing, 100.0), Writer.NOBODY, 102.0)
    history = asked(observe(history, listing, 110.0), Writer.NOBODY, 110.0)

    assert quiet_for_s(history, "a", 110.0) == 2.0
    assert quiet_since_any_s(history, 110.0) == 10.0


def test_holes_that_a_disk_fills_later_are_no_change_of_the_file() -> None:
    history = observe(History(), Listing({"a": seen(is_odd=True)}), 100.0)
    history = observe(history, Listing({"a": seen()}), 105.0)

    assert quiet_for_s(history, "a", 105.0) == 5.0
