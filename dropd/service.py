"""A daemon in the world: the lock, the watch, signals, a root that comes and goes, and turn after turn."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from dropd.clock import Clock
from dropd.daemon import LONGEST_TURN_S, Daemon
from dropd.intake.lease import ignore_broken_leases
from dropd.intake.lookout import Lookout
from dropd.intake.rootguard import Gone, RootGuard
from dropd.intake.watch import Dirty
from dropd.jobs.lock import only_one
from dropd.jobs.outside import outside_fault
from dropd.jobs.standby import Starter
from dropd.life import Life
from dropd.media.builds import FfmpegBuild
from dropd.ownership import make_folder
from dropd.project import Root
from dropd.report.logs import Log, Sink
from dropd.settings import Settings
from dropd.surroundings import Surroundings

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
    starter: Starter | None = None,
) -> int:
    """Work on a root until a signal comes, or `until` says so after a turn; on one project alone if `only` names it.

    `guard` tells whether the root is there; without one it is taken for granted. Each film is made by a process of
    `starter`.

    Returns how many jobs failed meanwhile. Raises SetupFault if another dropd works on that root already.
    """
    clock, wake = Clock(), threading.Event()
    ignore_broken_leases()
    failures = 0
    abandoned: frozenset[str] | None = frozenset()
    with ExitStack() as stack:
        stop = stack.enter_context(_signals(wake))
        # A command that works on one project is no daemon that anybody would look for.
        life = stack.enter_context(Life(settings.state_folder if only is None else None, root, clock))
        site = _Site(guard, stop, wake, life, log, endures=only is None)
        while abandoned is not None and site.opens():
            with ExitStack() as work:
                world = work.enter_context(_surroundings(root, clock, wake, log, sinks, only, starter or Starter()))
                daemon = Daemon(root, settings, build, world, only=only)
                work.callback(daemon.rest)
                daemon.begin(abandoned)
                log.info("started", root=str(root.folder), ffmpeg=build.version, ffmpeg_from=build.origin)
                abandoned = site.works(daemon, until)
                failures += daemon.failures
        log.info("stopped")
    return failures


@dataclass(frozen=True, slots=True)
class _Site:
    """The root as a place to work at: it may be closed, because its disk is not mounted, and open again."""

    guard: RootGuard | None
    stop: threading.Event
    wake: threading.Event
    life: Life
    log: Log
    endures: bool
    """Whether a turn that the system does not allow is taken again; a command on one project rather ends."""

    def opens(self) -> bool:
        """Wait, without touching anything, until the root is there; False if a signal came before."""
        told = None
        while (gone := self._gone()) is not None and not self.stop.is_set():
            if told != gone:
                self.log.error("root_not_usable", reason=gone.reason)
                told = gone
            self.life.sign(gone.reason)
            self.wake.wait(LONGEST_TURN_S)
            self.wake.clear()
        if self.stop.is_set():
            return False
        if self.guard is not None:
            self.guard.admit()
        return True

    def works(self, daemon: Daemon, until: Until) -> frozenset[str] | None:
        """Take turns. Returns None when that is over; when the root is gone, the jobs that were abandoned."""
        told = None
        while self._gone() is None:
            self.wake.clear()
            wait_s, trouble = self._turn(daemon)
            if trouble is not None and trouble != told:
                self.log.error("turn_failed", reason=trouble)
            told = trouble
            self.life.sign(trouble or daemon.trouble)
            if self.stop.is_set() or (trouble is None and until(daemon)):
                daemon.stop()
                return None
            self.wake.wait(wait_s)
        return daemon.abandon()

    def _turn(self, daemon: Daemon) -> tuple[float, str | None]:
        """Have one turn taken; return for how long there is nothing more to do, in seconds, and why it was broken off.

        What the system does not allow now is tried again at the next one: no disk must end a daemon.
        """
        try:
            return daemon.tick(), None
        except OSError as error:
            if not self.endures:
                raise
            return LONGEST_TURN_S, outside_fault(error).in_full

    def _gone(self) -> Gone | None:
        return None if self.guard is None else self.guard.look()


@contextmanager
def _surroundings(
    root: Root,
    clock: Clock,
    wake: threading.Event,
    log: Log,
    sinks: tuple[Sink, ...],
    only: str | None,
    starter: Starter,
) -> Iterator[Surroundings]:
    """What a daemon needs as long as the root is there; the root is locked meanwhile."""
    with ExitStack() as stack:
        stack.enter_context(only_one(root))
        make_folder(root.projects, root.folder)
        executor = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="check"))
        stack.callback(partial(executor.shutdown, cancel_futures=True))
        # One project alone is looked at by the clock: a watch would cover its neighbours too.
        take_dirty = stack.enter_context(Lookout(root, wake)).take if only is None else _deaf
        yield Surroundings(clock, executor, wake, take_dirty, log, sinks, starter)


def _deaf(_now_s: float) -> Dirty:
    """What is heard where nothing is watched."""
    return Dirty(unheard=None)


@contextmanager
def _signals(wake: threading.Event) -> Iterator[threading.Event]:
    """SIGTERM, SIGINT and SIGHUP end the loop after the present turn; a second one ends the process at once."""
    stop = threading.Event()

    def on_signal(number: int, _frame: object) -> None:
        stop.set()
        wake.set()
        signal.signal(number, signal.SIG_DFL)

    heeded = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as `nohup` asks for
        heeded.append(signal.SIGHUP)
    before = {number: signal.signal(number, on_signal) for number in heeded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
