"""The loop: look → start → hear → settle → report, one turn at a time, on one thread."""

from dataclasses import replace
from functools import partial
from os import getpid

from dropd import __version__
from dropd.contracts.job_state import JobState
from dropd.contracts.status import DaemonFacts
from dropd.intake.controls import root_pause
from dropd.intake.watch import Dirty
from dropd.jobs.foreman import Foreman
from dropd.jobs.outside import outside_fault
from dropd.jobs.record import JobRecord
from dropd.jobs.recovery import recover
from dropd.jobs.store import JobStore
from dropd.media.builds import FfmpegBuild
from dropd.ownership import make_folder
from dropd.project import Root
from dropd.report.joblogs import JobLogs
from dropd.report.reporter import Reporter, log_write_error
from dropd.report.writer import StatusFiles
from dropd.settings import Settings
from dropd.surroundings import Surroundings
from dropd.visits import Visits

LONGEST_TURN_S = 5.0
"""systemd's watchdog and the heartbeat want to hear of every turn."""


class Daemon:
    """One root, watched and worked on. The caller holds the root's lock."""

    def __init__(
        self,
        root: Root,
        settings: Settings,
        build: FfmpegBuild,
        world: Surroundings,
        *,
        only: str | None = None,
    ) -> None:
        self._root = root
        self._world = world
        self.failures = 0
        """How many jobs have failed since `begin`."""
        self._record_trouble: str | None = None
        self._watch_trouble: str | None = None
        self._pause: str | None = None
        self._is_broken_off = False
        """Whether a turn has begun that is not over."""
        self._store = JobStore(self._root.jobs)
        self._reporter = Reporter(
            self._root,
            self._store,
            StatusFiles(interval_s=settings.status_interval_s, on_error=partial(log_write_error, world.log)),
            JobLogs(world.sinks, settings.log_level),
            DaemonFacts(version=__version__, host=world.host, pid=getpid()),
            world.clock,
        )
        self._settings = settings
        self._visits = Visits(root, settings, build, self._store, self._reporter, world, only=only)
        self._foreman = Foreman(
            root,
            self._store,
            self._visits.triage,
            settings,
            build,
            world.clock,
            world.wake.set,
            world.starter,
        )

    def begin(self, excused: frozenset[str] = frozenset()) -> None:
        """Remember what an earlier run knew, mend what it left, be ready. `excused` are jobs that were abandoned."""
        self._root.jobs.mkdir(parents=True, exist_ok=True)
        for folder in (self._root.projects, self._root.logs):
            make_folder(folder, self._root.folder)
        for name in self._store.load():
            self._world.log.warning("record_not_readable", file=name)
        for record in recover(self._root, self._store, self._settings, excused):
            self._world.log.info("job_interrupted", job_id=record.job_id, project=record.project)
        self._reporter.recall(self._store.projects())

    def tick(self) -> float:
        """Take one turn; return for how many seconds there is nothing to do unless something happens."""
        now_s = self._world.clock.monotonic_s()
        if not self._keeps_records():
            return LONGEST_TURN_S
        dirty = self._dirty_since_the_last_turn(now_s)
        self._tell_of_watch(dirty)
        self._heed_pause(now_s)
        self._visits.make(dirty, now_s, root_pause=self._pause)
        for happening in (*self._foreman.hear(), *self._foreman.start_next(self._visits.rounds.inbox)):
            self._reporter.happened(happening.record, happening.event)
            self._visits.rounds.look_by(happening.record.project, now_s)
        for record in self._foreman.settle_all():
            self._tell_of(record)
            self._visits.rounds.look_by(record.project, now_s)
        self._reporter.tell(now_s)
        self._visits.rest()
        self._is_broken_off = False
        due_s = min(self._visits.rounds.next_due_s(), self._reporter.next_due_s())
        return min(max(0.0, due_s - self._world.clock.monotonic_s()), LONGEST_TURN_S)

    def stop(self) -> None:
        """End every render, put the jobs back, and tell so."""
        self._visits.give_up()
        self._foreman.stop()
        for record in self._store.open():
            self._reporter.changed(record.project)
        self._reporter.tell(float("inf"))  # nothing is told later, so all that waits for its time is due now

    def abandon(self) -> frozenset[str]:
        """End every render without a word: the root is gone, and nothing can be written there. Returns their jobs."""
        self._visits.give_up()
        return self._foreman.abandon()

    def rest(self) -> None:
        """Give back what checks of files hold; to be called when all is over."""
        self._visits.rest()

    def job_of(self, project_id: str) -> JobRecord | None:
        """The newest job of a project, open or closed."""
        return max(self.jobs_of(project_id), key=lambda record: record.job_id, default=None)

    def jobs_of(self, project_id: str) -> tuple[JobRecord, ...]:
        """The jobs of a project: all that are open, and the last that are closed."""
        return *self._store.open_in(project_id), *self._store.closed_in(project_id)

    def rests(self, job: JobRecord) -> bool:
        """Whether a job waits for what dropd cannot bring about: room on a disk, a service, a folder to be mended."""
        return self._visits.triage.rests(job.job_id) or self._foreman.rests(job.job_id)

    def is_idle(self) -> bool:
        """Whether nothing happens any more unless somebody drops something, or something that is missing returns."""
        records = tuple(self._store.open())
        busy = any(record.state is not JobState.WAITING or record.is_settling for record in records)
        restless = {record.project for record in records if not self._visits.triage.rests(record.job_id)}
        return not busy and self._visits.are_over({record.project for record in records} - restless)

    @property
    def trouble(self) -> str | None:
        """What keeps the daemon from working as it should, as a sentence."""
        return self._record_trouble or self._watch_trouble

    def _keeps_records(self) -> bool:
        """Write what the disk has refused so far. What must be on disk first is not begun; all else goes on.

        False if there is no place for records any more: then nothing that is not there counts as taken away.
        """
        is_there = self._root.jobs.is_dir()
        error = self._store.catch_up() if is_there else None
        trouble = None if error is None else outside_fault(error).in_full
        if not is_there:
            trouble = f"The folder {self._root.jobs} is gone: is the disk mounted?"
        if trouble != self._record_trouble and trouble is not None:
            self._world.log.error("records_not_kept", reason=trouble)
        self._record_trouble = trouble
        return is_there

    def _dirty_since_the_last_turn(self, now_s: float) -> Dirty:
        """What may have changed; all, if the last turn was broken off: what events had told is forgotten."""
        was_broken_off, self._is_broken_off = self._is_broken_off, True
        dirty = self._world.take_dirty(now_s)
        return replace(dirty, everything=True) if was_broken_off else dirty

    def _tell_of_watch(self, dirty: Dirty) -> None:
        """Tell what happened to the watch, and what is wrong with it, once each."""
        for notice in dirty.notices:
            self._world.log.warning("watch_mended", notice=notice)
        if dirty.trouble != self._watch_trouble:
            if dirty.trouble is None:
                self._world.log.info("watch_complete_again")
            else:
                self._world.log.warning("watch_limited", reason=dirty.trouble)
            self._reporter.warn(() if dirty.trouble is None else (dirty.trouble,))
        self._watch_trouble = dirty.trouble

    def _heed_pause(self, now_s: float) -> None:
        """A file in the root keeps new jobs from starting everywhere."""
        pause = root_pause(self._root)
        if pause != self._pause:
            self._pause = pause
            for record in self._store.open():
                self._visits.rounds.look_by(record.project, now_s)

    def _tell_of(self, record: JobRecord) -> None:
        if record.is_open:
            self._reporter.changed(record.project)
        else:
            self.failures += record.state is JobState.FAILED
            self._reporter.ended(record)
