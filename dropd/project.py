"""The folder layout of a root and of one project, and nothing else."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dropd.errors import UnsafeFault


@dataclass(frozen=True, slots=True)
class Project:
    """One project folder: `<root>/projects/<id>/`."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    def need_text_name(self) -> None:
        """Raise UnsafeFault for a folder whose name is not UTF-8: neither JSON nor a page could hold it."""
        try:
            self.id.encode()
        except UnicodeEncodeError:
            shown = self.id.encode("utf-8", "backslashreplace").decode()
            raise UnsafeFault(
                f"The name of the project folder {shown} is not UTF-8 text.", hint="Rename the folder."
            ) from None

    @property
    def input(self) -> Path:
        """Where its owner drops files; dropd reads here and moves only triggers and controls away."""
        return self.folder / "input"

    @property
    def work(self) -> Path:
        """Intermediates of a job; what a failed job leaves for a look."""
        return self.folder / "work"

    @property
    def output(self) -> Path:
        """Where finished films are published."""
        return self.folder / "output"

    @property
    def done(self) -> Path:
        """Triggers whose film was made."""
        return self.folder / "done"

    @property
    def failed(self) -> Path:
        """Triggers that failed or were cancelled, each with its error.txt."""
        return self.folder / "failed"

    @property
    def logs(self) -> Path:
        """One log a job."""
        return self.folder / "logs"

    @property
    def status_json(self) -> Path:
        """The state of the project, for programs."""
        return self.folder / "status.json"

    @property
    def status_html(self) -> Path:
        """The state of the project, for people."""
        return self.folder / "status.html"

    def work_of(self, job_id: str) -> Path:
        """Where one job keeps its intermediates."""
        return self.work / job_id

    def log_of(self, job_id: str) -> Path:
        """The log of one job: JSON lines."""
        return self.logs / f"{job_id}.log"

    def error_of(self, job_id: str) -> Path:
        """The plain words that a failed job leaves behind."""
        return self.failed / f"{job_id}.error.txt"


@dataclass(frozen=True, slots=True)
class Root:
    """The watched root: `~/Videos` unless the settings say otherwise."""

    folder: Path
    projects: Path
    """The folder of all projects."""

    @classmethod
    def above(cls, project: Project) -> Self | None:
        """The root that a project lies in; None for a folder elsewhere."""
        parent = project.folder.parent
        return cls.at(parent.parent) if parent.name == "projects" else None

    @classmethod
    def at(cls, folder: Path) -> Self:
        """A root as users know it, with its projects in `projects/`."""
        return cls(folder, folder / "projects")

    @property
    def logs(self) -> Path:
        """The daemon's own log."""
        return self.folder / "logs"

    @property
    def state(self) -> Path:
        """Dropd's own small files."""
        return self.folder / ".dropd"

    @property
    def jobs(self) -> Path:
        """One record a job: what must survive a restart."""
        return self.state / "jobs"

    @property
    def root_id(self) -> Path:
        """By which dropd knows this root again."""
        return self.state / "root-id"

    @property
    def lock(self) -> Path:
        """Held by the one daemon that works on this root."""
        return self.state / "lock"

    @property
    def status_json(self) -> Path:
        """All projects at a glance, for programs."""
        return self.folder / "status.json"

    @property
    def status_html(self) -> Path:
        """All projects at a glance, for people."""
        return self.folder / "status.html"

    def project(self, project_id: str) -> Project:
        """One project, whether it exists or not."""
        return Project(self.projects / project_id)
