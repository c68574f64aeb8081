"""rsync writes `.<name>.XXXXXX` beside the file and renames it, unless it is told otherwise.

With --inplace it writes under the final name. With --partial, a transfer that breaks off leaves what has arrived under
the final name, with a time of 1970 so that it stands out.
"""

import time
from collections.abc import Sequence

from tests.transports.senders.clients import break_off, halt, run
from tests.transports.senders.shipment import Shipment

BYTES_PER_KIBIBYTE = 1024


def rsync(shipment: Shipment) -> None:
    """Temporary files, renamed."""
    _send(shipment)


def rsync_inplace(shipment: Shipment) -> None:
    """Under the final name from the first byte on."""
    _send(shipment, "--inplace")


def rsync_partial(shipment: Shipment) -> None:
    """Broken off in the middle of the largest file, which stays as it is; later everything again."""
    drop = shipment.drop
    shipment.target.mkdir(parents=True)
    for batch in shipment.batches(drop.files[: drop.files.index(drop.largest)]):
        _run(shipment, batch, "--partial")
    break_off(
        _argv(shipment, [drop.largest], "--partial", bytes_per_s=shipment.breaking_bytes_per_s()),
        shipment.middle_of_largest(),
        folder=drop.folder,
    )
    time.sleep(shipment.tempting_s())
    _run(shipment, drop.files, "--partial")


def _send(shipment: Shipment, *flags: str) -> None:
    shipment.target.mkdir(parents=True)
    for batch in shipment.batches(shipment.drop.files):
        _run(shipment, batch, *flags)
        shipment.pause()


def _run(shipment: Shipment, paths: Sequence[str], *flags: str) -> None:
    argv = _argv(shipment, paths, *flags, bytes_per_s=shipment.bytes_per_s())
    run(argv, halt=halt(shipment), folder=shipment.drop.folder)


def _argv(shipment: Shipment, paths: Sequence[str], *flags: str, bytes_per_s: int | None) -> list[str]:
    """The command for some files, with their folders, as seen from the folder of the drop."""
    server = shipment.servers.ssh
    limit = () if bytes_per_s is None else (f"--bwlimit={max(1, bytes_per_s // BYTES_PER_KIBIBYTE)}",)
    shell = " ".join(("ssh", "-p", str(server.port), *server.options))
    times = ("-t",) if shipment.dice.random() < 0.7 else ()
    return ["rsync", "-R", *times, *flags, *limit, "-e", shell, *paths, f"127.0.0.1:{shipment.target}/"]
