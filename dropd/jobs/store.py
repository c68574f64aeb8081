"""The records of jobs on disk: one small file each in `.dropd/jobs/`, written whole."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from dropd.durable import write_durably
from dropd.jobs.record import JobRecord

KEPT_CLOSED_PER_PROJECT = 10


class JobStore:
    """All records of a root, in memory and on disk alike."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records: dict[str, JobRecord] = {}

    def load(self) -> tuple[str, ...]:
        """Read every record. Returns the names of files that could not be read; they are left as they are."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unreadable = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                record = JobRecord.model_validate_json(path.read_bytes())
            except (ValidationError, OSError):
                unreadable.append(path.name)
                continue
            self._records[record.job_id] = record
        return tuple(unreadable)

    def save(self, record: JobRecord) -> None:
        """Keep a record; drops the oldest closed ones of its project. Raises OSError, and then keeps the old one."""
        path = self._path(record.job_id)
        write_durably(path, record.model_dump_json(indent=1, exclude_defaults=True).encode())
        self._records[record.job_id] = record
        if not record.is_open:
            self._forget_old(record.project)

    def get(self, job_id: str) -> JobRecord:
        """The record of a job that is known."""
        return self._records[job_id]

    def open(self) -> list[JobRecord]:
        """Every job for which something remains to be done, in the order of arrival."""
        return sorted((record for record in self._records.values() if record.is_open), key=_by_id)

    def open_in(self, project: str) -> list[JobRecord]:
        """The open jobs of one project, in the order of arrival."""
        return [record for record in self.open() if record.project == project]

    def closed_in(self, project: str) -> list[JobRecord]:
        """The closed jobs of one project, newest first."""
        return sorted(self._closed(project), key=_by_id, reverse=True)

    def projects(self) -> frozenset[str]:
        """Every project that has a record."""
        return frozenset(record.project for record in self._records.values())

    def _closed(self, project: str) -> Iterable[JobRecord]:
        return (record for record in self._records.values() if record.project == project and not record.is_open)

    def _forget_old(self, project: str) -> None:
        for record in self.closed_in(project)[KEPT_CLOSED_PER_PROJECT:]:
            self._path(record.job_id).unlink(missing_ok=True)
            del self._records[record.job_id]

    def _path(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.json"


def _by_id(record: JobRecord) -> str:
    return record.job_id
