"""Real programs: `dropd run` as a process of its own, an sshd on loopback, FFmpeg to look at what came out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dropd.media.builds import FfmpegBuild
from tests.endtoend.support import Drop, Film, RunningDaemon, Sshd, serving_ssh


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    """A daemon that is not started yet; whatever is left of it is killed at the end."""
    for folder in ("home", "root"):
        (tmp_path / folder).mkdir()
    running = RunningDaemon(
        tmp_path / "root",
        tmp_path / "home",
        {"DROPD_QUIET_PERIOD_S": "0.5", "DROPD_STATUS_INTERVAL_S": "0.2", "DROPD_WORKERS": "2"},
    )
    yield running
    if running.process is not None and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    with serving_ssh(tmp_path / "sshd") as running:
        yield running


@pytest.fixture
def film_at(build: FfmpegBuild) -> Callable[[Path], Film]:
    return lambda path: Film(path, build.path)


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "drop")
