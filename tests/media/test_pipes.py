import ctypes
import errno
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.media.pipes import PIPE_BYTES, lend, widen

PAGE_BYTES = 4096


class Reader:
    """Reads a pipe to its end, so many bytes at a time."""

    def __init__(self, pipe: int, at_once: int) -> None:
        self.heard = bytearray()
        self._thread = threading.Thread(target=self._read, args=(pipe, at_once))
        self._thread.start()

    def _read(self, pipe: int, at_once: int) -> None:
        while read := os.read(pipe, at_once):
            self.heard += read

    def close(self) -> None:
        self._thread.join()


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    ends = list(os.pipe())
    try:
        yield ends[0], ends[1]
    finally:
        for end in ends:
            os.close(end)


def given_in_turn(size: int, count: int, at_once: int, *, wide: bool) -> bytes:
    """What is read of pieces that are made in two places by turns: piece k consists of the byte k."""
    reading, writing = os.pipe()
    if wide:
        widen(writing)
    places = [np.empty(size, np.uint8) for _ in range(2)]
    with closing(Reader(reading, at_once)) as reader:
        for number in range(count):
            piece = places[number % 2]
            piece[:] = number
            lend(writing, piece.data)
        os.close(writing)
    os.close(reading)
    return bytes(reader.heard)


@given(
    size=st.sampled_from([1, 5000, 65_535, 65_536, 65_537, 200_001, PIPE_BYTES - 1, PIPE_BYTES, PIPE_BYTES + 4097]),
    count=st.integers(1, 5),
    at_once=st.sampled_from([1000, 65_536, 1 << 22]),
    wide=st.booleans(),
)
def test_pieces_that_are_made_in_two_places_by_turns_arrive_as_they_were_given(
    size: int, count: int, at_once: int, *, wide: bool
) -> None:
    assert given_in_turn(size, count, at_once, wide=wide) == b"".join(bytes([number]) * size for number in range(count))


def test_small_pieces_that_nobody_has_read_yet_may_be_changed() -> None:
    piece = np.zeros(PAGE_BYTES, np.uint8)
    with pipe() as (reading, writing):
        for number in range(3):
            piece[:] = number
            lend(writing, piece.data)

        assert os.read(reading, 3 * PAGE_BYTES) == b"".join(bytes([number]) * PAGE_BYTES for number in range(3))


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "vmsplice"), reason="this system cannot lend")
def test_large_pieces_are_read_from_where_they_lie() -> None:
    size = 16 * PAGE_BYTES  # as much as a pipe holds
    with mmap.mmap(-1, size) as place, pipe() as (reading, writing), memoryview(place) as piece:
        lend(writing, piece)
        piece[:] = b"\7" * size

        assert os.read(reading, size) == b"\7" * size


def test_where_the_system_does_not_lend_pieces_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> int:
        ctypes.set_errno(errno.EPERM)
        return -1

    monkeypatch.setattr("dropd.media.pipes._vmsplice", forbidden)

    assert given_in_turn(200_000, 2, 65_536, wide=False) == bytes(200_000) + b"\1" * 200_000


@pytest.mark.parametrize("size", [PAGE_BYTES, 100 * PAGE_BYTES])
def test_a_pipe_that_nobody_reads_is_broken(size: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with pytest.raises(BrokenPipeError):
            lend(writing, np.zeros(size, np.uint8).data)
    finally:
        os.close(writing)
