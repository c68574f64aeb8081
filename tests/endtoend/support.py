"""What the end-to-end tests run and look at: a daemon, an sshd, a drop, a film."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.ports import free_port

SAMPLE_RATE_HZ = 48_000
PATIENCE_S = 90.0
SMALL = {"renderOptions": {"size": "320x180", "fps": 25, "preset": "ultrafast"}}


def wait_until(truth: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> None:
    """Look again and again at what other processes do; there is no clock of theirs to pass in."""
    deadline_s = time.monotonic() + patience_s
    while not truth():
        assert time.monotonic() < deadline_s, f"waited {patience_s:.0f} s in vain: {what}"
        time.sleep(0.05)


@dataclass
class RunningDaemon:
    """`dropd run` on a root of its own."""

    root: Path
    home: Path
    settings: dict[str, str]
    prefix: tuple[str, ...] = ()
    """A command that runs another one: as another user, for example."""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "DROPD_RESERVE_DISK_MB": "1",
            **self.settings,
        }
        with (self.home / "stderr.log").open("ab") as said:
            self.process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "dropd", "run", "--root", str(self.root)],
                env=environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stderr=said,
            )

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        assert self.process is not None
        # One that has only just begun does not know the signal yet, and is ended by it like any program.
        wait_until(self._catches_the_signal, "a daemon that can be stopped")
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)

    def _catches_the_signal(self) -> bool:
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        caught = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), 0)
        return bool(caught >> (signal.SIGTERM - 1) & 1) or self.process.poll() is not None

    def said(self) -> str:
        return (self.home / "stderr.log").read_text()

    def status(self, project: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.root / "projects" / project / "status.json").read_bytes())
        except FileNotFoundError:
            return {"state": None}
        return found

    def wait_for(self, project: str, state: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        wait_until(lambda: self.status(project)["state"] == state, f"{project} {state}", patience_s)
        return self.status(project)


@dataclass(frozen=True)
class Sshd:
    """A real OpenSSH server on loopback, with keys of its own."""

    port: int
    key: Path

    @property
    def options(self) -> list[str]:
        return [
            "-i", str(self.key), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
        ]  # fmt: skip

    def answers(self) -> bool:
        argv = ["ssh", "-p", str(self.port), *self.options, "127.0.0.1", "true"]
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0

    def scp(self, *sources: Path, target: Path, recursive: bool = False) -> None:
        flags = ["-r"] if recursive else []
        argv = ["scp", *flags, "-P", str(self.port), *self.options, *map(str, sources), f"127.0.0.1:{target}"]
        subprocess.run(argv, check=True, timeout=60)


@contextmanager
def serving_ssh(folder: Path) -> Iterator[Sshd]:
    """Run an sshd until the context ends; its files are in `folder`, which is made."""
    server = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert server, "install openssh-server"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nPermitRootLogin prohibit-password\n"
        "MaxStartups 100\nSubsystem sftp internal-sftp\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    running = Sshd(port, folder / "user")
    try:
        wait_until(running.answers, "sshd answers", 20)
        yield running
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Film:
    """A film as FFmpeg decodes it."""

    path: Path
    program: str

    def frames(self) -> int:
        listing = self._run("-map", "0:V:0", "-f", "framecrc", "-")
        return sum(1 for line in listing.splitlines() if line and not line.startswith(b"#"))

    def sound(self) -> NDArray[np.float32]:
        """Mono, 48 kHz."""
        pcm = self._run("-map", "0:a:0", "-f", "f32le", "-")
        sides = np.frombuffer(pcm, np.float32).reshape(-1, 2)
        return (sides[:, 0] + sides[:, 1]) / np.float32(2)

    def picture(self, frame: int) -> NDArray[np.uint8]:
        """One frame as RGB."""
        chosen = f"select=eq(n\\,{frame})"
        head = self._run("-map", "0:V:0", "-vf", chosen, "-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "-")
        return np.asarray(Image.open(BytesIO(head)).convert("RGB"))

    def _run(self, *arguments: str) -> bytes:
        argv = [self.program, "-nostdin", "-v", "error", "-xerror", "-i", str(self.path), *arguments]
        return subprocess.run(argv, check=True, capture_output=True).stdout


@dataclass(frozen=True)
class Drop:
    """A project to be dropped, made in a folder of its own."""

    folder: Path

    def write(self, *, scenes: int = 2, trigger: dict[str, Any] | None = None, voice_s: float = 3.0) -> None:
        """Scenes of three pictures each: 4:3, 16:9, and a portrait that is stored sideways; voices like speech."""
        for inner in ("images", "voiceovers"):
            (self.folder / inner).mkdir(parents=True)
        for scene in range(scenes):
            self._pictures(scene)
            self._voice(scene, voice_s)
        described = [
            {"title": f"Scene {scene}", "VO": "Spoken text.", "images": [f"{scene}{shape}.jpg" for shape in "abc"]}
            for scene in range(scenes)
        ]
        (self.folder / "scenes.json").write_text(json.dumps({"scenes": described}))
        (self.folder / "render.yaml").write_text(json.dumps(trigger or SMALL))

    def voice(self, scene: int) -> NDArray[np.float32]:
        """What a scene says, as its file holds it."""
        with wave.open(str(self.folder / f"voiceovers/{scene:02}.wav"), "rb") as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return samples.astype(np.float32) / np.float32(32768)

    def _pictures(self, scene: int) -> None:
        random = np.random.default_rng(scene)
        for shape, (width, height) in {"a": (640, 480), "b": (640, 360), "c": (640, 480)}.items():
            rough = random.integers(0, 255, (12, 16, 3), dtype=np.uint8)
            picture = Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)
            exif = Image.Exif()
            if shape == "c":
                exif[0x0112] = 6
            picture.save(self.folder / f"images/{scene}{shape}.jpg", quality=92, exif=exif)

    def _voice(self, scene: int, seconds: float) -> None:
        """Noise in syllables, another one in each scene, to the last sample."""
        random = np.random.default_rng(100 + scene)
        samples = int(seconds * SAMPLE_RATE_HZ)
        syllables = 0.3 + 0.7 * np.abs(np.sin(np.arange(samples) / SAMPLE_RATE_HZ * 2 * np.pi * 2))
        sound = random.normal(0, 0.1, samples) * syllables
        with wave.open(str(self.folder / f"voiceovers/{scene:02}.wav"), "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE_HZ, samples, "NONE", ""))
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
