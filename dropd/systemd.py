"""Telling systemd how the daemon is, and leaving a sign of life for those who have no systemd.

sd_notify(3) is one datagram; the packages that send it are older than Python 3.11 or need a compiler.
"""

import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dropd.durable import write_durably

HEARTBEAT_FILE = "heartbeat.json"
HEARTBEAT_EVERY_S = 10.0
STALE_AFTER_S = 60.0


def notify(state: str, environment: Mapping[str, str]) -> None:
    """Send a state such as `READY=1` or `WATCHDOG=1` to systemd, if it started this process."""
    address = environment.get("NOTIFY_SOCKET")
    if not address:
        return
    kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK  # whoever does not listen stops no turn
    with socket.socket(socket.AF_UNIX, kind) as channel, suppress(OSError):
        # A leading @ stands for the abstract namespace.
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())


def write_heartbeat(state_folder: Path, *, root: Path, now: datetime, trouble: str | None = None) -> None:
    """Leave a sign of life, and what is wrong if anything is. A disk that is full or gone is no reason to stop."""
    life = {"pid": os.getpid(), "root": str(root), "at": now.isoformat(timespec="seconds"), "trouble": trouble}
    with suppress(OSError):
        state_folder.mkdir(parents=True, exist_ok=True)
        write_durably(state_folder / HEARTBEAT_FILE, json.dumps(life).encode())


def remove_heartbeat(state_folder: Path) -> None:
    """Take the sign of life away."""
    with suppress(OSError):
        (state_folder / HEARTBEAT_FILE).unlink()


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life."""

    at: datetime
    trouble: str | None
    """What was wrong with the daemon."""


def last_heartbeat(state_folder: Path) -> Heartbeat | None:
    """The last sign of life; None if there is none, or none that can be read."""
    try:
        life = json.loads((state_folder / HEARTBEAT_FILE).read_bytes())
        at = datetime.fromisoformat(life["at"])
        trouble = life.get("trouble")
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return None if at.tzinfo is None else Heartbeat(at, None if trouble is None else str(trouble))
