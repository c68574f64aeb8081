"""The loop: look → triage → start → hear → settle → report, one turn at a time, on one thread."""

import queue
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from os import getpid
from pathlib import Path

from dropd import __version__
from dropd.clock import Clock
from dropd.contracts.status import DaemonFacts, JobState
from dropd.errors import DropdError, UnsafeFault
from dropd.intake.facts import Graces
from dropd.intake.inbox import Inbox, Terms
from dropd.intake.media_check import MediaCheck
from dropd.intake.mounts import mount_of, read_mountinfo
from dropd.intake.probe import Prober
from dropd.intake.rootguard import RootGuard
from dropd.intake.rounds import Round, Rounds
from dropd.intake.watch import Dirty
from dropd.jobs.child import RENDER_COMMAND
from dropd.jobs.foreman import Foreman
from dropd.jobs.outside import outside_fault
from dropd.jobs.record import JobRecord
from dropd.jobs.store import JobStore
from dropd.jobs.triage import Triage
from dropd.media.builds import FfmpegBuild
from dropd.project import Root
from dropd.report.joblogs import JobLogs
from dropd.report.logs import Log, Sink
from dropd.report.reporter import Reporter, log_write_error
from dropd.report.writer import StatusFiles
from dropd.settings import Settings

LONGEST_TURN_S = 5.0
"""systemd's watchdog and the heartbeat want to hear of every turn."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the daemon is given of the world, so that tests can give it another one."""

    clock: Clock
    executor: Executor
    """Where the contents of dropped files are checked."""
    wake: threading.Event
    take_dirty: Callable[[], Dirty]
    log: Log
    sinks: tuple[Sink, ...]
    render_command: tuple[str, ...] = RENDER_COMMAND


