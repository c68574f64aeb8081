from fractions import Fraction

import pytest

from dropd.film.encoder_recipe import DRAFT_CRF, Tune, recipe_for
from dropd.film.slideshow_tune import slideshow
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


@pytest.mark.parametrize("detail", [0.0, 0.2, 1.0])
def test_a_slideshow_is_tuned_to_the_detail_of_each_picture(detail: float) -> None:
    tuned = slideshow("medium", 18)
    assert tuned is not None

    recipe = recipe_for("auto", wish("medium", 18), tune="slideshow", draft=False)

    assert recipe.encoding(lambda: detail) == tuned.encoding(detail)


@pytest.mark.parametrize("tune", ["slideshow", "none"])
@pytest.mark.parametrize("encoder", ["auto", "h264_nvenc"])
def test_a_draft_is_fast_whatever_is_asked(encoder: str, tune: Tune) -> None:
    draft = recipe_for(encoder, wish("medium", 10), tune=tune, draft=True)

    assert draft == recipe_for(encoder, wish("ultrafast", DRAFT_CRF), tune="none", draft=False)


def test_no_encoder_is_asked_to_lose_nothing() -> None:
    """Lossless is not in H.264's High profile, and for some encoders 0 means "as you like"."""
    assert recipe_for("h264_nvenc", wish("medium", 0), tune="none", draft=False) == recipe_for(
        "h264_nvenc", wish("medium", 1), tune="none", draft=False
    )
