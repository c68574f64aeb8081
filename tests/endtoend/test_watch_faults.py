"""Nobody hears of changes: too many events, too few watches, a disk that goes and comes back. It is told and healed."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.accounts import needs_root
from tests.endtoend.support import RunningDaemon, wait_until

CHECK = json.dumps({"checkOnly": True, "renderOptions": {"tts": "none"}})
SCENES = json.dumps({"scenes": [{"images": ["front.jpg"]}]})
FLOOD = 20_000


def drop(root: Path, name: str, picture: bytes) -> Path:
    """A project that asks for a check, so that being noticed and done takes a second."""
    project = root / "projects" / name
    (project / "input" / "images").mkdir(parents=True)
    (project / "input" / "images" / "front.jpg").write_bytes(picture)
    (project / "input" / "scenes.json").write_text(SCENES)
    (project / "input" / "render.yaml").write_text(CHECK)
    return project


def heartbeat(daemon: RunningDaemon) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((daemon.home / ".local/state/dropd/heartbeat.json").read_bytes())
    except FileNotFoundError:
        return {}
    return told


def is_watched(folder: Path, pid: int) -> bool:
    """Whether a process has asked the kernel to be told of this very folder."""
    inode = f" ino:{folder.stat().st_ino:x} "
    with suppress(OSError):  # a descriptor that was closed meanwhile
        return any(inode in one.read_text() for one in Path(f"/proc/{pid}/fdinfo").iterdir())
    return False


def test_a_flood_of_events_while_the_daemon_sleeps_loses_no_drop(daemon: RunningDaemon, small_jpeg: bytes) -> None:
    flooded = daemon.root / "projects" / "flood" / "input" / "images"
    flooded.mkdir(parents=True)
    daemon.start()
    assert daemon.process is not None
    watching = daemon.process.pid
    wait_until(lambda: is_watched(flooded, watching), "watched")
    daemon.process.send_signal(signal.SIGSTOP)
    for number in range(FLOOD):
        (flooded / f"{number}.jpg").touch()
    names = [f"house{number}" for number in range(10)]
    for name in names:
        drop(daemon.root, name, small_jpeg)
    daemon.process.send_signal(signal.SIGCONT)

    wait_until(lambda: "the kernel dropped some events" in daemon.said(), "told")
    for name in names:
        daemon.wait_for(name, "SUCCEEDED", 20)


def test_where_watches_are_too_few_it_is_told_and_no_drop_waits_long(daemon: RunningDaemon, small_jpeg: bytes) -> None:
    for number in range(20):
        (daemon.root / "projects" / f"old{number}" / "input").mkdir(parents=True)
    limited = 'echo 16 >/proc/sys/user/max_inotify_watches; exec "$@"'
    daemon.prefix = ("unshare", "--user", "--map-root-user", "sh", "-c", limited, "sh")
    daemon.start()
    wait_until(lambda: heartbeat(daemon).get("trouble"), "told in the heartbeat", 20)
    assert "sudo sysctl fs.inotify.max_user_watches" in heartbeat(daemon)["trouble"]

    drop(daemon.root, "house", small_jpeg)
    daemon.wait_for("house", "SUCCEEDED", 20)
    wait_until(lambda: warnings_of(daemon.root), "told on the page of the root", 40)
    assert "noticed within 5 seconds" in warnings_of(daemon.root)[0]


def warnings_of(root: Path) -> list[str]:
    told: list[str] = json.loads((root / "status.json").read_bytes())["warnings"]
    return told


@needs_root
def test_a_root_that_is_unmounted_is_left_alone_and_gone_on_with_when_it_is_back(
    daemon: RunningDaemon, small_jpeg: bytes, disk: Callable[..., None]
) -> None:
    disk("mount", "--bind", daemon.root.parent / "disk", daemon.root)
    waiting = drop(daemon.root, "waiting", small_jpeg)
    picture = waiting / "input" / "images" / "front.jpg"
    picture.unlink()
    daemon.start()
    daemon.wait_for("waiting", "WAITING")
    disk("umount", "-l", daemon.root)
    wait_until(lambda: "not mounted" in (heartbeat(daemon).get("trouble") or ""), "told in the heartbeat", 20)
    assert os.listdir(daemon.root) == []  # noqa: PTH208 - nothing is made on the bare mount point

    disk("mount", "-t", "tmpfs", "none", daemon.root)
    wait_until(lambda: daemon.said().count("root_not_usable") == 1, "still the one trouble", 10)
    assert os.listdir(daemon.root) == []  # noqa: PTH208 - nor on a strange disk
    disk("umount", "-l", daemon.root)  # dropd may be looking at it

    disk("mount", "--bind", daemon.root.parent / "disk", daemon.root)
    wait_until(lambda: daemon.said().count('"event": "started"') == 2, "gone on", 20)
    picture.write_bytes(small_jpeg)
    drop(daemon.root, "later", small_jpeg)
    for name in ("waiting", "later"):
        daemon.wait_for(name, "SUCCEEDED", 20)
    assert heartbeat(daemon)["trouble"] is None
    assert daemon.stop() == 0


@pytest.fixture
def disk(daemon: RunningDaemon) -> Iterator[Callable[..., None]]:
    """Mounts and unmounts, and leaves nothing mounted."""
    (daemon.root.parent / "disk").mkdir()

    def run(*argv: object) -> None:
        subprocess.run([str(word) for word in argv], check=True)

    yield run
    if daemon.process is not None:
        daemon.process.kill()
        daemon.process.wait()
    while subprocess.run(["umount", "-l", daemon.root], capture_output=True, check=False).returncode == 0:
        pass  # one mount may lie on another


@pytest.fixture(scope="session")
def small_jpeg(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("pictures") / "small.jpg"
    Image.new("RGB", (64, 48), "teal").save(path)
    return path.read_bytes()
