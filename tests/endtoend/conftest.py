"""Real programs: `dropd run` as a process of its own, an sshd on loopback, FFmpeg to look at what came out."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dropd.media.builds import FfmpegBuild
from tests.endtoend.support import Drop, Film, RunningDaemon, Sshd, wait_until


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
    server = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert server, "install openssh-server"
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    port = 20_000 + os.getpid() % 20_000
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nPermitRootLogin prohibit-password\n"
        "Subsystem sftp internal-sftp\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    running = Sshd(port, folder / "user")
    try:
        wait_until(
            running.answers,
            "sshd answers",
            20,
        )
        yield running
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def film_at(build: FfmpegBuild) -> Callable[[Path], Film]:
    return lambda path: Film(path, build.path)


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "drop")
