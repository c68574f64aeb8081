from dropd.intake.listing import Listing, Observation
from dropd.intake.quiet import History, observe, quiet_for_s, quiet_since_any_s


def seen(size: int = 1) -> Observation:
    return Observation(size_bytes=size, mtime_ns=0, ctime_ns=0, inode=1, is_file=True)


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
