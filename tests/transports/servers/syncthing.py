"""Two Syncthings on loopback that know each other and nobody else: a user's machine, and the one of the root."""

import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.endtoend.support import wait_until
from tests.ports import free_port
from tests.transports.servers.programs import program, running

API_KEY = "loopback"
SHARED_PATTERNS = "!/syncthing-*\n*\n"
"""Of the root's projects only those that came by Syncthing go to the user's machine."""


@dataclass(frozen=True, slots=True)
class SyncthingPair:
    """Two running instances; `outbox` is the user's folder, whose twin is the root's projects folder."""

    outbox: Path


@dataclass(frozen=True, slots=True)
class _Instance:
    home: Path
    folder: Path
    identity: str
    port: int
    page_port: int

    def connections(self) -> int:
        """How many others it is connected to."""
        page = http.client.HTTPConnection("127.0.0.1", self.page_port, timeout=5)
        try:
            page.request("GET", "/rest/system/connections", headers={"X-API-Key": API_KEY})
            told: dict[str, Any] = json.loads(page.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return 0
        finally:
            page.close()
        return sum(peer["connected"] for peer in told.get("connections", {}).values())


@contextmanager
def serving_syncthing(folder: Path, projects: Path) -> Iterator[SyncthingPair]:
    """Sync `projects` with a folder of another machine until the context ends. `folder` is for all else."""
    syncthing = program("syncthing", "syncthing")
    outbox = folder / "outbox"
    outbox.mkdir(parents=True)
    (projects / ".stignore").write_text(SHARED_PATTERNS)
    instances = [_made(syncthing, folder / "user", outbox), _made(syncthing, folder / "root", projects)]
    with ExitStack() as stack:
        for mine, other in (instances, instances[::-1]):
            (mine.home / "config.xml").write_text(_config(mine, other))
            argv = (syncthing, "serve", "--home", str(mine.home), "--no-browser", "--no-restart", "--no-upgrade")
            stack.enter_context(running(argv, mine.home / "log", environment=_environment(mine.home)))
        wait_until(lambda: all(instance.connections() for instance in instances), "the Syncthings meet", 60)
        yield SyncthingPair(outbox)


def _made(syncthing: str, home: Path, folder: Path) -> _Instance:
    (folder / ".stfolder").mkdir()
    commands = (("generate", "--home", str(home), "--skip-port-probing"), ("--device-id", "--home", str(home)))
    *_, told = (
        subprocess.run((syncthing, *command), check=True, text=True, capture_output=True, env=_environment(home)).stdout
        for command in commands
    )
    return _Instance(home, folder, told.strip(), free_port(), free_port())


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home)}


def _config(mine: _Instance, other: _Instance) -> str:
    """Version 36 is that of Syncthing 1.19; newer ones translate it."""
    return f"""<configuration version="36">
  <folder id="projects" path="{mine.folder}" type="sendreceive" rescanIntervalS="60" fsWatcherEnabled="true"
      fsWatcherDelayS="1">
    <device id="{mine.identity}"/>
    <device id="{other.identity}"/>
    <order>random</order>
  </folder>
  <device id="{mine.identity}"/>
  <device id="{other.identity}"><address>tcp://127.0.0.1:{other.port}</address></device>
  <gui enabled="true"><address>127.0.0.1:{mine.page_port}</address><apikey>{API_KEY}</apikey></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:{mine.port}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <announceLANAddresses>false</announceLANAddresses>
    <reconnectionIntervalS>2</reconnectionIntervalS>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <startBrowser>false</startBrowser>
    <setLowPriority>false</setLowPriority>
  </options>
</configuration>
"""
