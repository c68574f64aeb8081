"""Programs that write as they like, straight into the folder: what recorders, cameras and download tools do."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.transports.pool import ENDS_TELL
from tests.transports.senders.shipment import ANSWER_S, Shipment

PIECE_BYTES = 64 * 1024
LARGE_PIECES = 16
STALL_QUIETS = 3.0

Write = Callable[[Shipment, Path, bytes], None]


def preallocating(shipment: Shipment) -> None:
    """Every file has its full size and all its blocks from the start, and is filled out of order."""
    _each_file(shipment, lambda _: _write_preallocated)


def sparse(shipment: Shipment) -> None:
    """Every file has its full size from the start, as one hole, and is filled out of order."""
    _each_file(shipment, lambda _: _write_sparse)


def stalling(shipment: Shipment) -> None:
    """The last file, or any, stops in its middle for three quiet periods while its writer holds it open."""
    stalls = shipment.dice.choice((shipment.drop.files[-1], shipment.dice.choice(shipment.drop.files)))
    _each_file(shipment, lambda path: _write_stalling if path == stalls else _write_plainly)


def reopening(shipment: Shipment) -> None:
    """The last two files of which that can be told are appended to, closed, and opened again after a while."""
    telling = [path for path in shipment.drop.files if path.endswith(ENDS_TELL) and path != shipment.drop.trigger]
    reopened = telling[-2:]
    _each_file(shipment, lambda path: _write_reopening if path in reopened else _write_plainly)


def _each_file(shipment: Shipment, write_for: Callable[[str], Write]) -> None:
    for path in shipment.drop.files:
        target = shipment.target / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_for(path)(shipment, target, (shipment.drop.folder / path).read_bytes())
        shipment.pause()


def _write_plainly(shipment: Shipment, target: Path, data: bytes) -> None:
    bytes_per_s = shipment.bytes_per_s()
    with target.open("xb", buffering=0) as file:
        for at in range(0, len(data), PIECE_BYTES):
            written = file.write(data[at : at + PIECE_BYTES])
            if bytes_per_s is not None:
                time.sleep(written / bytes_per_s)


def _write_preallocated(shipment: Shipment, target: Path, data: bytes) -> None:
    with target.open("xb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, len(data))
        _fill(shipment, file.fileno(), data)


def _write_sparse(shipment: Shipment, target: Path, data: bytes) -> None:
    with target.open("xb", buffering=0) as file:
        file.truncate(len(data))
        _fill(shipment, file.fileno(), data)


def _fill(shipment: Shipment, descriptor: int, data: bytes) -> None:
    """Write a file's pieces in any order; a slow writer of a large one stops in the middle."""
    places = list(range(0, len(data), PIECE_BYTES))
    shipment.dice.shuffle(places)
    middle = len(places) // 2
    for count, at in enumerate(places):
        if count == middle and shipment.is_slow and len(places) >= LARGE_PIECES:
            time.sleep(shipment.tempting_s())
        os.pwrite(descriptor, data[at : at + PIECE_BYTES], at)


def _write_stalling(shipment: Shipment, target: Path, data: bytes) -> None:
    middle = len(data) // 2
    with target.open("xb", buffering=0) as file:
        file.write(data[:middle])
        time.sleep(STALL_QUIETS * shipment.quiet_s + ANSWER_S)
        file.write(data[middle:])


def _write_reopening(shipment: Shipment, target: Path, data: bytes) -> None:
    middle = shipment.dice.randint(1, len(data) - 1)
    target.write_bytes(data[:middle])
    time.sleep(shipment.tempting_s())
    with target.open("ab") as file:
        file.write(data[middle:])
