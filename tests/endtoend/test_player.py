"""What a player makes of a film: mpv opens it as it opens any other."""

import json
import shutil
import subprocess
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.endtoend.support import SMALL, Drop, RunningDaemon

ASKED = "${=track-list}\n${=chapter-list}\n${=media-title}\n${=sid}"
"""What mpv is asked to say when it begins to play; lists come as JSON."""


class Player:
    """mpv on one film, without its owner's settings, without a window and without a loudspeaker."""

    def __init__(self, film: Path, folder: Path) -> None:
        self._film = film
        self._folder = folder

    def says(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str, str]:
        """Its tracks and chapters, the film's title, and which subtitles it shows by itself."""
        argv = ("--vo=null", "--frames=1", f"--term-playing-msg=<<{ASKED}>>")
        answer = self._run(*argv).split("<<", 1)[1].split(">>", 1)[0]
        tracks, chapters, title, subtitles = answer.split("\n")
        return json.loads(tracks), json.loads(chapters), title, subtitles

    def shows(self, second: float, *, subtitles: bool = False) -> NDArray[np.uint8]:
        """What is on the screen at a time of the film, as RGB."""
        shutil.rmtree(self._folder, ignore_errors=True)
        chosen = ("--sid=1",) if subtitles else ()
        self._run(
            *("--vo=image", f"--vo-image-outdir={self._folder}", "--vo-image-format=png", "--frames=1"),
            *("--hr-seek=yes", f"--start={second}", *chosen),
        )
        [shot] = self._folder.iterdir()
        return np.asarray(Image.open(shot).convert("RGB"))

    def words(self) -> str:
        """Every text that the first subtitle track shows, in order, as the player draws it."""
        answer = self._run("--no-audio", "--vo=null", "--sid=1", "--untimed", "--term-status-msg=<<${sub-text}>>")
        shown = (piece.split(">>", 1)[0] for piece in answer.split("<<")[1:])
        return "|".join(text for text, _ in groupby(shown) if text)

    def _run(self, *arguments: str) -> str:
        program = shutil.which("mpv")
        assert program, "install mpv"
        argv = (program, "--no-config", "--ao=null", "--sub-auto=no", *arguments, str(self._film))
        done = subprocess.run(argv, check=True, capture_output=True, timeout=60)
        return (done.stdout + done.stderr).decode()


@pytest.fixture
def film(daemon: RunningDaemon, drop: Drop) -> Path:
    """A film of two scenes, in German."""
    trigger = {"renderOptions": {**SMALL["renderOptions"], "ttsLanguage": "de", "fadeIn": 0}}
    drop.write(trigger=trigger)
    described = json.loads((drop.folder / "scenes.json").read_text())
    described["info"] = {"title": "Das Haus am See", "address": "Seeweg 5"}
    described["scenes"][0] |= {"title": "Küche", "VO": "Hier wird gekocht & gegessen."}
    (drop.folder / "scenes.json").write_text(json.dumps(described))
    project = daemon.root / "projects" / "house"
    project.parent.mkdir(parents=True)
    project.mkdir()
    shutil.copytree(drop.folder, project / "input")
    daemon.start()
    daemon.wait_for("house", "SUCCEEDED")
    return project / "output" / "video.mp4"


def test_a_player_shows_the_film_with_all_that_is_around_it(film: Path, tmp_path: Path) -> None:
    player = Player(film, tmp_path / "shots")

    tracks, chapters, title, subtitles = player.says()

    assert title == "Das Haus am See"
    assert [chapter["title"] for chapter in chapters] == ["Küche", "Scene 1"]
    kinds = {(track["type"], track.get("lang")): track for track in tracks if not track["albumart"]}
    assert set(kinds) == {("video", None), ("audio", "deu"), ("sub", "deu")}
    assert kinds["audio", "deu"]["default"]
    assert (subtitles, kinds["sub", "deu"]["default"]) == ("no", False), "captions are offered, not forced on anybody"
    assert [track["codec"] for track in tracks if track["albumart"]] == ["mjpeg"]
    with Image.open(film.with_suffix(".jpg")) as poster:
        assert poster.size == (320, 180)


def test_a_player_shows_captions_to_those_who_ask_for_them(film: Path, tmp_path: Path) -> None:
    player = Player(film, tmp_path / "shots")

    assert player.words() == "Hier wird gekocht & gegessen.|Spoken text."
    without, with_captions = player.shows(1.0), player.shows(1.0, subtitles=True)
    assert without.shape == (180, 320, 3)
    assert without.std() > 10, "there is a picture"
    assert np.abs(without[120:].astype(int) - with_captions[120:]).max() > 100
