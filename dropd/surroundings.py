"""What a daemon is given of the world, so that tests can give it another one."""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from dropd.clock import Clock
from dropd.intake.watch import Dirty
from dropd.jobs.standby import Starter
from dropd.report.logs import Log, Sink


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, threads, events, logs, and who starts what renders."""

    clock: Clock
    executor: Executor
    """Where the contents of dropped files are checked."""
    wake: threading.Event
    take_dirty: Callable[[float], Dirty]
    """Given the monotonic second, what may have changed since the last call."""
    log: Log
    sinks: tuple[Sink, ...]
    starter: Starter = field(default_factory=Starter)
    host: str = field(default_factory=socket.gethostname)
