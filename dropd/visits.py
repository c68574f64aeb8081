"""Looks at projects, one after another as their time comes, and passes on what their files mean."""

import queue
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dropd.cache.store import Cache
from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions
from dropd.errors import DropdError
from dropd.intake.facts import Graces
from dropd.intake.inbox import Inbox, Terms
from dropd.intake.media_check import MediaCheck
from dropd.intake.mounts import mount_of, read_mountinfo
from dropd.intake.probe import Prober
from dropd.intake.rounds import Round, Rounds
from dropd.intake.watch import Dirty
from dropd.intake.wording import outdated_film, unheard_warning
from dropd.jobs.freshness import Freshness
from dropd.jobs.neighbour import Neighbours
from dropd.jobs.obstacles import unlistable
from dropd.jobs.outside import outside_fault
from dropd.jobs.record import JobRecord
from dropd.jobs.store import JobStore
from dropd.jobs.triage import ASK_AGAIN_S, Triage
from dropd.media.builds import FfmpegBuild
from dropd.project import Project, Root
from dropd.report.reporter import Reporter
from dropd.settings import Settings
from dropd.surroundings import Surroundings

LONGEST_ROUND_S = 1.0
"""Renders want to be heard, and systemd to be told, however many projects arrive at once."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One look at one project."""

    project: Project
    inbox: Inbox
    now_s: float
    is_touched: bool
    """Whether something changed there while dropd was watching."""


class Visits:
    """Knows when to look at which project, and remembers of each what is needed while something goes on in it."""

    def __init__(
        self,
        root: Root,
        settings: Settings,
        build: FfmpegBuild,
        store: JobStore,
        reporter: Reporter,
        world: Surroundings,
        *,
        only: str | None,
    ) -> None:
        self._root = root
        self._settings = settings
        self._store = store
        self._reporter = reporter
        self._world = world
        self._graces = graces(settings)
        self._media_check = MediaCheck(
            build,
            Cache(settings.cache_folder),
            max_megapixels=settings.max_picture_megapixels,
            max_file_mb=settings.max_file_mb,
        )
        self._answered: queue.SimpleQueue[str] = queue.SimpleQueue()
        """Projects about whose files another thread has found something out."""
        self._prober = Prober(self._media_check.check, world.executor, self._verdict_is_there)
        self._freshness = Freshness(world.executor, self._answer_is_there)
        self._neighbours = Neighbours(world.host, world.clock)
        self.rounds = Rounds(root, self._open_inbox, rescan_s=settings.rescan_interval_s, only=only)
        self.triage = Triage(
            store,
            world.clock,
            self._freshness,
            self._neighbours,
            defaults=settings.defaults,
            removal_grace_s=settings.removal_grace_s,
            on_waiting=reporter.awaits,
            on_left=reporter.left,
        )

    def make(self, dirty: Dirty, now_s: float, *, root_pause: str | None) -> None:
        """Look at the projects whose time has come; what is too much for one turn is left for the next."""
        while not self._answered.empty():
            self.rounds.look_by(self._answered.get(), now_s)
        round_ = self.rounds.take(dirty, now_s, {record.project for record in self._store.open()})
        for number, project_id in enumerate(round_.projects):
            began_s = self._world.clock.monotonic_s()
            if began_s - now_s > LONGEST_ROUND_S:
                self.rounds.leave(round_, round_.projects[number:], now_s)
                return
            try:
                self._visit(project_id, now_s, round_, root_pause)
            except OSError as error:
                self._cannot_look(project_id, unlistable(self._root.project(project_id)) or outside_fault(error))
            except DropdError as fault:
                self._cannot_look(project_id, fault)
            else:
                self._reporter.accepted(project_id)
            self.rounds.looked(project_id, began_s, self._world.clock.monotonic_s())

    def are_over(self, but_for: Collection[str] = ()) -> bool:
        """Whether no look and no answer is due any more, except in some projects, and by the regular rescan."""
        return self.rounds.is_quiet(but_for) and not self._prober.is_busy() and self._answered.empty()

    def give_up(self) -> None:
        """End what is being checked or compared soon: dropd is to stop."""
        self._media_check.give_up()
        self._freshness.give_up()

    def rest(self) -> None:
        """Give back what the checks of files hold, unless one is being made."""
        if not self._prober.is_busy():
            self._media_check.rest()

    def _visit(self, project_id: str, now_s: float, round_: Round, root_pause: str | None) -> None:
        project = self._root.project(project_id)
        project.need_text_name()
        if project.folder.is_file() and not self._store.open_in(project_id):
            self._let_go(project)  # a file that fell beside the projects
            return
        visit = _Visit(project, self.rounds.inbox(project_id), now_s, project_id in round_.touched)
        if not visit.inbox.look(now_s) and project_id in round_.routine:
            return
        self._look_again(project_id, self.triage.sort(visit.project, visit.inbox, now_s, root_pause=root_pause))
        if self._store.open_in(project_id):
            self._reporter.notes(project_id, visit.inbox.near_misses())
            self._reporter.changed(project_id)
        elif closed := self._store.closed_in(project_id):
            self._look_back(visit, self._store.whole(closed[0]))
        else:
            self._look_ahead(visit)

    def _look_ahead(self, visit: _Visit) -> None:
        """Check what arrives before its trigger does: the trigger usually comes last, and then nobody wants to wait."""
        notes = visit.inbox.near_misses()
        self._reporter.notes(visit.project.id, notes)
        if not visit.inbox.has_scenes() and not notes:
            self._let_go(visit.project)
            return
        visit.inbox.arrival(None, visit.now_s)
        if visit.is_touched and not self._neighbours.tells(visit.project):
            self._reporter.changed(visit.project.id)
        self._look_again(visit.project.id, visit.inbox.next_due_s())

    def _look_back(self, visit: _Visit, last: JobRecord) -> None:
        """The last job is over: is its film still what its files would give?"""
        project = visit.project
        used = [file.path for file in last.inputs if visit.inbox.observation(file.path) is not None]
        if not visit.inbox.have_settled(used, visit.now_s):
            # Before that, each look at a growing file would have all of it read.
            self.rounds.look_by(project.id, visit.now_s + self._graces.quiet_s)
            return
        changed = self._freshness.changed(project, last) if last.state is JobState.SUCCEEDED else ()
        if changed is None:
            return  # looked at again as soon as that is known
        present = [path for path in changed if visit.inbox.observation(path) is not None]
        outdated = (outdated_film(present),) if present else ()
        unheard = _unheard(visit.inbox, last)
        late = (unheard_warning(unheard),) if unheard else ()
        if self._reporter.notes(project.id, (*visit.inbox.near_misses(), *outdated, *late)):
            self._reporter.changed(project.id)
        self._let_go(project)

    def _look_again(self, project_id: str, due_s: float | None) -> None:
        if due_s is not None:
            self.rounds.look_by(project_id, due_s)

    def _let_go(self, project: Project) -> None:
        """Nothing is going on in a project: remember nothing of it."""
        self.rounds.forget(project.id)
        self._freshness.forget(project.id)
        self._neighbours.forget(project.id)
        self._prober.keep_only(project.input, ())

    def _cannot_look(self, project_id: str, fault: DropdError) -> None:
        reason = fault.in_full
        if self._reporter.refused(project_id, reason):
            self._world.log.warning("project_not_usable", project=project_id, reason=reason)
        self.triage.cannot_look(project_id, fault)
        if self._store.open_in(project_id):
            self.rounds.look_by(project_id, self._world.clock.monotonic_s() + ASK_AGAIN_S)
        else:
            self._let_go(self._root.project(project_id))

    def _open_inbox(self, project_id: str) -> Inbox:
        project = self._root.project(project_id)
        return Inbox(project, self._prober, self._graces, terms(self._settings, project))

    def _verdict_is_there(self, input_folder: Path) -> None:
        """Called on the thread that checks files."""
        self._answer_is_there(input_folder.parent.name)

    def _answer_is_there(self, project_id: str) -> None:
        """Called on the thread that checks and compares files."""
        self._answered.put(project_id)
        self._world.wake.set()


