"""Stands in for the renderer: instead of making a film it checks that every byte of the drop is there.

Its arguments are the folder of the manifests and that of the verdicts; the order comes on standard input, as to the
real one. It looks at its start, at some moment and at its end, and writes what it saw where dropd does not look. For a
drop that asks for a film it has the real renderer make one meanwhile. It is started for every arrival, so it imports
the standard library only.
"""

import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

RENDERER = (sys.executable, "-P", "-c", "from dropd.jobs.render_child import main; main()")
LONGEST_S = 1.5


def main(manifests: Path, verdicts: Path) -> None:
    """Look three times, write the verdict, hand over something that looks like a film."""
    started_s = time.monotonic()
    told = sys.stdin.buffer.read()
    order: dict[str, Any] = json.loads(told)
    input_folder = Path(order["input_folder"])
    project = input_folder.parent.name
    manifest: dict[str, Any] = json.loads((manifests / f"{project}.json").read_bytes())
    verdict = verdicts / project / f"{time.monotonic_ns()}.json"
    wrong = [*wrong_files(order, manifest), *wrong_delivery(order, manifest)]
    write(verdict, started_s, wrong)
    digests = {file["path"]: digest(input_folder / file["path"]) for file in order["delivery"]["files"]}
    time.sleep(random.uniform(0, LONGEST_S / 2))  # noqa: S311 - a moment, no secret
    wrong += wrong_files(order, manifest)
    events = real_film(told) if manifest["is_film"] else stand_in(order, digests)
    wrong += wrong_files(order, manifest)
    write(verdict, started_s, wrong)
    sys.stdout.buffer.write(events)  # dropd ends this process when it hears that the film is ready


def wrong_files(order: dict[str, Any], manifest: dict[str, Any]) -> list[str]:
    """One sentence for each file that is not there as its owner has it."""
    sentences = []
    for path, wanted in manifest["files"].items():
        file = Path(order["input_folder"]) / path
        if not file.exists():
            sentences.append(f"{path}: missing")
        elif digest(file) != wanted:
            sentences.append(f"{path}: its {file.stat().st_size} bytes are not those of its owner")
    return sentences


def wrong_delivery(order: dict[str, Any], manifest: dict[str, Any]) -> list[str]:
    """One sentence if the film would be made from other files than its owner means."""
    delivered = order["delivery"]
    differing = [key for key in ("scenes", "music") if delivered[key] != manifest[key]]
    return [f"the order says of {key}: {delivered[key]}" for key in differing]


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write(verdict: Path, started_s: float, wrong: list[str]) -> None:
    """Tell what was seen so far; dropd may end this process at any moment, so whole at any moment."""
    verdict.parent.mkdir(exist_ok=True)
    temporary = verdict.with_suffix(".tmp")
    temporary.write_text(json.dumps({"started_s": started_s, "wrong": wrong}))
    temporary.replace(verdict)


def real_film(told: bytes) -> bytes:
    """The events of the real renderer, which makes the film meanwhile."""
    return subprocess.run(RENDERER, input=told, check=True, stdout=subprocess.PIPE).stdout


def stand_in(order: dict[str, Any], digests: dict[str, str]) -> bytes:
    """After a while, the event that tells of a file as of a film."""
    time.sleep(random.uniform(0, LONGEST_S / 2))  # noqa: S311 - a moment, no secret
    data = f"a film of {order['job_id']}\n".encode() * 1000
    name = f"{order['output_stem']}.mp4"
    film = Path(order["work_folder"]) / name
    film.write_bytes(data)
    file = {"staged": name, "name": name, "bytes": len(data), "sha256": digest(film)}
    return json.dumps({"event": "film_ready", "files": [file], "digests": digests}).encode() + b"\n"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
