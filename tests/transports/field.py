"""The field of the trial: a daemon on a fresh root, the servers beside it, and the folders outside the root."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dropd.project import Project, Root
from dropd.settings import Settings
from tests.endtoend.support import serving_ssh, wait_until
from tests.transports import stub_renderer
from tests.transports.senders.shipment import Servers
from tests.transports.servers.programs import program, running
from tests.transports.servers.smbd import serving_smb
from tests.transports.servers.syncthing import serving_syncthing

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Field:
    """Where everything lies, and who serves there."""

    folder: Path
    servers: Servers
    daemon_pid: int
    quiet_s: float

    @property
    def daemon_is_alive(self) -> bool:
        """Whether the daemon still runs."""
        return Path(f"/proc/{self.daemon_pid}/exe").exists()

    def project(self, name: str) -> Project:
        """A project in the root."""
        return Root.at(self.folder / "root").project(name)

    def source(self, name: str) -> Path:
        """What its owner has of a project, before it is sent."""
        return self.folder / "sources" / name

    def manifest(self, name: str) -> Path:
        """What the stub knows of a project."""
        return self.folder / "manifests" / f"{name}.json"

    def verdicts(self, name: str) -> Path:
        """Where the stub tells what it saw of a project, one file for each time that it was started."""
        return self.folder / "verdicts" / name


@contextmanager
def prepared_field(folder: Path, *, quiet_s: float, unsure_quiet_s: float, jobs_at_once: int) -> Iterator[Field]:
    """Start a daemon and every server, and stop them at the end. `folder` is empty."""
    for name in ("root/projects", "sources", "manifests", "verdicts", "servers", "home"):
        (folder / name).mkdir(parents=True)
    settings = Settings(
        root=folder / "root",
        cache_folder=folder / "home/cache",
        state_folder=folder / "home/state",
        quiet_period_s=quiet_s,
        unsure_quiet_period_s=unsure_quiet_s,
        status_interval_s=0.5,
        reserve_disk_mb=1,
        jobs_at_once=jobs_at_once,
    )
    with _serving_all(folder) as servers, _serving_dropd(settings, folder) as pid:
        yield Field(folder, servers, pid, quiet_s)


@contextmanager
def _serving_all(folder: Path) -> Iterator[Servers]:
    for name, package in {"rsync": "rsync", "sftp": "openssh-client"}.items():
        program(name, package)
    projects, own = folder / "root/projects", folder / "servers"
    with (
        serving_ssh(own / "sshd") as ssh,
        serving_smb(own / "smbd", projects) as smb,
        serving_syncthing(own / "syncthing", projects) as syncthing,
        TemporaryDirectory(prefix="dropd-transports-", dir="/dev/shm") as other_disk,
    ):
        yield Servers(ssh, smb, syncthing, Path(other_disk))


@contextmanager
def _serving_dropd(settings: Settings, folder: Path) -> Iterator[int]:
    stub = (sys.executable, "-I", stub_renderer.__file__, str(folder / "manifests"), str(folder / "verdicts"))
    argv = (sys.executable, "-m", "tests.transports.daemon", settings.model_dump_json(), json.dumps(stub))
    log = folder / "daemon.log"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONPATH": str(REPOSITORY)}
    with running(argv, log, environment=environment) as pid:
        wait_until(lambda: b'"started"' in log.read_bytes(), "the daemon starts", 30)
        yield pid