def _unheard(inbox: Inbox, film_of: JobRecord) -> tuple[str, ...]:
    """The voice-overs that came too late for a film in which a service, or nobody, speaks for them."""
    if not film_of.outputs or film_of.started_at is None:  # a check has no film
        return ()
    folder = str((film_of.options or {}).get("voiceDir", RenderOptions().voice_dir))
    used = {file.path.rpartition(".")[0] for file in film_of.inputs}
    came = inbox.voice_overs_since(film_of.started_at, folder)
    return tuple(path for path in came if path.rpartition(".")[0] not in used)


def graces(settings: Settings) -> Graces:
    """How long to wait before something is believed, as the settings say."""
    return Graces(
        quiet_s=settings.quiet_period_s,
        unsure_quiet_s=max(settings.quiet_period_s, settings.unsure_quiet_period_s),
        empty_trigger_s=settings.empty_trigger_grace_s,
        media_fault_s=settings.media_grace_s,
        text_fault_s=settings.syntax_grace_s,
        voice_over_s=settings.voice_over_grace_s,
        restless_quiet_s=settings.restless_quiet_period_s,
        arrival_timeout_s=settings.arrival_timeout_s,
    )


def terms(settings: Settings, project: Project) -> Terms:
    """What the settings, and the disk that a project lies on, say about its drop."""
    mount = mount_of(project.input, read_mountinfo())
    return Terms(
        max_images=settings.max_images_per_scene,
        max_scenes=settings.max_scenes,
        defaults=settings.defaults,
        has_speech_service=settings.speech.api is not None,
        leases_tell=mount is not None and mount.tells_of_changes,
    )
