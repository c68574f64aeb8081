import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image

from dropd.errors import MediaFault
from dropd.film.pictures import Canvas
from dropd.film.stills import Stills, StillSource
from dropd.media.decoder import PictureDecoder


@pytest.fixture(scope="module")
def decoder() -> Iterator[PictureDecoder]:
    with PictureDecoder() as one:
        yield one


class Folder:
    """Pictures on disk, and which of them were opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[str] = []

    def put(self, name: str, width: int, height: int, colour: str) -> None:
        Image.new("RGB", (width, height), colour).save(self.folder / name)

    def open(self, name: str) -> BinaryIO:
        self.opened.append(name)
        return (self.folder / name).open("rb")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.put("wide.png", 320, 180, "white")
    folder.put("tall.png", 100, 200, "white")
    (tmp_path / "text.png").write_text("hello")
    return folder


def stills(folder: Folder, decoder: PictureDecoder, *, kept: int = 4) -> Stills:
    canvas = Canvas(320, 180, "contain", 0.8)
    sources = {name.partition(".")[0]: StillSource(name, canvas) for name in ("wide.png", "tall.png", "text.png")}
    return Stills(sources, decoder, folder.open, kept=kept)


def test_a_picture_is_fitted_as_its_canvas_says(folder: Folder, decoder: PictureDecoder) -> None:
    tall = stills(folder, decoder).get("tall").luma

    assert (tall == 235).sum() == 144 * 72
    assert (tall == 16).sum() == 320 * 180 - 144 * 72


def test_a_picture_is_prepared_once_for_all_who_ask(folder: Folder, decoder: PictureDecoder) -> None:
    prepared, meeting = stills(folder, decoder), threading.Barrier(4, timeout=20)

    def ask(_: int) -> int:
        meeting.wait()
        return id(prepared.get("tall"))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert folder.opened == ["tall.png"]


def test_what_was_not_used_for_longest_is_let_go(folder: Folder, decoder: PictureDecoder) -> None:
    prepared = stills(folder, decoder, kept=1)

    for name in ("tall", "tall", "wide", "tall"):
        prepared.get(name)

    assert folder.opened == ["tall.png", "wide.png", "tall.png"]


def test_a_picture_that_is_none_is_told_to_everyone(folder: Folder, decoder: PictureDecoder) -> None:
    prepared = stills(folder, decoder)

    for _ in range(2):
        with pytest.raises(MediaFault, match=r"text\.png is not a picture"):
            prepared.get("text")
    assert folder.opened == ["text.png"]
