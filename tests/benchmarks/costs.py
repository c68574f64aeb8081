"""What a command costs, with everything that it starts: time on the wall, time of all cores, memory at its peak."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Self

LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """One run. `peak_bytes` counts memory that several processes share once for all of them."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


def cost_of(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command in a session of its own; raises CalledProcessError unless it ends well."""
    start_s = monotonic()
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    with _Scale(process.pid) as scale:
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, argv)
    return Cost(monotonic() - start_s, usage.ru_utime + usage.ru_stime, scale.peak_bytes)


class _Scale:
    """Weighs all processes of a session, five times a second: memory that is shared counts in parts (PSS)."""

    def __init__(self, session: int) -> None:
        self.peak_bytes = 0
        self._session = session
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._weigh)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _weigh(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, sum(map(_weight, _members(self._session))))


def _members(session: int) -> list[Path]:
    return [folder for folder in Path("/proc").glob("[0-9]*") if _session_of(folder) == session]


def _session_of(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, ValueError, IndexError):
        return None  # it has ended


def _weight(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
