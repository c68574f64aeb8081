"""`cp` writes in place, one file after the other. `mv` is one rename, or, from another disk, a `cp` with an `rm`."""

import shutil
from pathlib import Path

from tests.transports.senders.clients import halt, run
from tests.transports.senders.shipment import Shipment


def cp(shipment: Shipment) -> None:
    """`cp -r`, folder by folder."""
    shipment.target.mkdir(parents=True)
    _each_batch(shipment, ["cp", "-r"], shipment.drop.folder)


def mv(shipment: Shipment) -> None:
    """A whole project at once, or folder by folder."""
    if shipment.is_slow:
        shipment.target.mkdir(parents=True)
        _each_batch(shipment, ["mv"], shipment.drop.folder)
    else:
        run(["mv", str(shipment.drop.folder.parent), str(shipment.target.parent)])


def mv_across(shipment: Shipment) -> None:
    """The same from another disk."""
    elsewhere = shipment.servers.other_disk / shipment.project
    shutil.copytree(shipment.drop.folder, elsewhere / "input")
    if shipment.is_slow:
        shipment.target.mkdir(parents=True)
        _each_batch(shipment, ["mv"], elsewhere / "input")
    else:
        run(["mv", str(elsewhere), str(shipment.target.parent)])


def _each_batch(shipment: Shipment, program: list[str], folder: Path) -> None:
    for batch, target in shipment.copies():
        run([*program, *batch, str(target)], halt=halt(shipment), folder=folder)
        shipment.pause()
