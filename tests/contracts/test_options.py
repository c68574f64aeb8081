from fractions import Fraction

import pytest
from pydantic import ValidationError

from dropd.contracts.options import RenderOptions
from dropd.contracts.size import parse_size


@pytest.mark.parametrize(
    ("fps", "drafted"),
    [
        ("24", Fraction(12)),
        ("25", Fraction(25, 2)),
        ("30000/1001", Fraction(15000, 1001)),
        ("60", Fraction(30)),
        ("24000/1001", Fraction(24000, 1001)),
        ("12", Fraction(12)),
    ],
)
def test_a_draft_has_half_of_the_pictures_unless_they_would_be_too_few(fps: str, drafted: Fraction) -> None:
    full = RenderOptions.model_validate({"fps": fps})

    assert full.film_fps == Fraction(fps)
    assert RenderOptions.model_validate({"fps": fps, "draft": True}).film_fps == drafted


@pytest.mark.parametrize(
    ("size", "drafted"),
    [
        ("1920x1080", "640x360"),
        ("9:16", "360x640"),
        ("1:1", "360x360"),
        ("4:5", "360x450"),
        ("4096x2160", "682x360"),
        ("640x360", "640x360"),
        ("128x4096", "128x4096"),
    ],
)
def test_a_draft_has_360_lines_of_the_same_shape(size: str, drafted: str) -> None:
    assert str(RenderOptions.model_validate({"size": size}).film_size) == str(parse_size(size))
    assert str(RenderOptions.model_validate({"size": size, "draft": True}).film_size) == drafted


def test_a_draft_has_no_scene_files() -> None:
    assert RenderOptions().has_scene_files
    assert not RenderOptions(draft=True).has_scene_files
    assert not RenderOptions(scene_files=False).has_scene_files


@pytest.mark.parametrize("tag", ["English", "gibberish", "xx"])
def test_a_language_is_told_by_its_code(tag: str) -> None:
    with pytest.raises(ValidationError, match="is no language code"):
        RenderOptions.model_validate({"ttsLanguage": tag})


@pytest.mark.parametrize("tag", ["en", "de-AT", "zh-cn", "pt_BR", " ", None])
def test_usual_codes_are_taken(tag: str | None) -> None:
    assert RenderOptions.model_validate({"ttsLanguage": tag}).tts_language == (tag if tag and tag.strip() else None)
