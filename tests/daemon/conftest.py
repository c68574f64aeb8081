"""A daemon on a small root: real renders, a clock that the test moves, events that the test tells of."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import jsonschema
import pytest
from PIL import Image

from dropd.clock import Clock
from dropd.contracts.job_state import JobState
from dropd.contracts.schema import schemas
from dropd.contracts.status import Status
from dropd.daemon import Daemon
from dropd.intake.watch import Dirty
from dropd.jobs.record import JobRecord
from dropd.media.builds import FfmpegBuild
from dropd.project import Project, Root
from dropd.report.logs import Sink, log_to
from dropd.settings import Settings
from dropd.surroundings import Surroundings

P = ParamSpec("P")
T = TypeVar("T")

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
PATIENCE_S = 30.0
"""Of real time, for a render that says nothing."""
STATUS_SCHEMA = jsonschema.Draft202012Validator(json.loads(schemas()["status.schema.json"]))
SMALL = {
    "size": "128x128", "fps": 10, "preset": "ultrafast", "minShot": 0.5, "xfade": 0, "motion": "none", "tts": "none",
}  # fmt: skip
SCENES = {"scenes": [{"title": "Hall", "VO": "Come in.", "images": ["front.jpg", "yard.jpg"]}]}


class Inline(Executor):
    """Runs what is submitted before it returns."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except OSError as error:
            future.set_exception(error)
        return future


@dataclass
class House:
    """One root and the daemon on it."""

    root: Root
    settings: Settings
    build: FfmpegBuild
    now_s: float = 1000.0
    drag_s: float = 0.0
    """How much time passes whenever the daemon looks at its clock."""
    dirty: set[str] = field(default_factory=set)
    lines: list[dict[str, Any]] = field(default_factory=list)
    wake: threading.Event = field(default_factory=threading.Event)
    seen: dict[Path, int] = field(default_factory=dict)
    daemon: Daemon = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin with a new daemon; whatever another one knew is forgotten."""
        sinks: tuple[Sink, ...] = (lambda line: self.lines.append(dict(line)),)
        clock = Clock(self._monotonic_s, self.utc)
        world = Surroundings(clock, Inline(), self.wake, self._take_dirty, log_to(sinks), sinks)
        self.daemon = Daemon(self.root, self.settings, self.build, world)
        self.daemon.begin()

    def project(self, name: str = "house") -> Project:
        return self.root.project(name)

    def drop(self, name: str = "house", *, trigger: str | None = "render.yaml", **keys: object) -> Project:
        """A whole project: two pictures, scenes.json, and a trigger with these keys."""
        for picture in ("front.jpg", "yard.jpg"):
            self.put(name, f"images/{picture}", jpeg(picture))
        self.put(name, "scenes.json", json.dumps(SCENES))
        if trigger is not None:
            self.ask(name, trigger, **keys)
        return self.project(name)

    def ask(self, name: str = "house", trigger: str = "render.yaml", **keys: object) -> None:
        """Drop a trigger for a small film."""
        self.put(name, trigger, json.dumps({"renderOptions": SMALL, **keys}))

    def put(self, name: str, path: str, content: str | bytes) -> Path:
        target = self.project(name).input / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        self.dirty.add(name)
        return target

    def repaint(self, shade: str, name: str = "house") -> None:
        """Put another picture in the place of the first."""
        self.put(name, "images/front.jpg", jpeg(shade))

    def utc(self) -> datetime:
        """The time of day."""
        return NOON + timedelta(seconds=self.now_s)

    def touch(self, name: str = "house") -> None:
        """Tell the daemon that something changed."""
        self.dirty.add(name)

    def turn(self, after_s: float = 0.5) -> None:
        """One turn of the daemon, some time later."""
        self.now_s += after_s
        self.daemon.tick()
        for path in self.root.projects.glob("*/status.json"):
            if self.seen.get(path) != path.stat().st_ino:
                self.seen[path] = path.stat().st_ino
                STATUS_SCHEMA.validate(json.loads(path.read_bytes()))

    def pass_s(self, seconds: float) -> None:
        """Let time pass, a turn every half second."""
        for _ in range(round(seconds / 0.5)):
            self.turn()

    def until(self, state: JobState, name: str = "house", *, turns: int = 400) -> JobRecord:
        """Turn until the newest job of a project is in a state; wait for its render where there is one."""
        for _ in range(turns):
            self.turn()
            job = self.daemon.job_of(name)
            if job is not None and job.state is state:
                return job
            if job is not None and job.state is JobState.RUNNING:
                assert self.wake.wait(PATIENCE_S)
                self.wake.clear()
        job = self.daemon.job_of(name)
        raise AssertionError(f"not {state}: {job and (job.state, job.message)}")

    def film(self, name: str = "house") -> JobRecord:
        return self.until(JobState.SUCCEEDED, name)

    def status(self, name: str = "house") -> Status:
        return Status.model_validate_json(self.project(name).status_json.read_bytes())

    def error_text(self, name: str = "house") -> str:
        (text,) = self.project(name).failed.glob("*.error.txt")
        return text.read_text()

    def _monotonic_s(self) -> float:
        self.now_s += self.drag_s
        return self.now_s

    def _take_dirty(self, _now_s: float) -> Dirty:
        dirty = Dirty(frozenset(self.dirty))
        self.dirty.clear()
        return dirty


def jpeg(name: str) -> bytes:
    shade = sum(name.encode()) % 200
    buffer = io.BytesIO()
    Image.new("RGB", (160, 120), (shade, 255 - shade, 90)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that most films are put together from chunks that are there."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def settings(tmp_path: Path, cache_folder: Path) -> Settings:
    return Settings(
        root=tmp_path / "root",
        cache_folder=cache_folder,
        state_folder=tmp_path / "state",
        reserve_disk_mb=0,
        workers=1,
    )


@pytest.fixture
def house(settings: Settings, build: FfmpegBuild) -> Iterator[House]:
    house = House(Root.at(settings.root), settings, build)
    yield house
    house.daemon.stop()
    house.daemon.rest()
