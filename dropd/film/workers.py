"""Where chunks are built: on the cores of this machine, as many at a time as there are workers.

Threads suffice: the warp, the blending and the pipe let go of the interpreter, and x264 is a process of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TypeVar

import cv2

Wanted = TypeVar("Wanted")
Built = TypeVar("Built")

TICK_S = 0.5

SHARED_BYTES = 300 << 20
WORKER_BYTES, WORKER_BYTES_A_PIXEL = 40 << 20, 180
"""What a film of any size takes, and what each worker takes on top: measured at 360p, 1080p and 2160p, with libx264.
Most of it are the frames that x264 looks ahead, and a picture while it is prepared."""


def affordable(workers: int, size_px: tuple[int, int], available_bytes: int | None) -> int:
    """How many of the wished workers there is memory for; one in any case."""
    if available_bytes is None:
        return workers
    each = WORKER_BYTES + WORKER_BYTES_A_PIXEL * size_px[0] * size_px[1]
    return max(1, min(workers, (available_bytes - SHARED_BYTES) // each))


def build_all(
    wanted: Sequence[Wanted], build: Callable[[Wanted], Built], *, workers: int
) -> Iterator[tuple[int, Built] | None]:
    """Build everything; yield (index, result) as each is done, and None at least twice a second in between.

    The first error is raised once what is under way has ended; nothing new is begun after it.
    """
    # OpenCV's own threads would only fight the workers for the cores: a film took 6 % longer with them.
    cv2.setNumThreads(1)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="chunk")
    try:
        pending = {pool.submit(build, one): index for index, one in enumerate(wanted)}
        while pending:
            done, _ = wait(pending, timeout=TICK_S, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                yield pending.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)
