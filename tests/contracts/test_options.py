from fractions import Fraction

import pytest

from dropd.contracts.options import RenderOptions


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


def test_a_draft_has_no_scene_files() -> None:
    assert RenderOptions().has_scene_files
    assert not RenderOptions(draft=True).has_scene_files
    assert not RenderOptions(scene_files=False).has_scene_files
