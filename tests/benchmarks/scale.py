"""A root with very many projects: how long until ready, what idling costs, how soon a new drop is noticed.

    python -m tests.benchmarks.scale --projects 10000 --triggers 100

Every project has scenes.json, two pictures and a voice-over; some have a trigger, and lack one picture, so that
nothing is rendered. Printed: seconds to READY and until all triggers are answered, then, over a minute of idling, the
part of a core and the resident memory, and the latency of drops into that root. Needs Linux.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1 << 20
PATIENCE_S = 120.0
QUIET_S = 2.0


def main() -> None:
    """Measure, and print a line for each figure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--projects", type=int, default=10_000)
    arguments.add_argument("--triggers", type=int, default=100)
    arguments.add_argument("--idle-s", type=float, default=60.0)
    arguments.add_argument("--drops", type=int, default=20)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_projects(home / "root" / "projects", asked.projects, asked.triggers)
        with listening(home / "ready") as ready:
            began_s = time.monotonic()
            daemon = start(home)
            ready.recv(100)
            print(f"ready after                 {time.monotonic() - began_s:8.2f} s")
        try:
            statuses = home / "root" / "projects"
            wait_until(lambda: len(list(statuses.glob("*/status.json"))) >= asked.triggers)
            print(f"all {asked.triggers} triggers answered    {time.monotonic() - began_s:8.2f} s")
            time.sleep(10)
            before_s = cpu_s(daemon.pid)
            time.sleep(asked.idle_s)
            print(f"idle, of one core           {100 * (cpu_s(daemon.pid) - before_s) / asked.idle_s:8.2f} %")
            print(f"resident memory             {resident_bytes(daemon.pid) / MEBIBYTE:8.1f} MiB")
            print(f"threads                     {len(list(Path(f'/proc/{daemon.pid}/task').iterdir())):8d}")
            tell_latency(home, asked.drops)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()


def make_projects(projects: Path, count: int, triggers: int) -> None:
    """Folders as users leave them; every n-th has a trigger."""
    scenes = json.dumps({"scenes": [{"VO": "Come in.", "images": ["front.jpg", "missing.jpg"]}]})
    for number in range(count):
        folder = projects / f"project-{number:05}" / "input"
        for inner in ("images", "voiceovers"):
            (folder / inner).mkdir(parents=True)
        (folder / "images" / "front.jpg").write_bytes(b"\xff\xd8\xff")
        (folder / "voiceovers" / "00.wav").write_bytes(b"RIFF")
        (folder / "scenes.json").write_text(scenes)
        if number % (count // triggers) == 0:
            (folder / "render.yaml").write_text("renderOptions:\n  fps: 25\n")


def listening(path: Path) -> socket.socket:
    """The socket on which the daemon says that it is ready, as to systemd."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.bind(str(path))
    return channel


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start `dropd run` on the root in a home."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "NOTIFY_SOCKET": str(home / "ready")}
    with (home / "stderr.log").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "dropd", "run", "--root", str(home / "root")],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stderr=said,
        )


def tell_latency(home: Path, drops: int) -> None:
    """Drop a project, again and again, and print how long after its last byte it is told what is missing."""
    latencies_s = []
    for number in range(drops):
        project = home / "root" / "projects" / f"new-{number:03}"
        (project / "input").mkdir(parents=True)
        (project / "input" / "scenes.json").write_text('{"scenes": [{"images": ["missing.jpg"]}]}')
        (project / "input" / "render.yaml").write_text("priority: 1\n")
        dropped_s = time.monotonic()
        wait_until(partial(is_told, project / "logs"))
        latencies_s.append(time.monotonic() - dropped_s - QUIET_S)
    print(f"latency over the quiet period, {drops} drops: median {statistics.median(latencies_s):.2f} s, ", end="")
    print(f"most {max(latencies_s):.2f} s")


def is_told(logs: Path) -> bool:
    """Whether a job's log says that nothing is waited for but the picture that is missing."""
    return any("one file: images/missing.jpg" in log.read_text() for log in logs.glob("*.log"))


def wait_until(truth: Callable[[], bool]) -> None:
    """Wait for another process."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not truth():
        if time.monotonic() > deadline_s:
            raise SystemExit(f"waited {PATIENCE_S:.0f} s in vain")
        time.sleep(0.02)


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has used, its collected children among it (man 5 proc_pid_stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S


def resident_bytes(pid: int) -> int:
    """What of a process lies in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
