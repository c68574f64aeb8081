"""A drop as its owner has it: a folder, a manifest that nobody but the judges reads, and an order of sending."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from tests.transports.arrivals import Arrival, Order
from tests.transports.pool import ENDS_TELL, PICTURE_ENDINGS, Pool, Width

TRIGGERS = {"render.yaml": "video.mp4", "render.json": "video.mp4", "tour.render.yaml": "tour.mp4"}
"""How a trigger may be called, and the film that it asks for."""
SMALL_FILM = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "minShot": 0.5, "xfade": 0}
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Drop:
    """Files to be sent. Paths are below `folder`, which is like the `input/` that they are for."""

    folder: Path
    files: tuple[str, ...]
    """In the order in which they are to be sent, if the sender allows one."""
    sizes: Mapping[str, int]
    """Bytes of each file."""
    trigger: str
    film: str
    """The name of what will lie in `output/`."""

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders within `folder`."""
        return tuple(dict.fromkeys(path.partition("/")[0] for path in self.files if "/" in path))

    @property
    def top(self) -> tuple[str, ...]:
        """Files and folders as a file browser shows them, in the order of sending."""
        return tuple(dict.fromkeys(path.partition("/")[0] for path in self.files))

    @property
    def largest(self) -> str:
        """The largest file whose end can be told: the one to be broken off."""
        telling = (path for path in self.files if path.endswith(ENDS_TELL))
        return max(telling, key=self.sizes.__getitem__)


def make_drop(arrival: Arrival, pool: Pool, folder: Path, manifest: Path) -> Drop:
    """Write a drop and its manifest. Everything about it follows from the arrival's seed."""
    dice = Random(arrival.seed)  # noqa: S311 - choices, no secrets
    contents, manifested = _contents(arrival, pool, dice)
    trigger = dice.choice(list(TRIGGERS))
    contents[trigger] = _trigger(arrival, manifested["music"], dice)
    _write(folder, contents, dice)
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}
    manifest.write_text(json.dumps({**manifested, "files": digests, "is_film": arrival.is_film}))
    files = _in_order(list(contents), trigger, arrival.order, dice)
    sizes = {path: len(data) for path, data in contents.items()}
    drop = Drop(folder, files, sizes, trigger, TRIGGERS[trigger])
    return drop if arrival.order is Order.TRIGGER_LAST or dice.random() < 1 / 3 else _with_largest_last(drop)


def _contents(arrival: Arrival, pool: Pool, dice: Random) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Every file but the trigger, and what the delivery must say of them."""
    contents: dict[str, bytes] = {}
    described, expected = [], []
    are_named = dice.random() < 0.3
    for index in range(dice.randint(1, 4)):
        images = _add_images(contents, pool, index, dice)
        voice_over = f"{'voice_' if are_named else ''}{index:02}.{dice.choice(list(pool.sounds))}"
        contents[f"voiceovers/{voice_over}"] = pool.sound(voice_over.rpartition(".")[2], dice)
        scene = {"title": f"Room {index}", "VO": "Please come in.", "images": [Path(path).name for path in images]}
        described.append(scene | ({"voiceover": voice_over} if are_named else {}))
        expected.append({"images": images, "voice_over": f"voiceovers/{voice_over}"})
    music = f"music/theme.{dice.choice(list(pool.sounds))}" if dice.random() < 0.25 else None
    if music is not None:
        contents[music] = pool.sound(music.rpartition(".")[2], dice)
    about = {"info": {"address": arrival.project}, "scenes": described}
    contents["scenes.json"] = json.dumps(about, indent=2).encode()
    return contents, {"scenes": expected, "music": music}


def _add_images(contents: dict[str, bytes], pool: Pool, index: int, dice: Random) -> list[str]:
    """The pictures of a scene: the first of all is large, so that there is one that can be broken off."""
    images = []
    for place in range(dice.randint(1, 3)):
        is_first = index == place == 0
        width = Width.LARGE if is_first else dice.choices(list(Width), (6, 3, 1))[0]
        ending = "jpg" if is_first else dice.choice(PICTURE_ENDINGS)
        images.append(f"images/{index}{'abc'[place]}.{ending}")
        contents[images[-1]] = pool.picture(ending, width, dice)
    return images


def _trigger(arrival: Arrival, music: str | None, dice: Random) -> bytes:
    """JSON, which is YAML too; padded at times, so that it does not always fit into one packet."""
    options: dict[str, Any] = dict(SMALL_FILM) if arrival.is_film else {"crf": dice.randint(16, 28)}
    if music is not None:
        options["music"] = music
    return json.dumps({"renderOptions": options}).encode() + b"\n" * dice.choice((0, 1, 5000))


def _write(folder: Path, contents: dict[str, bytes], dice: Random) -> None:
    """Files are as old as photos are: many senders keep that time, even of a file that is still arriving."""
    for path, data in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        age_s = dice.uniform(0, 3 * YEAR_S)
        written_s = target.stat().st_mtime - age_s
        os.utime(target, (written_s, written_s))


def _with_largest_last(drop: Drop) -> Drop:
    """The worst order: all else is there while the file arrives that is halted or broken off."""
    return replace(drop, files=tuple(sorted(drop.files, key=lambda path: path == drop.largest)))


def _in_order(files: list[str], trigger: str, order: Order, dice: Random) -> tuple[str, ...]:
    dice.shuffle(files)
    match order:
        case Order.SHUFFLED:
            return tuple(files)
        case Order.TRIGGER_FIRST:
            return tuple(sorted(files, key=lambda path: path != trigger))
        case Order.TRIGGER_LAST:
            return tuple(sorted(files, key=lambda path: path == trigger))
