"""Samba on loopback, with one share that everybody may write to."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.endtoend.support import wait_until
from tests.ports import free_port, is_listening
from tests.transports.servers.programs import program, running

FOLDERS = ("private", "lock", "state", "cache", "pid", "ncalrpc")


@dataclass(frozen=True, slots=True)
class Smbd:
    """A running server; `client` is the beginning of a command that connects to its share."""

    client: tuple[str, ...]


@contextmanager
def serving_smb(folder: Path, shared: Path, **more: str) -> Iterator[Smbd]:
    """Share a folder until the context ends. `folder` keeps what the server is told and says."""
    smbd, smbclient = program("smbd", "samba"), program("smbclient", "smbclient")
    folder.mkdir(parents=True)
    port = free_port()
    config = folder / "smb.conf"
    argv = (smbd, "-F", "--no-process-group", "--debug-stdout", "-s", str(config))
    # Its sockets lie in its folders, and the path of a socket has 107 bytes at most: it ends silently if it has more.
    with TemporaryDirectory(prefix="smbd-", ignore_cleanup_errors=True) as own:
        for name in FOLDERS:
            (Path(own) / name).mkdir()
        config.write_text(_config(Path(own), folder, shared, port, more))
        with running(argv, folder / "smbd.log"):
            wait_until(lambda: is_listening(port), "smbd answers", 20)
            yield Smbd((smbclient, "//127.0.0.1/projects", "-p", str(port), "-N", "-s", str(config)))


def _config(own: Path, logs: Path, shared: Path, port: int, more: dict[str, str]) -> str:
    folders = {f"{name} directory" if name != "ncalrpc" else "ncalrpc dir": own / name for name in FOLDERS}
    settings = {
        "smb ports": port,
        "interfaces": "127.0.0.1",
        "bind interfaces only": "yes",
        "disable netbios": "yes",
        "disable spoolss": "yes",
        "load printers": "no",
        "map to guest": "bad user",
        "guest account": getpass.getuser(),
        "log file": logs / "log.%m",
        **folders,
    }
    share = {"path": shared, "guest ok": "yes", "guest only": "yes", "read only": "no", **more}
    sections = {"global": settings, "projects": share}
    return "\n".join(
        line
        for name, section in sections.items()
        for line in (f"[{name}]", *(f"{key} = {value}" for key, value in section.items()), "")
    )
