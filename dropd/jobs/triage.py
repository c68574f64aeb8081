"""What an inbox means for the jobs of its project: which begin to exist, wait, may start, or end."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from dropd.clock import Clock
from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions
from dropd.contracts.precedence import resolved_options
from dropd.contracts.trigger import Trigger
from dropd.errors import ContractFault, DropdError, UnsafeFault
from dropd.intake.delivery import Awaited, Delivery
from dropd.intake.inbox import Arrival, Inbox
from dropd.intake.listing import Observation
from dropd.intake.readiness import Ready, Rejected, Waiting
from dropd.jobs import lifecycle
from dropd.jobs.asked_again import film_asked_again
from dropd.jobs.freshness import Freshness
from dropd.jobs.inputs import digest_of_trigger
from dropd.jobs.neighbour import Neighbours
from dropd.jobs.obstacles import lacking_rights, unreadable
from dropd.jobs.options import output_stem
from dropd.jobs.publishing import is_unpublished
from dropd.jobs.record import JobRecord
from dropd.jobs.settle import put_away_controls
from dropd.jobs.store import JobStore
from dropd.project import Project

RESTARTS_TO_REST = 2
"""When files of a film have changed so often while it was being made, their owner is still at work."""

DISK_IS_GONE = "The disk on which the folder input lay is not mounted; dropd goes on when it is back."

REPLACED_S = 1.0
"""How soon a trigger that changes under a render is looked at again."""

ASK_AGAIN_S = 10.0
"""No event tells when a folder's rights are mended."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one project."""

    project: Project
    inbox: Inbox
    now_s: float
    pause: str | None
    """The file that keeps new jobs from starting, and where it lies, in words."""
    neighbour: str | None
    """The other machine whose dropd works on the project."""


