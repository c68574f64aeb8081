"""Renders under way: begun as their turn comes, listened to, ended, and their results settled."""

from collections.abc import Callable
from dataclasses import dataclass

from dropd.clock import Clock
from dropd.contracts.scenes import ParsedScenes
from dropd.contracts.trigger import Trigger
from dropd.errors import ChangedFault, DropdError, DropFault, UnsafeFault
from dropd.events import Checked, Event, Failed, FilmReady, VoiceChosen, Warned
from dropd.intake.inbox import Arrival, Inbox
from dropd.intake.readiness import Ready
from dropd.jobs import lifecycle
from dropd.jobs.disk_space import need_space
from dropd.jobs.inputs import digest_of_trigger
from dropd.jobs.new_order import work_order
from dropd.jobs.order import WorkOrder
from dropd.jobs.outside import outside_fault
from dropd.jobs.queue import next_to_start
from dropd.jobs.record import JobRecord, Settlement
from dropd.jobs.render_process import RenderProcess
from dropd.jobs.settle import prepare_work, settle
from dropd.jobs.standby import Starter
from dropd.jobs.store import JobStore
from dropd.jobs.triage import Triage
from dropd.media.builds import FfmpegBuild
from dropd.media.machine import available_cores
from dropd.project import Project, Root
from dropd.settings import Settings

REST_S = 30.0
"""How long a job rests after an attempt that ended for a reason outside the drop."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of one job, for the log and the status."""

    record: JobRecord
    event: Event


