"""Near misses: each is told with what to do, and nothing else is."""

import pytest

from dropd.intake.listing import Listing, Observation
from dropd.intake.nearmiss import near_misses

SEEN = Observation(size_bytes=1, mtime_ns=0, ctime_ns=0, inode=1, is_file=True)


def listing(*paths: str) -> Listing:
    return Listing(dict.fromkeys(paths, SEEN))


@pytest.mark.parametrize(
    ("paths", "sentence"),
    [
        (
            ("Render (1).yaml",),
            "Render (1).yaml is a second copy and starts nothing; rename it to render.yaml if you want it to.",
        ),
        (("render - Copy.yaml",), "render - Copy.yaml is a second copy"),
        (("render.sync-conflict-20261122-190203-ABCDEF1.yaml", "render.yaml"), "is a second copy and starts nothing"),
        (("scenes.json.json",), "scenes.json.json has an ending too many; rename it to scenes.json."),
        (("scenes.json.txt",), "rename it to scenes.json."),
        (("render.yaml.yaml",), "rename it to render.yaml."),
        (("scene.json",), "scene.json is not read; if it is meant to be scenes.json, rename it."),
        (("rendr.yaml",), "rendr.yaml starts nothing; if it is meant to be render.yaml, rename it."),
        (("house/scenes.json",), "house/scenes.json lies one folder too low; move what is in house up into input."),
        (("images/render.yaml",), "images/render.yaml lies one folder too low"),
        (("scenes (conflicted copy 2026-11-22).json", "scenes.json"), "is a second copy and is not read"),
    ],
)
def test_a_near_miss_in_the_input_folder_is_told(paths: tuple[str, ...], sentence: str) -> None:
    (told,) = near_misses((), listing(*paths))

    assert sentence in told


def test_what_lies_beside_the_input_folder_is_told() -> None:
    assert near_misses(("render.yaml", "status.json", "Scenes.json"), listing()) == (
        "Scenes.json lies beside the folder input; move it into input.",
        "render.yaml lies beside the folder input; move it into input.",
    )


@pytest.mark.parametrize(
    "path",
    [
        "render.yaml",
        "kitchen.render.yaml",
        "render.yaml.txt",
        "scenes.json",
        "images/front (1).jpg",
        ".render.yaml.Ab12Cd",
        "notes.txt",
    ],
)
def test_what_is_right_or_has_nothing_to_do_with_dropd_is_not_told(path: str) -> None:
    assert near_misses(("status.json", "output"), listing(path, "scenes.json", "render.yaml")) == ()
