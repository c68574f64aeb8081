import threading

import pytest

from dropd.film.workers import affordable, build_all


@pytest.mark.parametrize(
    ("wished", "available_gib", "expected"), [(8, None, 8), (8, 64, 8), (8, 2, 4), (2, 1, 1), (8, 0, 1), (64, 30, 64)]
)
def test_there_are_no_more_workers_than_there_is_memory_for(
    wished: int, available_gib: float | None, expected: int
) -> None:
    available = None if available_gib is None else int(available_gib * (1 << 30))

    assert affordable(wished, (1920, 1080), available) == expected


def test_larger_films_have_fewer_workers() -> None:
    counts = [affordable(16, size, 6 << 30) for size in ((1280, 720), (1920, 1080), (3840, 2160))]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 16
    assert counts[-1] < 5


@pytest.mark.parametrize("workers", [1, 3])
def test_everything_is_built_and_told_with_its_place(workers: int) -> None:
    built = [one for one in build_all("abcde", str.upper, workers=workers) if one is not None]

    assert sorted(built) == list(enumerate("ABCDE"))


def test_nothing_wanted_is_nothing_built() -> None:
    assert list(build_all([], str, workers=2)) == []


def test_as_many_are_built_at_once_as_there_are_workers() -> None:
    meeting = threading.Barrier(3, timeout=20)

    built = [one for one in build_all(range(3), lambda _: meeting.wait(), workers=3) if one is not None]

    assert len(built) == 3


def test_there_is_a_sign_of_life_while_something_takes_long() -> None:
    release = threading.Event()
    building = build_all([1], lambda _: release.wait(20), workers=1)

    assert next(building) is None
    release.set()
    assert (0, True) in building


def test_the_first_error_is_raised_and_nothing_new_is_begun() -> None:
    begun: list[int] = []

    def build(number: int) -> int:
        begun.append(number)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(build_all(range(50), build, workers=1))
    assert len(begun) < 50


def test_who_stops_listening_stops_the_building() -> None:
    begun: list[int] = []
    release = threading.Event()

    def build(number: int) -> None:
        begun.append(number)
        if number:
            release.wait(20)

    building = build_all(range(50), build, workers=1)
    assert next(building) == (0, None)
    release.set()
    building.close()  # type: ignore[attr-defined]  # a generator, told of as an iterator

    assert len(begun) < 50
