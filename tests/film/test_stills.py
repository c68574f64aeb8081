import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image

from dropd.cache.store import Cache
from dropd.errors import MediaFault
from dropd.film.pictures import Canvas, Plane, Still
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


CANVAS = Canvas(320, 180, "contain", 0.8)


def stills(folder: Folder, decoder: PictureDecoder, *, kept: int = 4, canvas: Canvas = CANVAS) -> Stills:
    names = ("wide.png", "tall.png", "text.png")
    sources = {name.partition(".")[0]: StillSource(name, canvas) for name in names}
    prepared = Stills(decoder, folder.open, Cache(folder.folder / "cache"), kept=kept)
    prepared.learn(sources)
    return prepared


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


def test_what_was_not_used_for_longest_is_let_go_and_found_again(folder: Folder, decoder: PictureDecoder) -> None:
    prepared = stills(folder, decoder, kept=1)

    first, wide, again = (prepared.get(name) for name in ("tall", "wide", "tall"))

    assert folder.opened == ["tall.png", "wide.png"]
    assert first is not again
    assert [plane.tobytes() for plane in planes(first)] == [plane.tobytes() for plane in planes(again)]
    assert wide.luma.tobytes() != again.luma.tobytes()


def planes(still: Still) -> tuple[Plane, Plane, Plane]:
    return still.luma, still.blue, still.red


def test_another_film_finds_a_picture_that_was_prepared_before(folder: Folder, decoder: PictureDecoder) -> None:
    before, after = (stills(folder, decoder).get("tall") for _ in range(2))

    assert folder.opened == ["tall.png"]
    assert [plane.tobytes() for plane in planes(before)] == [plane.tobytes() for plane in planes(after)]


@pytest.mark.parametrize("damage", ["one bit", "cut", "empty"])
def test_a_damaged_picture_in_the_cache_is_prepared_again(folder: Folder, decoder: PictureDecoder, damage: str) -> None:
    before = stills(folder, decoder).get("tall").luma.tobytes()
    (entry,) = (folder.folder / "cache").rglob("*.still")
    content = bytearray(entry.read_bytes())
    content[1000] ^= 1
    entry.unlink()  # or what is still mapped would change as well
    entry.write_bytes(content[: {"one bit": None, "cut": -5, "empty": 0}[damage]])

    assert stills(folder, decoder).get("tall").luma.tobytes() == before
    assert folder.opened == ["tall.png", "tall.png"]
    stills(folder, decoder).get("tall")
    assert folder.opened == ["tall.png", "tall.png"]


def test_a_picture_is_prepared_although_the_cache_takes_nothing(folder: Folder, decoder: PictureDecoder) -> None:
    (folder.folder / "cache").write_text("no folder")

    assert stills(folder, decoder).get("tall").luma.shape == (180, 320)


def test_a_picture_that_is_expected_is_there_when_it_is_asked_for(folder: Folder, decoder: PictureDecoder) -> None:
    with stills(folder, decoder) as prepared:
        prepared.expect("tall")
        prepared.expect("text")

        prepared.get("tall")
        with pytest.raises(MediaFault):
            prepared.get("text")

    assert folder.opened.count("tall.png") == 1


def test_a_picture_that_is_none_is_told_to_everyone(folder: Folder, decoder: PictureDecoder) -> None:
    prepared = stills(folder, decoder)

    for _ in range(2):
        with pytest.raises(MediaFault, match=r"text\.png is not a picture"):
            prepared.get("text")
    assert folder.opened == ["text.png", "text.png"]  # whoever asks again may have better luck
