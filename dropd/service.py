"""A daemon in the world: the lock, the watch, signals, systemd, the sign of life, and turn after turn."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

from dropd.clock import Clock
from dropd.daemon import LONGEST_TURN_S, Daemon
from dropd.intake.lease import ignore_broken_leases
from dropd.intake.lookout import Lookout
from dropd.intake.rootguard import RootGuard
from dropd.intake.watch import Dirty
from dropd.jobs.child import RENDER_COMMAND
from dropd.jobs.lock import only_one
from dropd.media.builds import FfmpegBuild
from dropd.ownership import make_folder
from dropd.project import Root
from dropd.report.logs import Log, Sink
from dropd.settings import Settings
from dropd.surroundings import Surroundings
from dropd.systemd import HEARTBEAT_EVERY_S, notify, remove_heartbeat, write_heartbeat

Until = Callable[[Daemon], bool]


def serve(
    root: Root,
    settings: Settings,
    build: FfmpegBuild,
    *,
    log: Log,
    sinks: tuple[Sink, ...],
    until: Until,
    guard: RootGuard | None = None,
    only: str | None = None,
    render_command: tuple[str, ...] = RENDER_COMMAND,
) -> int:
    """Work on a root until a signal comes, or `until` says so after a turn; on one project alone if `only` names it.

    `guard` tells whether the root is there; without one it is taken for granted. Each film is made by a process of
    `render_command`.

    Returns how many jobs failed meanwhile. Raises SetupFault if another dropd works on that root already.
    """
    clock, wake = Clock(), threading.Event()
    ignore_broken_leases()
    with ExitStack() as stack:
        stop = stack.enter_context(_signals(wake))
        if guard is not None and not _root_is_there(guard, stop, wake, log):
            return 0
        stack.enter_context(only_one(root))
        executor = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="check"))
        make_folder(root.projects, root.folder)
        # One project alone is looked at by the clock: a watch would cover its neighbours too.
        take_dirty = stack.enter_context(Lookout(root, wake)).take if only is None else _deaf
        world = Surroundings(clock, executor, wake, take_dirty, log, sinks, render_command)
        daemon = Daemon(root, settings, build, world, guard=guard, only=only)
        stack.callback(daemon.rest)
        stack.callback(partial(executor.shutdown, cancel_futures=True))
        daemon.begin()
        log.info("started", root=str(root.folder), ffmpeg=build.version, ffmpeg_from=build.origin)
        # A command that works on one project is no daemon that anybody would look for.
        life = stack.enter_context(_Life(settings.state_folder if only is None else None, root, clock))
        _turn_until(daemon, lambda: stop.is_set() or until(daemon), wake, life)
        notify("STOPPING=1", os.environ)
        daemon.stop()
        log.info("stopped")
        return daemon.failures


def _root_is_there(guard: RootGuard, stop: threading.Event, wake: threading.Event, log: Log) -> bool:
    """Wait, without touching anything, until a root that is known is mounted; False if a signal came before."""
    told = False
    while (gone := guard.look()) is not None:
        if not told:
            log.error("root_not_usable", reason=gone.reason)
            notify("READY=1", os.environ)
            told = True
        notify("WATCHDOG=1", os.environ)
        wake.wait(LONGEST_TURN_S)
        if stop.is_set():
            return False
    guard.admit()
    return True


def _turn_until(daemon: Daemon, over: Callable[[], bool], wake: threading.Event, life: "_Life") -> None:
    while True:
        wake.clear()
        wait_s = daemon.tick()
        life.sign(daemon.trouble)
        if over():
            return
        wake.wait(wait_s)


class _Life(AbstractContextManager["_Life"]):
    """Signs of life: to systemd at every turn, to a file every ten seconds, which goes when the daemon does.

    After the first turn everything is watched, and every trigger that lies there has been found: it is ready.
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
        if self._state_folder is not None:
            remove_heartbeat(self._state_folder)


def _deaf(_now_s: float) -> Dirty:
    """What is heard where nothing is watched."""
    return Dirty(unheard=None)


@contextmanager
def _signals(wake: threading.Event) -> Iterator[threading.Event]:
    """SIGTERM and SIGINT end the loop after the present turn; a second one ends the process at once."""
    stop = threading.Event()

    def on_signal(number: int, _frame: object) -> None:
        stop.set()
        wake.set()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
