"""The records of jobs: in memory, and on disk as one small file each in `.dropd/jobs/`, written whole."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from dropd.contracts.job_state import JobState
from dropd.durable import write_durably
from dropd.jobs.record import JOB_ID, JobRecord, job_id_at, moment_after

KEPT_CLOSED_PER_PROJECT = 10
NEXT_ID = timedelta(microseconds=15)
"""After so long an id is the next one, or still the same."""


class JobStore:
    """All records of a root. What the disk does not take now is kept in memory and written later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, JobRecord] = {}
        self._open_ids: dict[str, set[str]] = {}
        """By project: thousands of triggers may lie there at once."""
        self._closed: dict[str, tuple[JobRecord, ...]] = {}
        """By project, newest first."""
        self._unwritten: dict[str, tuple[JobRecord, OSError]] = {}

    def load(self) -> tuple[str, ...]:
        """Read every record. Returns the names of files that could not be read; they are left as they are."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unreadable = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                self._remember(JobRecord.model_validate_json(path.read_bytes()))
            except (ValidationError, OSError):
                unreadable.append(path.name)
        return tuple(unreadable)

    def new_id(self, project: str, now: datetime) -> str:
        """An id for a job that is seen now: no other job has it, and those of its project have earlier ones.

        A clock may step back, and two jobs may be seen at one moment.
        """
        others = [job.job_id for job in (*self.open_in(project), *self.closed_in(project))]
        moment = max([now, *(moment_after(other) for other in others if re.fullmatch(JOB_ID, other))])
        while self._knows(job_id_at(moment)):
            moment += NEXT_ID
        return job_id_at(moment)

    def save(self, record: JobRecord) -> None:
        """Keep a record; the oldest closed ones of its project are dropped. `trouble` tells if the disk refused it."""
        self._remember(record)
        self._write(record)
        if not record.is_open:
            self._forget_old(record.project)

    def drop(self, record: JobRecord) -> None:
        """Forget an open job as if it had never been."""
        self._no_longer_open(record)
        self._delete(record.job_id)

    def trouble(self, job_id: str) -> OSError | None:
        """Why the record of a job is not on disk; None if it is."""
        unwritten = self._unwritten.get(job_id)
        return unwritten and unwritten[1]

    def catch_up(self) -> OSError | None:
        """Write what the disk has refused so far. Returns why, if it still refuses."""
        for record, _ in list(self._unwritten.values()):
            self._write(record)
        return next((error for _, error in self._unwritten.values()), None)

    def get(self, job_id: str) -> JobRecord:
        """The record of an open job."""
        return self._open[job_id]

    def open(self) -> list[JobRecord]:
        """Every job for which something remains to be done, in the order of arrival."""
        return sorted(self._open.values(), key=_by_id)

    def open_in(self, project: str) -> list[JobRecord]:
        """The open jobs of one project, in the order of arrival."""
        return [self._open[job_id] for job_id in sorted(self._open_ids.get(project, ()))]

    def closed_in(self, project: str) -> tuple[JobRecord, ...]:
        """The closed jobs of one project, newest first."""
        return self._closed.get(project, ())

    def whole(self, record: JobRecord) -> JobRecord:
        """A closed record with its inputs, which are not kept in memory; without them if they cannot be read now."""
        try:
            return JobRecord.model_validate_json(self._path(record.job_id).read_bytes())
        except (ValidationError, OSError):
            return record

    def last_film(self, project: str) -> JobRecord | None:
        """The last job that made a film of a project, with its inputs; none that was only checked, or answered."""
        jobs = self.closed_in(project)
        made = (job for job in jobs if job.state is JobState.SUCCEEDED and job.outputs and job.started_at)
        last = next(made, None)
        return last and self.whole(last)

    def projects(self) -> frozenset[str]:
        """Every project that has a record."""
        return frozenset((*self._closed, *self._open_ids))

    def _knows(self, job_id: str) -> bool:
        return job_id in self._open or any(record.job_id == job_id for jobs in self._closed.values() for record in jobs)

    def _remember(self, record: JobRecord) -> None:
        if record.is_open:
            self._open[record.job_id] = record
            self._open_ids.setdefault(record.project, set()).add(record.job_id)
            return
        self._no_longer_open(record)
        # Fingerprints of twenty files a film, of thousands of films: more than all the rest together.
        record = record.with_(inputs=())
        others = (other for other in self.closed_in(record.project) if other.job_id != record.job_id)
        self._closed[record.project] = tuple(sorted((record, *others), key=_by_id, reverse=True))

    def _no_longer_open(self, record: JobRecord) -> None:
        self._open.pop(record.job_id, None)
        ids = self._open_ids.get(record.project, set())
        ids.discard(record.job_id)
        if not ids:
            self._open_ids.pop(record.project, None)

    def _write(self, record: JobRecord) -> None:
        try:
            write_durably(self._path(record.job_id), record.model_dump_json(indent=1, exclude_defaults=True).encode())
        except OSError as error:
            self._unwritten[record.job_id] = (record, error)
        else:
            self._unwritten.pop(record.job_id, None)

    def _forget_old(self, project: str) -> None:
        closed = self._closed[project]
        self._closed[project] = closed[:KEPT_CLOSED_PER_PROJECT]
        for record in closed[KEPT_CLOSED_PER_PROJECT:]:
            self._delete(record.job_id)

    def _delete(self, job_id: str) -> None:
        self._unwritten.pop(job_id, None)
        with suppress(OSError):  # it is read once more at the next start
            self._path(job_id).unlink(missing_ok=True)

    def _path(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.json"


def _by_id(record: JobRecord) -> str:
    return record.job_id
