"""Work on parts of a sound on several cores, in order and a few at a time: NumPy and OpenCV let other threads run."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""How many parts for each lane are worked on or wait to be taken."""


class Each(Protocol):
    """What Python's `map` does with one iterable; `map` is one, and so is that of lanes."""

    def __call__(self, work: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """Do some work on each item; results in the order of the items."""


class Lanes(AbstractContextManager["Lanes"]):
    """So many threads. Work must not wait for other work in the same lanes."""

    def __init__(self, lanes: int) -> None:
        self._pool = ThreadPoolExecutor(lanes, thread_name_prefix="lane")
        self._ahead = AHEAD * lanes

    def map(self, work: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """Do as `map` does, with few items for each lane in memory (Python 3.14: `buffersize`)."""
        begun: deque[Future[Result]] = deque()
        for item in items:
            begun.append(self._pool.submit(work, item))
            if len(begun) == self._ahead:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._pool.shutdown(cancel_futures=True)
