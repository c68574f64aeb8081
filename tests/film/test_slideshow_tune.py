import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.slideshow_tune import EFFORTS, Slideshow, slideshow
from dropd.media.ffmpeg import Encoding


def tuned(preset: str, crf: float) -> Slideshow:
    found = slideshow(preset, crf)
    assert found is not None
    return found


def crf_of(encoding: Encoding) -> float:
    return float(encoding.arguments[encoding.arguments.index("-crf") + 1])


def aq_of(encoding: Encoding) -> float:
    (parameters,) = (one for one in encoding.arguments if "aq-strength" in one)
    return float(dict(one.split("=") for one in parameters.split(":"))["aq-strength"])


@pytest.mark.parametrize(
    ("crf", "added", "has", "lacks"),
    [
        (17, 2.08, "subme=1", "b-adapt=0"),
        (17.5, 2.12, "b-adapt=0", "trellis=1"),
        (18, 2.12, "b-adapt=0", "trellis=1"),
        (18.5, 0.1, "trellis=1", "b-adapt=0"),
        (22, 0.1, "trellis=1", "b-adapt=0"),
        (23, -0.15, "trellis=1", "b-adapt=0"),
        (24, -0.12, "trellis=1", "b-adapt=0"),
        (26, -0.27, "trellis=1", "b-adapt=0"),
    ],
)
def test_medium_tries_as_hard_as_was_measured(crf: float, added: float, has: str, lacks: str) -> None:
    encoding = tuned("medium", crf).encoding(0.5)

    (parameters,) = (one for one in encoding.arguments if "aq-strength" in one)
    last = dict(one.split("=", 1) for one in parameters.split(":"))  # x264 takes the last of each
    assert crf_of(encoding) == pytest.approx(crf + added, abs=0.02)
    assert last[has.split("=", maxsplit=1)[0]] == has.split("=")[1]
    assert last[lacks.split("=", maxsplit=1)[0]] != lacks.split("=")[1]


@pytest.mark.parametrize("preset", sorted(EFFORTS))
def test_efforts_are_in_the_order_of_the_crf_that_they_reach(preset: str) -> None:
    reached = [effort.up_to_crf for effort in EFFORTS[preset]]

    assert reached == sorted(set(reached))


@given(preset=st.sampled_from(sorted(EFFORTS)), crf=st.floats(0, 23), detail=st.floats(0, 1))
def test_a_tuned_film_spends_more_on_smooth_pictures_and_is_never_lossless(
    preset: str, crf: float, detail: float
) -> None:
    smooth, asked, detailed = (tuned(preset, crf).encoding(part) for part in (0.0, detail, 1.0))

    assert 1 <= crf_of(smooth) <= crf_of(asked) <= crf_of(detailed)
    assert 1.2 >= aq_of(smooth) >= aq_of(asked) >= aq_of(detailed) > 0


def test_a_better_crf_is_a_better_crf_when_tuned() -> None:
    for efforts in EFFORTS.values():
        for effort in efforts:
            crfs = [crf_of(Slideshow(crf, effort).encoding(0.5)) for crf in (10, 18, 26)]
            assert crfs == sorted(set(crfs))
