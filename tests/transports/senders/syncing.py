"""Syncthing writes `.syncthing.<name>.tmp`, full size from the start, renames it, and sets the time afterwards.

Its order is random whatever the order in which its user saves files. What dropd writes goes back the same way.
"""

import os
import time
from pathlib import Path

from tests.transports.senders.shipment import Shipment

DELIVERY_PATIENCE_S = 120.0


def syncthing(shipment: Shipment) -> None:
    """Save every file in the synced folder of the other machine, and wait until all have come over."""
    outbox = shipment.servers.syncthing.outbox / shipment.project / "input"
    for path in shipment.drop.files:
        (outbox / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(shipment.drop.folder / path, outbox / path)  # whole at once, as good programs save
        shipment.pause()
    _wait_for_all(shipment)


def what_did_not_come_back(shipment: Shipment) -> str | None:
    """Wait until the film and the status lie on the other machine as in the root; what does not, if anything."""
    ours = shipment.target.parent
    theirs = shipment.servers.syncthing.outbox / shipment.project
    deadline_s = time.monotonic() + DELIVERY_PATIENCE_S
    awaited = ["status.json", f"output/{shipment.drop.film}"]
    while awaited and time.monotonic() < deadline_s:
        time.sleep(0.1)
        awaited = [name for name in awaited if not _is_same(ours / name, theirs / name)]
    return f"not on the other machine: {', '.join(awaited)}" if awaited else None


def _wait_for_all(shipment: Shipment) -> None:
    deadline_s = time.monotonic() + DELIVERY_PATIENCE_S
    awaited = list(shipment.drop.files)
    while awaited:
        assert time.monotonic() < deadline_s, f"Syncthing did not deliver {', '.join(awaited)}"
        time.sleep(0.02)
        awaited = [path for path in awaited if not _has_come(shipment, path)]


def _has_come(shipment: Shipment, path: str) -> bool:
    """Whether a file is there; a trigger may have been taken away already."""
    if path == shipment.drop.trigger and any((shipment.target.parent / "done").glob(f"*.{path}")):
        return True
    return (shipment.target / path).exists()


def _is_same(ours: Path, theirs: Path) -> bool:
    try:
        return ours.read_bytes() == theirs.read_bytes()
    except FileNotFoundError:
        return False
