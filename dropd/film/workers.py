"""Where chunks are built: on the cores of this machine, as many at a time as there are workers, and as memory allows.

Threads suffice: the warp, the blending and the pipe let go of the interpreter, and x264 is a process of its own.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Generic, TypeVar

import cv2

Wanted = TypeVar("Wanted")
Built = TypeVar("Built")

TICK_S = 0.5

SHARED_BYTES, WORKER_BYTES, WORKER_BYTES_A_PIXEL = 300 << 20, 40 << 20, 180
"""What a film of any size takes, and what each worker takes on top: measured at 360p, 1080p and 2160p, with libx264.
Most of it are the frames that x264 looks ahead, and a picture while it is prepared."""


def affordable(workers: int, size_px: tuple[int, int], available_bytes: int | None, *, films: int = 1) -> int:
    """How many of the wished workers there is memory for, where so many films may begin now; one in any case."""
    if available_bytes is None:
        return workers
    each = WORKER_BYTES + WORKER_BYTES_A_PIXEL * size_px[0] * size_px[1]
    return max(1, min(workers, (available_bytes // films - SHARED_BYTES) // each))


class Workers(Generic[Wanted, Built]):
    """Build what is asked for, each thing once, in the order of asking.

    `build` is given what is wanted, and what will be wanted next, as much as there are workers.
    """

    def __init__(self, build: Callable[[Wanted, Sequence[Wanted]], Built], count: int) -> None:
        # OpenCV's own threads would only fight the workers for the cores: a film took 6 % longer with them.
        cv2.setNumThreads(1)
        self._build = build
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="chunk")
        self._asked: dict[str, Future[Built]] = {}
        self._waiting: dict[str, Wanted] = {}
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        """Whether a thing was asked for."""
        return key in self._asked

    def ask(self, key: str, wanted: Wanted) -> None:
        """Have a thing built, unless it was asked for before."""
        if key not in self._asked:
            with self._lock:
                self._waiting[key] = wanted
            self._asked[key] = self._pool.submit(self._one, key)

    def built(self, keys: Sequence[str]) -> Iterator[tuple[int, Built] | None]:
        """Yield (index, result) of these as each is done, and None at least twice a second in between.

        Raises the first error.
        """
        places: dict[Future[Built], list[int]] = {}
        for index, key in enumerate(keys):
            places.setdefault(self._asked[key], []).append(index)
        while places:
            done, _ = wait(places, timeout=TICK_S, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                for index in places.pop(future):
                    yield index, future.result()

    def close(self) -> None:
        """Begin nothing new, and wait for what is under way."""
        self._pool.shutdown(cancel_futures=True)

    def _one(self, key: str) -> Built:
        with self._lock:
            wanted = self._waiting.pop(key)
            following = tuple(islice(self._waiting.values(), self._count))
        return self._build(wanted, following)
