"""`kill -9` in the middle: each job ends once, nothing lives on, nothing is left over.

Four times here; `DROPD_KILLS=20 pytest tests/endtoend/test_kill.py` is the long form.
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.endtoend.support import Drop, Film, RunningDaemon

KILLS = int(os.environ.get("DROPD_KILLS", "4"))
SEED = int(os.environ.get("DROPD_SEED", "7"))
SLOW_ENOUGH = {"renderOptions": {"size": "1280x720", "fps": 25, "preset": "medium", "tune": "none"}}


@pytest.mark.timeout(120 * KILLS)
def test_a_daemon_that_is_killed_at_any_moment_finishes_each_job_once(
    daemon: RunningDaemon, drop: Drop, film_at: Callable[[Path], Film]
) -> None:
    moments = random.Random(SEED)  # noqa: S311 - moments, no secrets
    drop.write(scenes=1, trigger=SLOW_ENOUGH)
    for kill in range(KILLS):
        name = f"house{kill}"
        project = daemon.root / "projects" / name
        shutil.copytree(drop.folder, project / "input")
        _make_new(project / "input", kill)
        daemon.start()
        time.sleep(moments.uniform(0.5, 6.0))
        daemon.kill()
        time.sleep(1.0)
        assert _still_running(daemon.home) == []

        daemon.start()
        status = daemon.wait_for(name, "SUCCEEDED")
        assert daemon.stop() == 0

        assert [path.name for path in (project / "done").iterdir()] == [f"{status['jobId']}.render.yaml"]
        assert not (project / "failed").exists()
        film = film_at(project / "output" / "video.mp4")
        assert film.frames() == round(status["outputs"][0]["durationSeconds"] * 25)
        assert [path for place in (daemon.root, daemon.home) for path in place.rglob(".~dropd-*")] == []
        assert not (project / "work").exists()


def _make_new(folder: Path, number: int) -> None:
    """Give the pictures other bytes, so that nothing is found in the cache."""
    for picture in (folder / "images").iterdir():
        picture.write_bytes(picture.read_bytes() + f"kill {number}".encode())


def _still_running(home: Path) -> list[str]:
    """Every process that inherited the daemon's environment."""
    mark = f"HOME={home}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return found
