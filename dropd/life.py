"""Signs of life: to systemd at every turn, to a file every ten seconds, which goes when the daemon does."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from dropd.clock import Clock
from dropd.project import Root
from dropd.systemd import HEARTBEAT_EVERY_S, notify, remove_heartbeat, write_heartbeat


class Life(AbstractContextManager["Life"]):
    """After its first sign a daemon counts as ready: every trigger that lies there has been found by then.

    Without a state folder, nothing is told but to systemd.
    """

    def __init__(self, state_folder: Path | None, root: Root, clock: Clock) -> None:
        self._state_folder = state_folder
        self._root = root
        self._clock = clock
        self._written_s = float("-inf")
        self._told: str | None = None
        self._is_ready = False

    def sign(self, trouble: str | None) -> None:
        """Say that a turn is over, and what is wrong if anything is."""
        notify("WATCHDOG=1" if self._is_ready else "READY=1", os.environ)
        self._is_ready = True
        now_s = self._clock.monotonic_s()
        is_due = trouble != self._told or now_s - self._written_s >= HEARTBEAT_EVERY_S
        if self._state_folder is not None and is_due:
            write_heartbeat(self._state_folder, root=self._root.folder, now=self._clock.utc(), trouble=trouble)
            self._written_s, self._told = now_s, trouble

    def __exit__(self, *_: object) -> None:
        """The daemon ends, and its sign of life with it."""
        notify("STOPPING=1", os.environ)
        if self._state_folder is not None:
            remove_heartbeat(self._state_folder)