class Triage:
    """Brings the records of a project into line with what lies in its input folder.

    `on_waiting` is told of each job what it waits for; `on_left`, of which project a job was left to another dropd.
    """

    def __init__(
        self,
        store: JobStore,
        clock: Clock,
        freshness: Freshness,
        neighbours: Neighbours,
        *,
        defaults: RenderOptions,
        removal_grace_s: float,
        on_waiting: Callable[[str, tuple[Awaited, ...]], None],
        on_left: Callable[[str], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._freshness = freshness
        self._neighbours = neighbours
        self._defaults = defaults
        self._removal_grace_s = removal_grace_s
        self._on_waiting = on_waiting
        self._on_left = on_left
        self._held_until_s: dict[str, float] = {}
        self._gone_since_s: dict[str, float] = {}
        self._trigger_looks: dict[str, Observation] = {}
        self._ask_again_s: dict[str, float] = {}
        self._devices: dict[str, int | None] = {}

    def sort(self, project: Project, inbox: Inbox, now_s: float, *, root_pause: str | None = None) -> float | None:
        """Update every open job of a project. Returns when to look again, if nothing happens before.

        `root_pause` is the file in the root, if any, that keeps all new jobs from starting.
        """
        controls = inbox.controls()
        pauses = (*controls.pauses, *([f"{root_pause} beside the folder projects"] if root_pause else ()))
        look = _Look(project, inbox, now_s, next(iter(pauses), None), self.neighbour_of(project))
        self._cancel_by_file(project, controls.cancels)
        self._greet(look)
        for record in self._store.open_in(project.id):
            if not record.is_settling:
                self._update(look, record)
            elif is_unpublished(project, record):
                self._watch_trigger(look, record)
        return self._next_look_s(look)

    def cannot_look(self, project: str, error: DropdError) -> None:
        """Its input folder cannot be read: tell so in each job that waits for something."""
        for record in self._store.open_in(project):
            if not record.is_settling and record.state is not JobState.RUNNING:
                self._keep_if_new(record, lifecycle.waiting(record, error.in_full))

    def neighbour_of(self, project: Project) -> str | None:
        """The other machine whose dropd works on a project right now."""
        jobs = (*self._store.open_in(project.id), *self._store.closed_in(project.id))
        return self._neighbours.at_work(project, frozenset(job.job_id for job in jobs))

    def hold(self, job_id: str, until_s: float) -> None:
        """Let a job rest: its last attempt ended for a reason that needs time."""
        self._held_until_s[job_id] = until_s

    def rests(self, job_id: str) -> bool:
        """Whether it waits for what nobody here can bring about: room on a disk, a service that answers."""
        return job_id in self._held_until_s

    def trigger_is(self, job_id: str, observation: Observation) -> None:
        """Remember how the trigger of a job looked when its render began."""
        self._trigger_looks[job_id] = observation

    def forget(self, job_id: str) -> None:
        """A job is over."""
        for remembered in (
            self._held_until_s, self._gone_since_s, self._trigger_looks, self._ask_again_s, self._devices,
        ):  # fmt: skip
            remembered.pop(job_id, None)

    def _cancel_by_file(self, project: Project, controls: tuple[str, ...]) -> None:
        if not controls:
            return
        open_jobs = self._store.open_in(project.id)
        for record in open_jobs:
            if not record.is_settling or is_unpublished(project, record):
                self._store.save(lifecycle.cancelled_by_file(record, controls, self._store.closed_in(project.id)))
        if not open_jobs:
            # It came too late; left there, it would end the next job.
            with suppress(OSError, UnsafeFault):
                put_away_controls(project, controls, self._store.new_id(project.id, self._clock.utc()))

    def _greet(self, look: _Look) -> None:
        """Give each trigger that has no job yet a job."""
        project_id = look.project.id
        known = {record.trigger for record in self._store.open_in(project_id)}
        for file_name, name in look.inbox.triggers().items():
            if file_name not in known:
                now = self._clock.utc()
                job_id = self._store.new_id(project_id, now)
                self._store.save(lifecycle.first_seen(job_id, project_id, file_name, name, now))

    def _update(self, look: _Look, record: JobRecord) -> None:
        if record.state is JobState.RUNNING:
            self._watch_trigger(look, record)
        elif not self._sees_trigger(look, record):
            self._trigger_is_gone(look, record)
        elif look.neighbour is not None:
            self._keep_if_new(record, lifecycle.waiting(record, _left_to(look.neighbour)))
        elif look.now_s >= self._held_until_s.get(record.job_id, look.now_s):
            self._held_until_s.pop(record.job_id, None)
            self._assess(look, record)

    def _watch_trigger(self, look: _Look, record: JobRecord) -> None:
        """A film is being made, or waits for its place: whoever takes the trigger away, or changes it, ends that."""
        if self._sees_trigger(look, record):
            self._trigger_may_have_changed(look, record)
        else:
            self._trigger_is_gone(look, record)

    def _sees_trigger(self, look: _Look, record: JobRecord) -> bool:
        """Whether its trigger lies there; if so, on which disk is remembered."""
        if look.inbox.observation(record.trigger) is None:
            return False
        self._gone_since_s.pop(record.job_id, None)
        self._devices[record.job_id] = look.inbox.device()
        return True

    def _trigger_is_gone(self, look: _Look, record: JobRecord) -> None:
        """Editors delete a file and create it again: only one that stays away was taken away."""
        device = look.inbox.device()
        if device is not None and device != self._devices.get(record.job_id, device):
            self._ask_again_s[record.job_id] = look.now_s + ASK_AGAIN_S
            if record.state is not JobState.RUNNING:  # its render finds its files gone
                self._keep_if_new(record, lifecycle.waiting(record, DISK_IS_GONE))
            return
        since_s = self._gone_since_s.setdefault(record.job_id, look.now_s)
        if look.now_s - since_s < self._removal_grace_s:
            return
        if look.neighbour is not None and record.state is not JobState.RUNNING:
            # The neighbour has put the trigger away, and what it tells of its film must stay as it is.
            self._store.drop(record)
            self.forget(record.job_id)
            self._on_left(look.project.id)
        else:
            self._cancel(record, "Cancelled, because its trigger was removed.")

    def _trigger_may_have_changed(self, look: _Look, record: JobRecord) -> None:
        seen = look.inbox.observation(record.trigger)
        if seen is None or self._trigger_looks.get(record.job_id) == seen:
            return
        digest = digest_of_trigger(look.project, record.trigger)
        if digest is None or not look.inbox.have_settled([record.trigger], look.now_s):
            # It may just be sent once more, the same as before; half of it is no other trigger.
            self._ask_again_s[record.job_id] = look.now_s + REPLACED_S
            return
        if digest == record.trigger_digest:
            self._trigger_looks[record.job_id] = seen  # touched, not changed
            return
        self._cancel(record, "Cancelled, because its trigger was replaced; a new job takes its place.")

    def _cancel(self, record: JobRecord, message: str) -> None:
        self._store.save(lifecycle.cancelled(record, message, self._store.closed_in(record.project)))

    def _assess(self, look: _Look, record: JobRecord) -> None:
        is_restless = record.restarts >= RESTARTS_TO_REST
        arrival = look.inbox.arrival(record.trigger, look.now_s, is_restless=is_restless)
        if isinstance(arrival.trigger, Trigger):
            record = record.with_(priority=arrival.trigger.priority)
        awaited: tuple[Awaited, ...] = ()
        match arrival.readiness:
            case Waiting(reasons, message, _):
                awaited = reasons
                fault = unreadable(look.project, reasons)
                paused = f"Paused by the file {look.pause}. " if look.pause else ""
                updated = lifecycle.waiting(record, paused + (fault.in_full if fault else message))
            case Rejected(errors):
                digest = digest_of_trigger(look.project, record.trigger)
                updated = lifecycle.failed(record.with_(trigger_digest=digest), *errors)
            case Ready(delivery):
                updated = self._complete(look, record, arrival, delivery)
        self._on_waiting(record.job_id, awaited)
        self._keep_if_new(self._store.get(record.job_id), updated)

    def _complete(self, look: _Look, record: JobRecord, arrival: Arrival, delivery: Delivery) -> JobRecord:
        """What becomes of a job whose drop is complete."""
        if look.pause is not None:
            return lifecycle.waiting(record, f"Paused: remove the file {look.pause} and the film is made.")
        fault = lacking_rights(look.project, record.trigger, self._film_of(record, arrival))
        if fault is not None:
            self._ask_again_s[record.job_id] = look.now_s + ASK_AGAIN_S
            return lifecycle.waiting(record, fault.in_full)
        return self._answered(look.project, record, arrival, delivery) or lifecycle.queued(
            record, now=self._clock.utc()
        )

    def _film_of(self, record: JobRecord, arrival: Arrival) -> str | None:
        """What the film will be called, without its ending; None where that is not known, or not allowed."""
        if not isinstance(arrival.trigger, Trigger):
            return None
        with suppress(ContractFault):  # which is told when the film is begun
            return output_stem(arrival.trigger, self._options(arrival.trigger), record.stem)
        return None

    def _options(self, trigger: Trigger) -> RenderOptions:
        return resolved_options(trigger.render_options, self._defaults)

    def _answered(self, project: Project, record: JobRecord, arrival: Arrival, delivery: Delivery) -> JobRecord | None:
        """The job, if the film that it asks for is there already or may be; None if it has to be made."""
        if not isinstance(arrival.trigger, Trigger):
            return None
        options = self._options(arrival.trigger)
        made = film_asked_again(project, record, arrival.trigger, options, delivery, self._store)
        if made is None:
            return None
        changed = self._freshness.changed(project, made)
        if changed is None:
            return lifecycle.waiting(record, "Finding out whether anything has changed since the film was made.")
        return None if changed else lifecycle.answered(record, made)

    def _keep_if_new(self, record: JobRecord, updated: JobRecord) -> None:
        if updated != record:
            self._store.save(updated)

    def _next_look_s(self, look: _Look) -> float | None:
        open_jobs = self._store.open_in(look.project.id)
        moments = [
            self._gone_since_s[record.job_id] + self._removal_grace_s
            for record in open_jobs
            if record.job_id in self._gone_since_s
        ]
        for later_s in (self._held_until_s, self._ask_again_s):
            moments += [later_s[record.job_id] for record in open_jobs if later_s.get(record.job_id, 0) > look.now_s]
        if any(record.state is not JobState.RUNNING for record in open_jobs):
            due = (look.inbox.next_due_s(), self._neighbours.next_look_s(look.project.id))
            moments += [due_s for due_s in due if due_s is not None and due_s > look.now_s]
        return min(moments, default=None)


def _left_to(host: str) -> str:
    return (
        f"Another dropd, on {host}, makes a film of this project. This one leaves it alone, "
        "and takes over if nothing is heard of the other for two minutes."
    )