class Daemon:
    """One root, watched and worked on. The lock of the root is held by who makes a daemon."""

    def __init__(
        self,
        root: Root,
        settings: Settings,
        build: FfmpegBuild,
        world: Surroundings,
        *,
        guard: RootGuard | None = None,
        only: str | None = None,
    ) -> None:
        self._root = root
        self._guard = guard
        self._world = world
        self._store = JobStore(self._root.jobs)
        self._media_check = MediaCheck(
            build.path, max_megapixels=settings.max_picture_megapixels, max_file_mb=settings.max_file_mb
        )
        self.failures = 0
        """How many jobs have failed since `begin`."""
        self._graces, self._terms = graces(settings), terms(settings)
        self._trouble: str | None = None
        self._checked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._prober = Prober(self._media_check.check, world.executor, self._verdict_is_there)
        self._rounds = Rounds(
            self._root, self._open_inbox, world.take_dirty, rescan_s=settings.rescan_interval_s, only=only
        )
        self._reporter = Reporter(
            self._root,
            self._store,
            StatusFiles(interval_s=settings.status_interval_s, on_error=partial(log_write_error, world.log)),
            JobLogs(world.sinks, settings.log_level),
            DaemonFacts(version=__version__, host=socket.gethostname(), pid=getpid()),
            world.clock,
        )
        self._triage = Triage(
            self._store,
            world.clock,
            removal_grace_s=settings.removal_grace_s,
            on_waiting=self._reporter.awaits,
        )
        self._foreman = Foreman(
            self._root,
            self._store,
            self._triage,
            settings,
            build,
            world.clock,
            world.wake.set,
            render_command=world.render_command,
        )

    def begin(self) -> None:
        """Remember what an earlier run knew, and mend what it left."""
        for folder in (self._root.projects, self._root.jobs, self._root.logs):
            folder.mkdir(parents=True, exist_ok=True)
        for name in self._store.load():
            self._world.log.warning("record_not_readable", file=name)
        for record in self._foreman.recover():
            self._world.log.info("job_interrupted", job_id=record.job_id, project=record.project)
        self._reporter.recall(self._store.projects())

    def tick(self) -> float:
        """Take one turn; return for how many seconds there is nothing to do unless something happens."""
        now_s = self._world.clock.monotonic_s()
        if not self._can_work():
            return LONGEST_TURN_S
        while not self._checked.empty():
            self._rounds.look_by(self._checked.get(), now_s)
        self._look(self._rounds.take(now_s, {record.project for record in self._store.open()}), now_s)
        for happening in (*self._foreman.hear(), *self._foreman.start_next(self._rounds.inbox)):
            self._reporter.happened(happening.record, happening.event)
            self._rounds.look_by(happening.record.project, now_s)
        for record in self._foreman.settle_all():
            self._tell_of(record)
            self._rounds.look_by(record.project, now_s)
        self._reporter.tell(now_s)
        if not self._prober.is_busy():
            self._media_check.rest()
        due_s = min(self._rounds.next_due_s(), self._reporter.next_due_s())
        return min(max(0.0, due_s - self._world.clock.monotonic_s()), LONGEST_TURN_S)

    def stop(self) -> None:
        """End every render, put the jobs back, and tell so."""
        self._media_check.give_up()
        self._foreman.stop()
        for record in self._store.open():
            self._reporter.changed(record.project)
        self._reporter.tell(self._world.clock.monotonic_s())

    def job_of(self, project_id: str) -> JobRecord | None:
        """The newest job of a project, open or closed."""
        jobs = (*self._store.open_in(project_id), *self._store.closed_in(project_id))
        return max(jobs, key=lambda record: record.job_id, default=None)

    def is_idle(self) -> bool:
        """Whether nothing happens any more unless somebody drops something."""
        busy = any(record.state is not JobState.WAITING or record.is_settling for record in self._store.open())
        return not busy and self._rounds.is_quiet() and not self._prober.is_busy() and self._checked.empty()

    def rest(self) -> None:
        """Give back what the checks of files hold; to be called when no more of them are made."""
        self._media_check.rest()

    def _can_work(self) -> bool:
        """Whether the root is there, and its records can be kept: told once when that changes."""
        gone = self._guard.look() if self._guard is not None else None
        trouble = None if gone is None else gone.reason
        if trouble is None and not self._root.jobs.is_dir():
            trouble = "Its folder .dropd/jobs is gone: is the disk mounted?"
        if trouble is None and (error := self._store.catch_up()) is not None:
            self._tell_trouble(f"{error.filename}: {error.strerror}")
            return True  # what must be on disk first is not begun; all else goes on
        self._tell_trouble(trouble)
        return trouble is None

    def _tell_trouble(self, trouble: str | None) -> None:
        if trouble != self._trouble and trouble is not None:
            self._world.log.error("root_not_usable", root=str(self._root.folder), reason=trouble)
        self._trouble = trouble

    def _tell_of(self, record: JobRecord) -> None:
        if record.is_open:
            self._reporter.changed(record.project)
        else:
            self.failures += record.state is JobState.FAILED
            self._reporter.ended(record)

    def _look(self, round_: Round, now_s: float) -> None:
        for project_id in round_.projects:
            try:
                self._look_into(project_id, now_s, touched=project_id in round_.touched)
            except OSError as error:
                self._cannot_look(project_id, outside_fault(error))
            except UnsafeFault as fault:
                self._cannot_look(project_id, fault)
            else:
                self._reporter.accepted(project_id)

    def _look_into(self, project_id: str, now_s: float, *, touched: bool) -> None:
        project = self._root.project(project_id)
        need_text(project_id)
        inbox = self._rounds.inbox(project_id)
        inbox.look(now_s)
        next_look_s = self._triage.sort(project, inbox, now_s)
        if next_look_s is not None:
            self._rounds.look_by(project_id, next_look_s)
        near = inbox.near_misses()
        news = self._reporter.near_misses(project_id, near)
        if self._store.open_in(project_id):
            self._reporter.changed(project_id)
        elif (inbox.has_scenes() or near) and not self._store.closed_in(project_id):
            self._prepare(project_id, inbox, now_s, touched=touched)
        else:
            if touched and news:
                self._reporter.changed(project_id)
            self._let_go(project_id)

    def _prepare(self, project_id: str, inbox: Inbox, now_s: float, *, touched: bool) -> None:
        """Check what arrives before its trigger does: the trigger usually comes last, and then nobody wants to wait."""
        inbox.arrival(None, now_s)
        if touched:
            self._reporter.changed(project_id)
        next_look_s = inbox.next_due_s(now_s)
        if next_look_s is not None:
            self._rounds.look_by(project_id, next_look_s)

    def _let_go(self, project_id: str) -> None:
        """Nothing is going on in a project: remember nothing of it."""
        self._rounds.forget(project_id)
        self._prober.keep_only(self._root.project(project_id).input, ())

    def _cannot_look(self, project_id: str, fault: DropdError) -> None:
        if self._reporter.refused(project_id, f"{fault.message} {fault.hint}"):
            self._world.log.warning("project_not_usable", project=project_id, reason=fault.message)
        self._triage.cannot_look(project_id, fault)
        if not self._store.open_in(project_id):
            self._let_go(project_id)

    def _open_inbox(self, project_id: str) -> Inbox:
        return Inbox(self._root.project(project_id), self._prober, self._graces, self._terms)

    def _verdict_is_there(self, input_folder: Path) -> None:
        """Called on the thread that checks files."""
        self._checked.put(input_folder.parent.name)
        self._world.wake.set()


def need_text(project_id: str) -> None:
    """Raise UnsafeFault for a folder whose name is not UTF-8: neither JSON nor a page could hold it."""
    try:
        project_id.encode()
    except UnicodeEncodeError:
        shown = project_id.encode("utf-8", "backslashreplace").decode()
        raise UnsafeFault(
            f"The name of the project folder {shown} is not UTF-8 text.", hint="Rename the folder."
        ) from None


def graces(settings: Settings) -> Graces:
    """How long to wait before something is believed, as the settings say."""
    return Graces(
        quiet_s=settings.quiet_period_s,
        unsure_quiet_s=max(settings.quiet_period_s, settings.unsure_quiet_period_s),
        empty_trigger_s=settings.empty_trigger_grace_s,
        media_fault_s=settings.media_grace_s,
        text_fault_s=settings.syntax_grace_s,
        voice_over_s=settings.voice_over_grace_s,
        arrival_timeout_s=settings.arrival_timeout_s,
    )


def terms(settings: Settings) -> Terms:
    """What the settings, and the disk of the root, say about drops."""
    mount = mount_of(settings.root, read_mountinfo())
    return Terms(
        max_images=settings.max_images_per_scene,
        max_scenes=settings.max_scenes,
        has_speech_service=settings.speech.api is not None,
        leases_tell=mount is not None and mount.tells_of_changes,
    )
