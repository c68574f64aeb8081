"""Near misses: each is told with what to do, and nothing else is."""

import pytest

from dropd.intake.beside import Beside
from dropd.intake.listing import Listing, Observation
from dropd.intake.nearmiss import near_misses

SEEN = Observation(size_bytes=1, mtime_ns=0, ctime_ns=0, inode=1, is_file=True)
MADE_BY_DROPD = frozenset({"output", "done", "failed", "logs", "work", "input"})


def listing(*paths: str) -> Listing:
    folders = frozenset(path.rpartition("/")[0] for path in paths) - {""}
    return Listing(dict.fromkeys(paths, SEEN), folders)


@pytest.mark.parametrize(
    ("paths", "sentence"),
    [
        (
            ("Render (1).yaml",),
            "Render (1).yaml is a second copy and starts nothing; rename it to render.yaml if you want it to.",
        ),
        (
            ("render - Copy.yaml",),
            "render - Copy.yaml is a second copy and starts nothing; rename it to render.yaml if you want it to.",
        ),
        (
            ("render.sync-conflict-20261122-190203-ABCDEF1.yaml", "render.yaml"),
            (
                "render.sync-conflict-20261122-190203-ABCDEF1.yaml is a second copy and starts nothing; "
                "keep the right one under the name render.yaml."
            ),
        ),
        (
            ("render-LAPTOP7.yaml", "render.yaml"),
            "render-LAPTOP7.yaml is a second copy and starts nothing; keep the right one under the name render.yaml.",
        ),
        (
            ("kitchen.render copy.yaml", "kitchen.render.yaml"),
            (
                "kitchen.render copy.yaml is a second copy and starts nothing; "
                "keep the right one under the name kitchen.render.yaml."
            ),
        ),
        (
            ("scenes (conflicted copy 2026-11-22).json", "scenes.json"),
            (
                "scenes (conflicted copy 2026-11-22).json is a second copy and is not read; "
                "keep the right one under the name scenes.json."
            ),
        ),
        (
            ("scenes 2.json", "scenes.json"),
            "scenes 2.json is a second copy and is not read; keep the right one under the name scenes.json.",
        ),
        (
            ("render.yaml.rtf",),
            (
                "render.yaml.rtf starts nothing: it is a document of a word processor; "
                "save it as plain text named render.yaml."
            ),
        ),
        (("scenes.json.json",), "scenes.json.json has an ending too many; rename it to scenes.json."),
        (("scenes.json.txt",), "scenes.json.txt has an ending too many; rename it to scenes.json."),
        (("render.yaml.yaml",), "render.yaml.yaml has an ending too many; rename it to render.yaml."),
        (("scene.json",), "scene.json is not read; if it is meant to be scenes.json, rename it."),
        (("scenes.txt",), "scenes.txt is not read; if it is meant to be scenes.json, rename it."),
        (("scenes",), "scenes is not read; if it is meant to be scenes.json, rename it."),
        (("rendr.yaml",), "rendr.yaml starts nothing; if it is meant to be render.yaml, rename it."),
        (("render.txt",), "render.txt starts nothing; if it is meant to be render.yaml, rename it."),
        (("house/scenes.json",), "house/scenes.json lies one folder too low; move what is in house up into input."),
        (
            ("meadow.zip",),
            "meadow.zip is packed, and dropd opens no archives; unpack it, so that scenes.json lies in input.",
        ),
        (("Photos/a.jpg",), "The folder Photos is not read; if it is meant to be images, rename it."),
        (
            ("Voiceovers/08.AAC", "Voiceovers/09.wma"),
            (
                "Voiceovers/08.AAC and Voiceovers/09.wma are no sound that dropd reads; "
                "save as WAV, MP3, M4A, FLAC, OGG or OPUS."
            ),
        ),
        (
            ("images/render.yaml",),
            "images/render.yaml lies one folder too low; move what is in images up into input.",
        ),
    ],
)
def test_a_near_miss_in_the_input_folder_is_told(paths: tuple[str, ...], sentence: str) -> None:
    assert near_misses(Beside(), listing(*paths)) == (sentence,)


def test_what_lies_beside_the_input_folder_is_told() -> None:
    beside = Beside(frozenset({"render.yaml", "status.json", "Scenes.json"}), MADE_BY_DROPD | {"images"})

    assert near_misses(beside, listing("notes.txt")) == (
        "Scenes.json lies beside the folder input; move it into input.",
        "images lies beside the folder input; move it into input.",
        "render.yaml lies beside the folder input; move it into input.",
    )


def test_pictures_that_lie_in_both_places_are_their_owners_business() -> None:
    beside = Beside(folders=MADE_BY_DROPD | {"images"})

    assert near_misses(beside, listing("scenes.json", "render.yaml", "Images/front.jpg")) == ()


def test_a_project_without_input_is_told_what_to_make() -> None:
    beside = Beside(frozenset({"scenes.json", "notes.txt"}), frozenset({"images"}), has_input=False)

    assert near_misses(beside, Listing()) == (
        "There is no folder input; make one and move all that you dropped into it, images and scenes.json too.",
    )


def test_an_input_folder_in_capitals_is_told() -> None:
    beside = Beside(folders=frozenset({"Input"}), has_input=False)

    assert near_misses(beside, Listing()) == ("The folder Input has to be called input, in small letters; rename it.",)


def test_a_project_within_a_project_is_told() -> None:
    beside = Beside(folders=frozenset({"house"}), nested=frozenset({"house"}), has_input=False)

    assert near_misses(beside, Listing()) == (
        "The folder house is a project inside this project; move it one folder up, beside this one.",
    )


@pytest.mark.parametrize(
    "path",
    [
        "render.yaml",
        "kitchen.render.yaml",
        "my 2.render.yaml",
        "kitchen-LAPTOP7.render.yaml",
        "render.yaml.txt",
        "scenes.json",
        "images/front (1).jpg",
        ".render.yaml.Ab12Cd",
        "render.yaml.filepart",
        "notes.txt",
        "notes (1).txt",
        "pictures.zip",
        "theme.mp3",
        "audio/00.wav",
        "voiceovers/00.wav",
        "voiceovers/00.wav.part",
        "voiceovers/00.txt",
        "voiceover/00.wav",
        "01.mp3",
    ],
)
def test_what_is_right_or_has_nothing_to_do_with_dropd_is_not_told(path: str) -> None:
    beside = Beside(frozenset({"status.json", "status.html"}), MADE_BY_DROPD)

    assert near_misses(beside, listing(path, "scenes.json", "render.yaml", "kitchen.render.yaml")) == ()


def test_a_picture_is_never_meant_to_be_a_text() -> None:
    assert near_misses(Beside(), listing("render.jpg", "scenes.png")) == ()


@pytest.mark.parametrize("path", ["rend\udcffr.yaml", "h\udcffuse/scenes.json", "scenes\udcff (1).json"])
def test_names_that_are_not_utf_8_can_be_told(path: str) -> None:
    (told,) = near_misses(Beside(), listing(path))

    assert "\\udcff" in told
    assert told.encode()
