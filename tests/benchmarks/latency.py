"""How soon a film begins: from the last byte of the last file to RUNNING, beyond the quiet period.

    python -m tests.benchmarks.latency --drops 50
    unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_inotify_watches; python -m tests.benchmarks.latency'

Each drop is a project of 20 scenes: a photograph of 12 megapixels and a voice-over each. In turn it is copied file by
file with the trigger last, copied with the trigger first, and moved in whole. The film is cancelled once it has begun.
The second line does the same without any file event, by looking every five seconds.
"""

import argparse
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PIL import Image

SCENES = 20
QUIET_S = 2.0
PATIENCE_S = 60.0
WAYS = ("trigger last", "trigger first", "moved in whole")


def main() -> None:
    """Drop, wait, cancel; print a line a way."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--drops", type=int, default=50, help="of each way")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_drop(home / "drop")
        with (home / "stderr.log").open("wb") as said:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "dropd", "run", "--root", str(home / "root")],
                env={"PATH": os.environ["PATH"], "HOME": str(home)},
                cwd=home,
                stdin=subprocess.DEVNULL,
                stderr=said,
            )
        try:
            tell(measured(home, asked.drops))
        finally:
            daemon.terminate()
            daemon.wait()


def make_drop(folder: Path) -> None:
    """Photographs that cost what photographs cost, and a second of noise for each."""
    chance = random.Random(7)  # noqa: S311 - noise, no secrets
    for inner in ("images", "voiceovers"):
        (folder / inner).mkdir(parents=True)
    for scene in range(SCENES):
        rough = Image.frombytes("RGB", (400, 300), chance.randbytes(400 * 300 * 3))
        picture = io.BytesIO()
        rough.resize((4000, 3000), Image.Resampling.BICUBIC).save(picture, "JPEG", quality=85)
        (folder / "images" / f"{scene:02}.jpg").write_bytes(picture.getvalue())
        with wave.open(str(folder / "voiceovers" / f"{scene:02}.wav"), "wb") as file:
            file.setparams((1, 2, 48_000, 48_000, "NONE", ""))
            file.writeframes(chance.randbytes(2 * 48_000))
    scenes = [{"VO": "Come in.", "images": [f"{scene:02}.jpg"]} for scene in range(SCENES)]
    (folder / "scenes.json").write_text(json.dumps({"scenes": scenes}))
    (folder / "render.yaml").write_text("renderOptions:\n  motion: none\n")


def measured(home: Path, drops: int) -> Iterator[tuple[str, float]]:
    """Each way and its latency beyond the quiet period, in seconds."""
    (home / "root" / "projects").mkdir(parents=True)
    while not (home / ".local" / "state" / "dropd" / "heartbeat.json").exists():
        time.sleep(0.1)
    for number in range(drops * len(WAYS)):
        way = WAYS[number % len(WAYS)]
        project = home / "root" / "projects" / f"house-{number:04}"
        bring(home / "drop", project / "input", way)
        dropped = time.time()
        began = wait_for(project, "job_running")
        (project / "input" / "cancel").touch()
        wait_for(project, "job_cancelled")
        yield way, began - dropped - QUIET_S


def bring(drop: Path, target: Path, way: str) -> None:
    """Bring a project into the root as users do."""
    if way == "moved in whole":
        whole = drop.with_name("moved")
        shutil.copytree(drop, whole)
        target.parent.mkdir()
        whole.rename(target)
        return
    target.mkdir(parents=True)
    if way == "trigger first":
        shutil.copy(drop / "render.yaml", target)
    shutil.copytree(drop, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("render.yaml"))
    if way == "trigger last":
        shutil.copy(drop / "render.yaml", target)


def wait_for(project: Path, event: str) -> float:
    """When a job's log tells of an event, as Unix seconds."""
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        for log in (project / "logs").glob("*.log"):
            for line in log.read_text().splitlines():
                told = json.loads(line)
                if told["event"] == event:
                    return datetime.fromisoformat(told["timestamp"]).timestamp()
        time.sleep(0.02)
    raise SystemExit(f"{event} was not seen in {project} for {PATIENCE_S:.0f} s")


def tell(latencies: Iterator[tuple[str, float]]) -> None:
    """Print median, 99th percentile and maximum of each way."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for way, latency_s in latencies:
        found[way].append(latency_s)
    print(f"from the last byte to RUNNING, beyond the quiet period of {QUIET_S:g} s")
    found["all"] = [latency_s for latencies_s in found.values() for latency_s in latencies_s]
    for way, latencies_s in found.items():
        ordered = sorted(latencies_s)
        p99_s = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        print(f"{way:15} p50 {statistics.median(ordered):5.2f} s  p99 {p99_s:5.2f} s  most {ordered[-1]:5.2f} s")


if __name__ == "__main__":
    main()
