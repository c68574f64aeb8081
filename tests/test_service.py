"""The daemon in the world: real time, real events, short graces."""

import errno
import io
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dropd.contracts.job_state import JobState
from dropd.contracts.status import Status
from dropd.daemon import Daemon
from dropd.errors import SetupFault
from dropd.intake.controls import root_pause
from dropd.intake.rootguard import Gone, RootGuard
from dropd.jobs.lock import only_one
from dropd.jobs.standby import RENDER_COMMAND, Starter
from dropd.media.builds import FfmpegBuild
from dropd.project import Project, Root
from dropd.report.logs import log_to
from dropd.service import Until, serve
from dropd.settings import Settings
from tests.endtoend.support import wait_until

SHORT = dict.fromkeys(
    ("quiet_period_s", "empty_trigger_grace_s", "media_grace_s", "syntax_grace_s", "voice_over_grace_s"), 0.05
)


class World:
    def __init__(self, folder: Path, build: FfmpegBuild) -> None:
        self.root = Root.at(folder / "root")
        self.lines: list[Any] = []
        self._build = build
        self._settings = Settings(
            root=self.root.folder,
            cache_folder=folder / "cache",
            state_folder=folder / "state",
            reserve_disk_mb=0,
            **SHORT,
        )

    def serve(
        self,
        until: Until,
        guard: RootGuard | None = None,
        only: str | None = None,
        starter: Starter | None = None,
    ) -> None:
        sinks = (self.lines.append,)
        serve(
            self.root, self._settings, self._build,
            log=log_to(sinks), sinks=sinks, until=until, guard=guard, only=only, starter=starter,
        )  # fmt: skip

    def drop(self, name: str, *, pictures: int = 1) -> Project:
        project = self.root.project(name)
        (project.input / "images").mkdir(parents=True)
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
        for number in range(pictures):
            (project.input / "images" / f"{number}.jpg").write_bytes(buffer.getvalue())
        (project.input / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["0.jpg"]}]}))
        options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
        (project.input / "render.yaml").write_text(json.dumps({"renderOptions": options}))
        return project

    def state(self, project: Project) -> JobState:
        return Status.model_validate_json(project.status_json.read_bytes()).state


@pytest.fixture
def world(tmp_path: Path, build: FfmpegBuild) -> World:
    return World(tmp_path, build)


def is_idle(daemon: Daemon) -> bool:
    return daemon.is_idle()


def test_once_ends_on_an_empty_root(world: World) -> None:
    world.serve(is_idle)

    assert [line["event"] for line in world.lines] == ["started", "stopped"]
    assert world.root.status_json.exists()


def test_once_makes_what_is_ready_and_leaves_what_waits(world: World) -> None:
    ready, waiting = world.drop("ready"), world.drop("waiting", pictures=0)
    world.serve(is_idle)

    assert world.state(ready) is JobState.SUCCEEDED
    assert (ready.output / "video.mp4").stat().st_size > 1000
    assert world.state(waiting) is JobState.WAITING
    assert (waiting.input / "render.yaml").exists()


def test_a_signal_ends_the_daemon_and_puts_its_job_back(world: World) -> None:
    project = world.drop("house")

    def stop_it(daemon: Daemon) -> bool:
        job = daemon.job_of("house")
        if job is not None and job.state is JobState.RUNNING:
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    before = signal.getsignal(signal.SIGTERM)
    world.serve(stop_it)

    assert signal.getsignal(signal.SIGTERM) is before
    assert world.state(project) is JobState.WAITING
    assert (project.input / "render.yaml").exists()


def test_a_turn_that_the_system_does_not_allow_is_told_once_and_taken_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))] * 2
    monkeypatch.setattr("dropd.service.LONGEST_TURN_S", 0.05)

    def pause(root: Root) -> str | None:
        if faults:
            raise faults.pop()
        return root_pause(root)

    monkeypatch.setattr("dropd.daemon.root_pause", pause)
    project = world.drop("house")
    world.serve(is_idle)

    assert world.state(project) is JobState.SUCCEEDED
    told = [line["reason"] for line in world.lines if line["event"] == "turn_failed"]
    assert told == ["There is no space left on the disk. Free some space; dropd goes on by itself."]


