from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.encoding import DRAFT_CRF, EFFORTS, Recipe, Slideshow, recipe_for
from dropd.media.encoders import Wish
from dropd.media.encoders import x264 as asked_of_x264
from dropd.media.ffmpeg import Encoding


def wish(preset: str, crf: float) -> Wish:
    return Wish(preset, crf, 1920, 1080, Fraction(30))


def never() -> float:
    raise AssertionError("nobody needs to know how detailed the picture is")


def crf_of(encoding: Encoding) -> float:
    return float(encoding.arguments[encoding.arguments.index("-crf") + 1])


def aq_of(encoding: Encoding) -> float:
    (parameters,) = (one for one in encoding.arguments if "aq-strength" in one)
    return float(dict(one.split("=") for one in parameters.split(":"))["aq-strength"])


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


@pytest.mark.parametrize(
    ("crf", "added", "has", "lacks"),
    [
        (17, 2.08, "subme=1", "b-adapt=0"),
        (17.5, 2.12, "b-adapt=0", "trellis=1"),
        (18, 2.12, "b-adapt=0", "trellis=1"),
        (18.5, 0.1, "trellis=1", "b-adapt=0"),
        (22, 0.1, "trellis=1", "b-adapt=0"),
        (23, -0.15, "trellis=1", "b-adapt=0"),
    ],
)
def test_medium_tries_as_hard_as_was_measured(crf: float, added: float, has: str, lacks: str) -> None:
    encoding = recipe_for("auto", wish("medium", crf), tune="slideshow", draft=False).encoding(lambda: 0.5)

    (parameters,) = (one for one in encoding.arguments if "aq-strength" in one)
    last = dict(one.split("=", 1) for one in parameters.split(":"))  # x264 takes the last of each
    assert crf_of(encoding) == pytest.approx(crf + added, abs=0.02)
    assert last[has.split("=", maxsplit=1)[0]] == has.split("=")[1]
    assert last[lacks.split("=", maxsplit=1)[0]] != lacks.split("=")[1]


@pytest.mark.parametrize("preset", sorted(EFFORTS))
def test_efforts_are_in_the_order_of_the_crf_that_they_reach(preset: str) -> None:
    reached = [effort.up_to_crf for effort in EFFORTS[preset]]

    assert reached == sorted(set(reached))


@given(preset=st.sampled_from(sorted(EFFORTS)), crf=st.floats(0, 26), detail=st.floats(0, 1))
def test_a_tuned_film_spends_more_on_smooth_pictures_and_is_never_lossless(
    preset: str, crf: float, detail: float
) -> None:
    recipe = recipe_for("auto", wish(preset, crf), tune="slideshow", draft=False)

    smooth, asked, detailed = (recipe.encoding(partial(float, part)) for part in (0.0, detail, 1.0))

    assert 1 <= crf_of(smooth) <= crf_of(asked) <= crf_of(detailed)
    assert 1.2 >= aq_of(smooth) >= aq_of(asked) >= aq_of(detailed) > 0


def test_a_better_crf_is_a_better_crf_when_tuned() -> None:
    for efforts in EFFORTS.values():
        for effort in efforts:
            crfs = [crf_of(Slideshow(crf, effort).encoding(0.5)) for crf in (10, 18, 26)]
            assert crfs == sorted(set(crfs))


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
