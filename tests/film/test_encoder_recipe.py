from fractions import Fraction

import pytest

from dropd.film.encoder_recipe import DRAFT_CRF, Recipe, recipe_for
from dropd.media.encoder_options import Wish
from dropd.media.encoder_options import x264 as asked_of_x264


def wish(preset: str, crf: float) -> Wish:
    return Wish(preset, crf, 1920, 1080, Fraction(30))


def never() -> float:
    raise AssertionError("nobody needs to know how detailed the picture is")


@pytest.mark.parametrize(
    ("preset", "crf", "expected"),
    [("medium", 18, ("medium", 18)), ("medium", 0, ("medium", 1)), ("ultrafast", 30, ("ultrafast", 30))],
)
@pytest.mark.parametrize("encoder", ["auto", "libx264"])
def test_without_tuning_preset_and_crf_are_passed_on(
    encoder: str, preset: str, crf: float, expected: tuple[str, float]
) -> None:
    recipe = recipe_for(encoder, wish(preset, crf), tune="none", draft=False)

    assert recipe.encoding(never) == asked_of_x264(*expected)


@pytest.mark.parametrize(("preset", "crf"), [("veryslow", 20), ("medium", 30)])
def test_what_is_not_in_the_table_is_passed_on(preset: str, crf: float) -> None:
    recipe = recipe_for("auto", wish(preset, crf), tune="slideshow", draft=False)

    assert recipe.encoding(never) == asked_of_x264(preset, crf)


@pytest.mark.parametrize("encoder", ["auto", "h264_nvenc"])
def test_a_draft_is_fast_whatever_is_asked(encoder: str) -> None:
    draft = recipe_for(encoder, wish("veryslow", 10), tune="none", draft=True)

    assert draft == recipe_for(encoder, wish("ultrafast", DRAFT_CRF), tune="none", draft=False)


def test_no_encoder_is_asked_to_lose_nothing() -> None:
    """Lossless is not in H.264's High profile, and for some encoders 0 means "as you like"."""
    assert recipe_for("h264_nvenc", wish("medium", 0), tune="none", draft=False) == recipe_for(
        "h264_nvenc", wish("medium", 1), tune="none", draft=False
    )


def test_only_a_slideshow_asks_for_the_detail_of_a_picture() -> None:
    assert Recipe(asked_of_x264("fast", 20)).encoding(never) == asked_of_x264("fast", 20)
