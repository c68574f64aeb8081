import pytest

from dropd.contracts.film_files import is_scene_file, published_files, scene_file


def test_the_files_of_the_usual_film_have_short_names() -> None:
    assert published_files("video") == ("video.mp4", "video.jpg", "video_contact.jpg", "video.srt", "video.vtt")
    assert scene_file("video", 7) == "scene_07.mp4"


def test_those_of_another_film_begin_with_its_name() -> None:
    assert scene_file("short", 112) == "short_scene_112.mp4"


@pytest.mark.parametrize(
    ("name", "stem", "expected"),
    [
        ("scene_00.mp4", None, True),
        ("short_scene_00.mp4", None, True),
        ("short.mp4", None, False),
        ("my_scenery.mp4", None, False),
        ("scene_00.mp4", "video", True),
        ("short_scene_00.mp4", "video", False),
        ("short_scene_00.mp4", "short", True),
        ("scene_00.mp4", "short", False),
    ],
)
def test_the_film_of_a_scene_is_known_by_its_name(name: str, stem: str | None, *, expected: bool) -> None:
    assert is_scene_file(name, stem) is expected
