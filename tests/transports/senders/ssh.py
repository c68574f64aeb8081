"""OpenSSH's clients write in place, under the final name; a connection that drops leaves a short file behind.

`scp` speaks the SFTP protocol since OpenSSH 9 and the old one with -O. With -p the old one sets the times after the
file is closed, the new one before. `reput` goes on at the end of what is there.
"""

import time
from collections.abc import Iterator, Sequence

from tests.transports.senders.clients import break_off, halt, run
from tests.transports.senders.shipment import Shipment

BITS_PER_KILOBIT = 1000


def scp(shipment: Shipment) -> None:
    """`scp -r`, folder by folder."""
    _scp(shipment)


def scp_legacy(shipment: Shipment) -> None:
    """The same over the old protocol, which truncates at the end and not at the beginning."""
    _scp(shipment, "-O")


def sftp_put(shipment: Shipment) -> None:
    """`put`, file by file, in one session or several."""
    for batch in _sessions(shipment, shipment.drop.files):
        _sftp(shipment, [*_folders(shipment), *_puts("put", batch, shipment)])
        shipment.pause()


def sftp_reput(shipment: Shipment) -> None:
    """`put`, killed in the middle of the largest file; later `reput` of that one, and the rest."""
    drop = shipment.drop
    at = drop.files.index(drop.largest)
    break_off(
        _sftp_argv(shipment, shipment.breaking_bytes_per_s()),
        shipment.middle_of_largest(),
        told=_script([*_folders(shipment), *_puts("put", drop.files[: at + 1], shipment)]),
    )
    time.sleep(shipment.tempting_s())
    _sftp(shipment, [*_puts("reput", [drop.largest], shipment), *_puts("put", drop.files[at + 1 :], shipment)])


def _scp(shipment: Shipment, *flags: str) -> None:
    shipment.target.mkdir(parents=True)
    server = shipment.servers.ssh
    kept = ("-p",) if shipment.dice.random() < 0.5 else ()
    fixed = ("scp", "-r", *flags, *kept, "-P", str(server.port), *server.options)
    for batch, folder in shipment.copies():
        argv = [*fixed, *_limit(shipment.bytes_per_s()), *batch, f"127.0.0.1:{folder}/"]
        run(argv, halt=halt(shipment), folder=shipment.drop.folder)
        shipment.pause()


def _sftp(shipment: Shipment, commands: list[str]) -> None:
    run(_sftp_argv(shipment, shipment.bytes_per_s()), told=_script(commands), halt=halt(shipment))


def _sftp_argv(shipment: Shipment, bytes_per_s: int | None) -> list[str]:
    server = shipment.servers.ssh
    return ["sftp", "-b", "-", "-P", str(server.port), *server.options, *_limit(bytes_per_s), "127.0.0.1"]


def _sessions(shipment: Shipment, files: Sequence[str]) -> list[Sequence[str]]:
    return shipment.batches(files) if shipment.is_slow else [files]


def _folders(shipment: Shipment) -> Iterator[str]:
    """Make the folders; the dash goes on where one is there already."""
    for folder in (
        shipment.target.parent,
        shipment.target,
        *(shipment.target / name for name in shipment.drop.folders),
    ):
        yield f'-mkdir "{folder}"'


def _puts(command: str, files: Sequence[str], shipment: Shipment) -> Iterator[str]:
    for path in files:
        yield f'{command} "{shipment.drop.folder / path}" "{shipment.target / path}"'


def _script(commands: list[str]) -> str:
    return "\n".join([*commands, ""])


def _limit(bytes_per_s: int | None) -> tuple[str, ...]:
    return () if bytes_per_s is None else ("-l", str(max(1, bytes_per_s * 8 // BITS_PER_KILOBIT)))
