import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from dropd.film.workers import Workers, affordable


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


@pytest.fixture
def crew() -> Iterator[Callable[..., Workers[Any, Any]]]:
    """Engages workers, and sends them home at the end."""
    engaged: list[Workers[Any, Any]] = []

    def engage(build: Callable[[Any, Sequence[Any]], Any], count: int = 1) -> Workers[Any, Any]:
        engaged.append(Workers(build, count))
        return engaged[-1]

    yield engage
    for workers in engaged:
        workers.close()


Crew = Callable[..., Workers[Any, Any]]


@pytest.mark.parametrize("count", [1, 3])
def test_everything_is_built_and_told_with_its_place(crew: Crew, count: int) -> None:
    workers = crew(lambda letter, _: letter.upper(), count)
    for letter in "abcde":
        workers.ask(letter, letter)

    built = [one for one in workers.built("cabed") if one is not None]

    assert sorted(built) == list(enumerate("CABED"))


def test_nothing_wanted_is_nothing_built(crew: Crew) -> None:
    assert list(crew(lambda one, _: one).built([])) == []


def test_what_is_asked_for_twice_is_built_once(crew: Crew) -> None:
    begun: list[str] = []
    workers = crew(lambda one, _: begun.append(one))
    for key in ("a", "b", "a"):
        workers.ask(key, key)

    told = [one for one in workers.built(["a", "b", "a"]) if one is not None]

    assert sorted(told) == [(0, None), (1, None), (2, None)]
    assert begun == ["a", "b"]
    assert "a" in workers
    assert "c" not in workers


def test_as_many_are_built_at_once_as_there_are_workers(crew: Crew) -> None:
    meeting = threading.Barrier(3, timeout=20)
    workers = crew(lambda *_: meeting.wait(), 3)
    for key in "abc":
        workers.ask(key, key)

    assert len([one for one in workers.built("abc") if one is not None]) == 3


def test_a_builder_knows_what_will_be_wanted_next(crew: Crew) -> None:
    release = threading.Event()
    told: dict[str, tuple[str, ...]] = {}

    def build(one: str, following: Sequence[str]) -> None:
        told[one] = tuple(following)
        release.wait(20)

    workers = crew(build)
    for key in "abc":
        workers.ask(key, key)
    release.set()
    list(workers.built("abc"))

    assert (told["b"], told["c"]) == (("c",), ())


def test_there_is_a_sign_of_life_while_something_takes_long(crew: Crew) -> None:
    release = threading.Event()
    workers = crew(lambda *_: release.wait(20))
    workers.ask("a", 1)
    building = workers.built("a")

    assert next(building) is None
    release.set()
    assert (0, True) in building


def test_the_first_error_is_raised_and_nothing_new_is_begun_after_the_end(crew: Crew) -> None:
    begun: list[int] = []

    def build(number: int, _: Sequence[int]) -> None:
        begun.append(number)
        raise ZeroDivisionError

    workers = crew(build)
    for number in range(5000):
        workers.ask(str(number), number)
    with pytest.raises(ZeroDivisionError):
        list(workers.built(["0"]))
    workers.close()

    assert len(begun) < 5000