def test_a_second_daemon_on_a_root_ends_with_a_sentence(world: World) -> None:
    with only_one(world.root), pytest.raises(SetupFault, match="already works on"):
        world.serve(is_idle)


def test_systemd_is_told_of_ready_life_and_stop(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[str] = []
    monkeypatch.setattr("dropd.life.notify", lambda state, _: said.append(state))
    heartbeat = tmp_path / "state" / "heartbeat.json"
    alive: list[bool] = []

    def look(daemon: Daemon) -> bool:
        alive.append(heartbeat.exists())
        return len(alive) > 1 and is_idle(daemon)

    world.serve(look)

    assert (said[0], said[1], said[-1]) == ("READY=1", "WATCHDOG=1", "STOPPING=1")
    assert all(alive)
    assert not heartbeat.exists()


class Comings(RootGuard):
    """Says that the root is gone for some seconds, after its last breath has made a noise."""

    def __init__(self, world: World, state_folder: Path) -> None:
        super().__init__(world.root, state_folder)
        self._root = world.root
        self._looks = 0
        self._gone_until_s = float("inf")
        self.looks_while_gone = 0

    def look(self) -> Gone | None:
        self._looks += 1
        if self._looks == 20:
            self._root.project("last").folder.mkdir()
            time.sleep(0.5)  # the watch hears of it
            self._gone_until_s = time.monotonic() + 2
        if self._looks < 20 or time.monotonic() > self._gone_until_s:
            return None
        self.looks_while_gone += 1
        return Gone("It is gone.")


def test_while_the_root_is_gone_dropd_sleeps_and_then_begins_anew(world: World, tmp_path: Path) -> None:
    guard = Comings(world, tmp_path / "state")
    turns: list[Daemon] = []

    def until(daemon: Daemon) -> bool:
        turns.append(daemon)
        world.root.project(f"noise{len(turns)}").folder.mkdir()
        return len({id(one) for one in turns}) == 2

    world.serve(until, guard)

    assert [line["event"] for line in world.lines].count("started") == 2
    assert guard.looks_while_gone <= 3


class Renders:
    """Render processes that write down that they were started."""

    def __init__(self, folder: Path) -> None:
        self._notes = folder / "started"
        command = ("sh", "-c", 'echo "$$" >> "$0"; exec "$@"', str(self._notes), *RENDER_COMMAND)
        self.starter = Starter(command)

    def started(self) -> list[int]:
        """The process ids, in their order."""
        return [int(line) for line in self._notes.read_text().splitlines()] if self._notes.exists() else []


def is_over(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


def is_made(daemon: Daemon) -> bool:
    job = daemon.job_of("house")
    return job is not None and not job.is_open


def test_a_render_process_that_stands_by_makes_the_film(world: World, tmp_path: Path) -> None:
    project, renders = world.drop("house"), Renders(tmp_path)
    with renders.starter.standing_by():
        world.serve(is_made, only="house", starter=renders.starter)
    (stood_by,) = renders.started()

    assert world.state(project) is JobState.SUCCEEDED
    assert is_over(stood_by)


def test_a_render_process_that_stood_by_for_nothing_is_ended(world: World, tmp_path: Path) -> None:
    renders = Renders(tmp_path)
    with renders.starter.standing_by():
        world.serve(lambda _: bool(renders.started()), only="empty", starter=renders.starter)
    (stood_by,) = renders.started()

    assert is_over(stood_by)


def test_where_the_render_process_that_stood_by_has_died_another_one_makes_the_film(
    world: World, tmp_path: Path
) -> None:
    project, renders = world.drop("house"), Renders(tmp_path)
    with renders.starter.standing_by():
        wait_until(renders.started, "a render process that stands by")
        os.kill(renders.started()[0], signal.SIGKILL)
        world.serve(is_made, only="house", starter=renders.starter)

    assert world.state(project) is JobState.SUCCEEDED
    assert len(renders.started()) == 2
