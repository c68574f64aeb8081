"""The example project: what somebody who tries dropd for the first time gets to see."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from dropd.contracts.scenes import Scenes, parse_scenes
from dropd.example import write_example
from dropd.project import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("example"))
    write_example(project)
    return project


def test_three_scenes_with_title_text_and_two_pictures_each(project: Project) -> None:
    scenes = _scenes(project).scenes

    assert len(scenes) == 3
    assert all(scene.title and scene.vo and len(scene.images) == 2 for scene in scenes)


def test_scenes_json_is_read_without_a_warning(project: Project) -> None:
    assert parse_scenes((project.input / "scenes.json").read_bytes()).warnings == ()


def test_every_picture_that_is_named_is_there_and_no_other(project: Project) -> None:
    named = {name for scene in _scenes(project).scenes for name in scene.images}

    assert {path.name for path in _pictures(project)} == named


def test_pictures_open_and_are_large_enough_for_a_full_screen(project: Project) -> None:
    for path in _pictures(project):
        with Image.open(path) as picture:
            picture.load()
            assert 2400 <= max(picture.size) <= 3000


def test_pictures_have_three_shapes_as_a_viewer_sees_them(project: Project) -> None:
    shapes = set()
    for path in _pictures(project):
        with Image.open(path) as picture:
            width, height = ImageOps.exif_transpose(picture).size
        shapes.add(round(width / height, 2))

    assert shapes == {1.78, 1.33, 0.75}


def test_the_portrait_lies_on_its_side_and_stands_upright_when_viewed(project: Project) -> None:
    with Image.open(project.input / "images" / "coast.jpg") as stored:
        assert stored.width > stored.height
        assert stored.getexif()[0x0112] == 6
        upright = ImageOps.exif_transpose(stored)

    assert _brightness(upright, 0.5) > 1.5 * _brightness(upright, 0.99)  # the evening sky, and deep water


def test_there_is_no_trigger(project: Project) -> None:
    assert {path.name for path in project.input.iterdir()} == {"images", "scenes.json"}


def _scenes(project: Project) -> Scenes:
    return parse_scenes((project.input / "scenes.json").read_bytes()).scenes


def _pictures(project: Project) -> list[Path]:
    return sorted((project.input / "images").iterdir())


def _brightness(picture: Image.Image, y: float) -> float:
    """Mean of the row at that fraction of the height."""
    row = picture.convert("L").crop((0, int(y * picture.height), picture.width, int(y * picture.height) + 1))
    return sum(row.tobytes()) / row.width
