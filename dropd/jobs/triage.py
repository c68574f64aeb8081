"""What an inbox means for the jobs of its project: which begin to exist, wait, may start, or end."""

from collections.abc import Callable
from contextlib import suppress

from dropd.clock import Clock
from dropd.contracts.status import JobState
from dropd.contracts.trigger import Trigger
from dropd.errors import DropdError, UnsafeFault
from dropd.intake.delivery import Awaited
from dropd.intake.inbox import Inbox
from dropd.intake.listing import Observation
from dropd.intake.names import CANCEL_NAMES
from dropd.intake.readiness import Ready, Rejected, Waiting
from dropd.jobs import lifecycle
from dropd.jobs.inputs import digest_of_trigger
from dropd.jobs.record import JobRecord, new_job_id
from dropd.jobs.settle import put_away_controls
from dropd.jobs.store import JobStore
from dropd.project import Project


class Triage:
    """Brings the records of a project into line with what lies in its input folder."""

    def __init__(
        self,
        store: JobStore,
        clock: Clock,
        *,
        removal_grace_s: float,
        on_waiting: Callable[[str, tuple[Awaited, ...]], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._removal_grace_s = removal_grace_s
        self._on_waiting = on_waiting
        self._held_until_s: dict[str, float] = {}
        self._gone_since_s: dict[str, float] = {}
        self._trigger_looks: dict[str, Observation] = {}

    def sort(self, project: Project, inbox: Inbox, now_s: float) -> float | None:
        """Update every open job of a project. Returns when to look again, if nothing happens before."""
        self._cancel_by_file(project, inbox)
        self._greet(project, inbox)
        for record in self._store.open_in(project.id):
            if not record.is_settling:
                self._update(project, inbox, record, now_s)
        return self._next_look_s(project, inbox, now_s)

    def cannot_look(self, project: str, error: DropdError) -> None:
        """Its input folder cannot be read: tell so in each job that waits for something."""
        for record in self._store.open_in(project):
            if not record.is_settling and record.state is not JobState.RUNNING:
                self._keep_if_new(record, lifecycle.waiting(record, f"{error.message} {error.hint}"))

    def hold(self, job_id: str, until_s: float) -> None:
        """Let a job rest: its last attempt ended for a reason that needs time."""
        self._held_until_s[job_id] = until_s

    def trigger_is(self, job_id: str, observation: Observation) -> None:
        """Remember how the trigger of a job looked when its render began."""
        self._trigger_looks[job_id] = observation

    def forget(self, job_id: str) -> None:
        """A job is over."""
        for remembered in (self._held_until_s, self._gone_since_s, self._trigger_looks):
            remembered.pop(job_id, None)

    def _cancel_by_file(self, project: Project, inbox: Inbox) -> None:
        beside_input = (name for name in CANCEL_NAMES if (project.folder / name).is_file())
        controls = (*inbox.cancels(), *beside_input)
        if not controls:
            return
        open_jobs = self._store.open_in(project.id)
        for record in open_jobs:
            if not record.is_settling:
                self._store.save(lifecycle.cancelled_by_file(record, controls))
        if not open_jobs:
            # It came too late; left there, it would end the next job.
            with suppress(OSError, UnsafeFault):
                put_away_controls(project, controls, new_job_id(self._clock.utc()))

    def _greet(self, project: Project, inbox: Inbox) -> None:
        """Give each trigger that has no job yet a job."""
        known = {record.trigger for record in self._store.open_in(project.id)}
        for file_name, name in inbox.triggers().items():
            if file_name not in known:
                now = self._clock.utc()
                self._store.save(lifecycle.first_seen(new_job_id(now), project.id, file_name, name, now))

    def _update(self, project: Project, inbox: Inbox, record: JobRecord, now_s: float) -> None:
        seen = inbox.observation(record.trigger)
        if seen is None:
            self._trigger_is_gone(record, now_s)
            return
        self._gone_since_s.pop(record.job_id, None)
        if record.state is JobState.RUNNING:
            self._trigger_may_have_changed(project, record, seen)
        elif now_s >= self._held_until_s.get(record.job_id, now_s):
            self._assess(project, inbox, record, now_s)

    def _trigger_is_gone(self, record: JobRecord, now_s: float) -> None:
        """Editors delete a file and create it again: only one that stays away was taken away."""
        since_s = self._gone_since_s.setdefault(record.job_id, now_s)
        if now_s - since_s >= self._removal_grace_s:
            self._store.save(lifecycle.cancelled(record, "Cancelled, because its trigger was removed."))

    def _trigger_may_have_changed(self, project: Project, record: JobRecord, seen: Observation) -> None:
        if self._trigger_looks.get(record.job_id) == seen:
            return
        if digest_of_trigger(project, record.trigger) == record.trigger_digest:
            self._trigger_looks[record.job_id] = seen  # touched, not changed
            return
        message = "Cancelled, because its trigger was replaced; a new job takes its place."
        self._store.save(lifecycle.cancelled(record, message))

    def _assess(self, project: Project, inbox: Inbox, record: JobRecord, now_s: float) -> None:
        arrival = inbox.arrival(record.trigger, now_s)
        priority = arrival.trigger.priority if isinstance(arrival.trigger, Trigger) else record.priority
        awaited: tuple[Awaited, ...] = ()
        match arrival.readiness:
            case Waiting(reasons, message):
                awaited = reasons
                updated = lifecycle.waiting(record.with_(priority=priority), message)
            case Rejected(error):
                digest = digest_of_trigger(project, record.trigger)
                updated = lifecycle.failed(record.with_(trigger_digest=digest), error)
            case Ready():
                updated = lifecycle.queued(record, priority=priority, now=self._clock.utc())
        self._on_waiting(record.job_id, awaited)
        self._keep_if_new(record, updated)

    def _keep_if_new(self, record: JobRecord, updated: JobRecord) -> None:
        if updated != record:
            self._store.save(updated)

    def _next_look_s(self, project: Project, inbox: Inbox, now_s: float) -> float | None:
        open_jobs = self._store.open_in(project.id)
        moments = [
            self._gone_since_s[record.job_id] + self._removal_grace_s
            for record in open_jobs
            if record.job_id in self._gone_since_s
        ]
        moments += [moment for record in open_jobs if (moment := self._held_until_s.get(record.job_id, 0)) > now_s]
        if any(record.state is not JobState.RUNNING for record in open_jobs):
            due_s = inbox.next_due_s(now_s)
            moments += [due_s] if due_s is not None else []
        return min(moments, default=None)
