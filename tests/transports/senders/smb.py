"""Windows Explorer, Finder and smbclient write in place, under the final name; smbd holds the file open meanwhile."""

from collections.abc import Iterator, Sequence

from tests.transports.senders.clients import halt, run
from tests.transports.senders.shipment import Shipment


def smb_mput(shipment: Shipment) -> None:
    """Whole folders: `recurse; mput`, the trigger by itself."""
    shipment.target.mkdir(parents=True)
    for batch in shipment.batches(shipment.drop.top):
        _smbclient(shipment, ["prompt", "recurse", f"mput {' '.join(batch)}"])
        shipment.pause()


def smb_put(shipment: Shipment) -> None:
    """File by file, in one connection or several."""
    for folder in (shipment.target, *(shipment.target / name for name in shipment.drop.folders)):
        folder.mkdir(parents=True)
    for batch in shipment.batches(shipment.drop.files) if shipment.is_slow else [shipment.drop.files]:
        _smbclient(shipment, list(_puts(batch)))
        shipment.pause()


def _puts(files: Sequence[str]) -> Iterator[str]:
    for path in files:
        there = path.replace("/", "\\")
        yield f'put "{path}" "{there}"'


def _smbclient(shipment: Shipment, commands: list[str]) -> None:
    # smbclient knows no limit of speed: slow ones are halted.
    there = ["-D", f"{shipment.project}\\input", "-c", "; ".join(commands)]
    run([*shipment.servers.smb.client, *there], halt=halt(shipment), folder=shipment.drop.folder)
