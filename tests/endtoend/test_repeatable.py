"""Same in, same out: two machines of one kind, with nothing kept, make the same files to the byte."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.endtoend.support import SMALL, Drop

SPOKEN = {"renderOptions": {**SMALL["renderOptions"], "ttsApi": "piper", "music": "music/bed.wav", "ducking": True}}


def rendered(drop: Drop, machine: Path, *, workers: int) -> dict[str, str]:
    """Render a copy of a drop with a home, a cache and a temporary folder of its own. Return each output's SHA-256."""
    project = machine / "root" / "projects" / "house"
    shutil.copytree(drop.folder, project / "input")
    (machine / "tmp").mkdir(parents=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(machine),
        "TMPDIR": str(machine / "tmp"),
        "DROPD_WORKERS": str(workers),
        "DROPD_RESERVE_DISK_MB": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "dropd", "render", str(project)],
        env=environment, cwd=machine, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {
        str(path.relative_to(project / "output")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((project / "output").rglob("*"))
        if path.is_file()
    }


def test_two_renders_with_empty_caches_give_the_same_bytes(drop: Drop, tmp_path: Path) -> None:
    """One with a worker, one with three; at other times, in other folders; a scene is spoken, and music plays."""
    drop.write(scenes=2, trigger=SPOKEN, voice_s=2.0)
    (drop.folder / "music").mkdir()
    (drop.folder / "voiceovers" / "00.wav").rename(drop.folder / "music" / "bed.wav")
    scenes = json.loads((drop.folder / "scenes.json").read_text())
    scenes["scenes"][0]["VO"] = "Welcome to the house on the hill. Its garden is wide."
    (drop.folder / "scenes.json").write_text(json.dumps(scenes))

    one, other = (rendered(drop, tmp_path / f"machine {workers}", workers=workers) for workers in (1, 3))

    assert {"video.mp4", "video.jpg", "video.srt", "video.vtt", "scene_00.mp4", "scene_01.mp4"} <= set(one)
    assert one == other