class Foreman:
    """Starts renders, hears them and settles them."""

    def __init__(
        self,
        root: Root,
        store: JobStore,
        triage: Triage,
        settings: Settings,
        build: FfmpegBuild,
        clock: Clock,
        wake: Callable[[], None],
        starter: Starter,
    ) -> None:
        self._root = root
        self._store = store
        self._triage = triage
        self._settings = settings
        self._build = build
        self._clock = clock
        self._wake = wake
        self._starter = starter
        self._renders: dict[str, RenderProcess] = {}
        self._settle_not_before_s: dict[str, float] = {}

    def start_next(self, inbox_of: Callable[[str], Inbox]) -> list[Happening]:
        """Start every queued job whose turn it is. Returns what could not be started, and why."""
        refused = []
        for record in next_to_start(self._store.open(), jobs_at_once=self._settings.jobs_at_once):
            try:
                self._start(record, inbox_of(record.project))
            except OSError as error:
                refused.append(self._put_back(record.job_id, outside_fault(error)))
            except UnsafeFault as fault:
                refused.append(self._put_back(record.job_id, fault))
            except DropFault as fault:
                refused.append(Happening(self._kept(lifecycle.failed(record, fault)), Failed.of(fault)))
            except DropdError as error:
                refused.append(self._put_back(record.job_id, error))
        return refused

    def hear(self) -> list[Happening]:
        """Take what renders have said, and end those whose job was cancelled."""
        happenings = []
        for job_id, render in list(self._renders.items()):
            record = self._store.get(job_id)
            if record.is_settling:
                self._end(job_id)
                continue
            happenings += [self._heard(job_id, event) for event in render.take()]
        return happenings

    def settle_all(self) -> list[JobRecord]:
        """Do what was decided for jobs whose render is over. Returns them, the closed ones and those that were not."""
        return [
            self._settled(record, record.settlement)
            for record in self._store.open()
            if record.settlement is not None and self._may_settle(record.job_id)
        ]

    def rests(self, job_id: str) -> bool:
        """Whether the end of a job is decided, but cannot be brought about now."""
        return job_id in self._settle_not_before_s

    def stop(self) -> None:
        """End every render at once and put its job back: it costs no attempt."""
        for job_id in list(self._renders):
            self._end(job_id)
            record = self._store.get(job_id)
            if not record.is_settling:
                self._store.save(lifecycle.put_back(record, "dropd was stopped; it goes on when dropd runs again."))

    def abandon(self) -> frozenset[str]:
        """End every render without a word. Returns the jobs, which the next foreman on this root is to excuse."""
        begun = frozenset(self._renders)
        for job_id in begun:
            self._end(job_id)
        return begun

    def _may_settle(self, job_id: str) -> bool:
        resting = self._clock.monotonic_s() < self._settle_not_before_s.get(job_id, float("-inf"))
        return job_id not in self._renders and not resting

    def _settled(self, record: JobRecord, settlement: Settlement) -> JobRecord:
        try:
            # What was decided is on disk before any of it is done, so that a restart can finish it.
            if trouble := self._store.trouble(record.job_id):
                raise trouble
            settle(self._root.project(record.project), record, settlement)
        except OSError as error:
            return self._settle_later(record, outside_fault(error))
        except ChangedFault as fault:
            return self._put_back(record.job_id, fault).record
        except UnsafeFault as fault:
            return self._settle_later(record, fault)
        self._triage.forget(record.job_id)
        self._settle_not_before_s.pop(record.job_id, None)
        return self._kept(lifecycle.finish(record, self._clock.utc()))

    def _settle_later(self, record: JobRecord, error: DropdError) -> JobRecord:
        """The film is made, or the job has failed, but its files cannot be put in place now."""
        self._settle_not_before_s[record.job_id] = self._clock.monotonic_s() + REST_S
        return self._kept(record.with_(message=error.in_full))

    def _start(self, record: JobRecord, inbox: Inbox) -> None:
        project = self._root.project(record.project)
        now_s = self._clock.monotonic_s()
        inbox.look(now_s)
        order = self._order(project, record, inbox.arrival(record.trigger, now_s))
        seen = inbox.observation(record.trigger)
        if (host := self._triage.neighbour_of(project)) is not None:
            raise ChangedFault(f"Another dropd, on {host}, has begun to make a film of this project.")
        if order is None or seen is None:
            raise ChangedFault("A file changed at the last moment; dropd looks again.")
        self._settings.cache_folder.mkdir(parents=True, exist_ok=True)
        need_space((project.folder, self._settings.cache_folder), self._settings.reserve_disk_mb)
        running = lifecycle.started(
            record,
            options=order.options,
            trigger_digest=digest_of_trigger(project, record.trigger),
            now=self._clock.utc(),
        )
        self._store.save(running)
        if trouble := self._store.trouble(record.job_id):
            raise trouble  # an attempt that is not counted on disk could be made for ever
        self._triage.trigger_is(record.job_id, seen)
        prepare_work(project, record.job_id)
        self._renders[record.job_id] = RenderProcess(order, self._wake, self._starter.start())

    def _order(self, project: Project, record: JobRecord, arrival: Arrival) -> WorkOrder | None:
        match arrival:
            case Arrival(Ready(delivery), Trigger() as trigger, ParsedScenes() as scenes):
                return work_order(
                    record,
                    project,
                    trigger=trigger,
                    scenes=scenes,
                    delivery=delivery,
                    settings=self._settings,
                    build=self._build,
                    cores=available_cores(),
                    last_film=self._store.last_film(record.project),
                )
            case _:
                return None

    def _heard(self, job_id: str, event: Event) -> Happening:
        record = self._store.get(job_id)
        match event:
            case FilmReady():
                delivered = self._renders[job_id].order.delivery.files
                closed = self._store.closed_in(record.project)
                record = self._over(job_id, lifecycle.succeeded(record, event, delivered, closed))
            case Checked():
                record = self._over(job_id, lifecycle.checked(record, event.check, event.estimate))
            case Failed(heals=True):
                self._end(job_id)
                return self._put_back(job_id, event)
            case Failed():
                record = self._over(job_id, lifecycle.failed(record, event))
            case Warned():
                record = self._kept(record.with_(warnings=(*record.warnings, event.message)))
            case VoiceChosen():
                record = self._kept(record.with_(voice=event.voice))
            case _:
                pass
        return Happening(record, event)

    def _over(self, job_id: str, record: JobRecord) -> JobRecord:
        self._end(job_id)
        return self._kept(record)

    def _put_back(self, job_id: str, error: DropdError | Failed) -> Happening:
        event = error if isinstance(error, Failed) else Failed.of(error)
        record = self._store.get(job_id)
        if event.code == ChangedFault.code:
            return Happening(self._kept(lifecycle.changed(record, event.in_full)), event)
        self._triage.hold(job_id, self._clock.monotonic_s() + REST_S)
        return Happening(self._kept(lifecycle.put_back(record, event.in_full)), event)

    def _kept(self, record: JobRecord) -> JobRecord:
        self._store.save(record)
        return record

    def _end(self, job_id: str) -> None:
        self._renders.pop(job_id).kill()
