import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.workers import MOST_CORES_FOR_ONE, Workers, affordable, cores_for_one


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


def test_films_that_may_begin_at_once_share_the_memory() -> None:
    assert [affordable(16, (1920, 1080), 6 << 30, films=films) for films in (1, 2, 100)] == [14, 7, 1]


@pytest.mark.parametrize(
    ("of_all", "workers", "expected"),
    [
        (3, 2, [1, 1, 2]),
        (4, 2, [1, 1, 1, 1]),
        (1, 8, [4]),
        (3, 8, [2, 2, 2]),
        (5, 4, [1, 1, 1, 1, 4]),
        (3, 1, [1, 1, 1]),
    ],
)
def test_the_rest_that_is_too_little_for_all_workers_shares_the_cores(
    of_all: int, workers: int, expected: list[int]
) -> None:
    assert [cores_for_one(waiting, of_all, workers) for waiting in range(of_all, 0, -1)] == expected


@given(of_all=st.integers(1, 300), workers=st.integers(1, 64))
def test_as_many_cores_are_used_at_the_end_as_there_are_and_no_more(of_all: int, workers: int) -> None:
    cores = [cores_for_one(waiting, of_all, workers) for waiting in range(of_all, 0, -1)]
    rounds, rest = divmod(of_all, workers)

    assert cores[: rounds * workers] == [1] * (rounds * workers)
    assert sum(cores[of_all - rest :]) <= workers
    assert all(one == MOST_CORES_FOR_ONE or (one + 1) * rest > workers for one in cores[of_all - rest :])


@pytest.fixture
def crew() -> Iterator[Callable[..., Workers[Any, Any]]]:
    """Engages workers, and sends them home at the end."""
    engaged: list[Workers[Any, Any]] = []

    def engage(build: Callable[..., Any], count: int = 1) -> Workers[Any, Any]:
        engaged.append(Workers(build, count))
        return engaged[-1]

    yield engage
    for workers in engaged:
        workers.close()


Crew = Callable[..., Workers[Any, Any]]


@pytest.mark.parametrize("count", [1, 3])
def test_everything_is_built_and_told_with_its_place(crew: Crew, count: int) -> None:
    workers = crew(lambda letter, *_: letter.upper(), count)
    workers.ask({letter: letter for letter in "abcde"})

    built = [one for one in workers.built("cabed") if one is not None]

    assert sorted(built) == list(enumerate("CABED"))


def test_nothing_wanted_is_nothing_built(crew: Crew) -> None:
    assert list(crew(lambda one, *_: one).built([])) == []


def test_what_is_asked_for_twice_is_built_once(crew: Crew) -> None:
    begun: list[str] = []
    workers = crew(lambda one, *_: begun.append(one))
    for key in ("a", "b", "a"):
        workers.ask({key: key})

    told = [one for one in workers.built(["a", "b", "a"]) if one is not None]

    assert sorted(told) == [(0, None), (1, None), (2, None)]
    assert begun == ["a", "b"]
    assert "a" in workers
    assert "c" not in workers


def test_as_many_are_built_at_once_as_there_are_workers(crew: Crew) -> None:
    meeting = threading.Barrier(3, timeout=20)
    workers = crew(lambda *_: meeting.wait(), 3)
    workers.ask(dict(zip("abc", "abc", strict=True)))

    assert len([one for one in workers.built("abc") if one is not None]) == 3


def test_a_builder_knows_what_will_be_wanted_next(crew: Crew) -> None:
    release = threading.Event()
    told: dict[str, tuple[str, ...]] = {}

    def build(one: str, following: Sequence[str], _: int) -> None:
        told[one] = tuple(following)
        release.wait(20)

    workers = crew(build)
    workers.ask(dict(zip("abc", "abc", strict=True)))
    release.set()
    list(workers.built("abc"))

    assert (told["b"], told["c"]) == (("c",), ())


def test_the_last_of_an_odd_number_may_use_both_cores(crew: Crew) -> None:
    workers = crew(lambda *about: about[2], 2)
    workers.ask({"a": 1, "b": 2, "c": 3})

    assert sorted(one[1] for one in workers.built("abc") if one is not None) == [1, 1, 2]


def test_one_of_which_more_follow_leaves_the_other_cores_to_them(crew: Crew) -> None:
    workers = crew(lambda *about: about[2], 4)
    workers.ask({"a": 1}, to_come=3)
    early = [one for one in workers.built("a") if one is not None]
    workers.ask({"a": 1, "b": 2, "c": 3})  # one less than was expected: these three are all

    assert early == [(0, 1)]
    assert [one for one in workers.built("a") if one is not None] == [(0, 1)]


def test_there_is_a_sign_of_life_while_something_takes_long(crew: Crew) -> None:
    release = threading.Event()
    workers = crew(lambda *_: release.wait(20))
    workers.ask({"a": 1})
    building = workers.built("a")

    assert next(building) is None
    release.set()
    assert (0, True) in building


def test_the_first_error_is_raised_and_nothing_new_is_begun_after_the_end(crew: Crew) -> None:
    begun: list[int] = []

    def build(number: int, *_: object) -> None:
        begun.append(number)
        raise ZeroDivisionError

    workers = crew(build)
    workers.ask({str(number): number for number in range(5000)})
    with pytest.raises(ZeroDivisionError):
        list(workers.built(["0"]))
    workers.close()

    assert len(begun) < 5000
