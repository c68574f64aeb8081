"""Somebody edits pictures while films are made of them: each film shows one state of its inputs.

Fifteen edits here; `DROPD_EDITS=50 pytest tests/endtoend/test_edits.py` is the long form.
"""

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.endtoend.support import Film, RunningDaemon, wait_until

EDITS = int(os.environ.get("DROPD_EDITS", "15"))
SEED = int(os.environ.get("DROPD_SEED", "7"))
STEP = 4
"""Grey levels between two edits: H.264 keeps a flat picture within one."""
# A film that takes about two seconds to make, so that some edits fall into its render.
TRIGGER = json.dumps(
    {
        "force": True,
        "renderOptions": {
            "size": "1280x720", "fps": 25, "preset": "slow", "tune": "none", "motion": "none", "tts": "none",
            "xfade": 0, "fadeIn": 0, "fadeOut": 0, "fit": "cover", "sceneFiles": False,
        },
    }
)  # fmt: skip


def paint(picture: Path, edit: int) -> None:
    """Put a picture of the edit's own grey in the place of another, as editors do: by rename."""
    Image.new("L", (320, 180), 20 + STEP * edit).save(picture.with_name(".new"), "JPEG", quality=95)
    picture.with_name(".new").rename(picture)


def edit_shown(film: Film, frame: int) -> int:
    return round((float(film.picture(frame).mean()) - 20) / STEP)


@pytest.mark.timeout(60 + 10 * EDITS)
def test_every_film_shows_pictures_that_lay_there_together(
    daemon: RunningDaemon, film_at: Callable[[Path], Film]
) -> None:
    moments = random.Random(SEED)  # noqa: S311 - moments, no secrets
    daemon.settings |= {"DROPD_QUIET_PERIOD_S": "0.3", "DROPD_RESTLESS_QUIET_PERIOD_S": "1"}
    project = daemon.root / "projects" / "house"
    images = project / "input" / "images"
    images.mkdir(parents=True)
    (project / "input" / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["front.jpg", "yard.jpg"]}]}))
    daemon.start()
    shown: list[tuple[int, int]] = []
    path = project / "output" / "video.mp4"

    def look() -> int:
        """Look at the film if it is a new one, and ask for the next; return how many were seen."""
        if not (project / "input" / "render.yaml").exists():
            if path.exists():
                film = film_at(path)
                frames = film.frames()
                shown.append((edit_shown(film, 5), edit_shown(film, frames - 5)))
            (project / "input" / "render.yaml").write_text(TRIGGER)
        return len(shown)

    for edit in range(EDITS):
        paint(images / "front.jpg", edit)
        paint(images / "yard.jpg", edit)
        look()
        time.sleep(moments.choice((0.05, 0.5, 1.5, 4.0)))
    films = len(shown)
    wait_until(lambda: look() > films + 1, "the last film")

    # The first picture is edited first: the second is of the same edit, or of the one before.
    assert all(front - yard in (0, 1) for front, yard in shown), shown
    assert shown[-1] == (EDITS - 1, EDITS - 1)
    assert not list(project.glob("failed/*"))
    assert daemon.said().count('"code": "changed"') > 0
