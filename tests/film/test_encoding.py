from fractions import Fraction

import pytest

from dropd.film.encoding import DRAFT_CRF, SLIDESHOW, Tune, encoding_for
from dropd.media.encoders import Wish
from dropd.media.encoders import x264 as asked_of_x264

_, SHIFT, EXTRA = SLIDESHOW["medium"]


def wish(preset: str, crf: float) -> Wish:
    return Wish(preset, crf, 1920, 1080, Fraction(30))


@pytest.mark.parametrize(
    ("preset", "crf", "tune", "expected"),
    [
        ("medium", 18, "slideshow", ("superfast", 18 + SHIFT, EXTRA)),
        ("medium", 0, "slideshow", ("superfast", 1, EXTRA)),
        ("medium", 18, "none", ("medium", 18, ())),
        ("medium", 0, "none", ("medium", 1, ())),
        ("slow", 20, "slideshow", ("slow", 20, ())),
        ("ultrafast", 30, "none", ("ultrafast", 30, ())),
    ],
)
@pytest.mark.parametrize("encoder", ["auto", "libx264"])
def test_a_preset_and_a_crf_stand_for_a_quality(
    encoder: str, preset: str, crf: float, tune: Tune, expected: tuple[str, float, tuple[str, ...]]
) -> None:
    assert encoding_for(encoder, wish(preset, crf), tune=tune, draft=False) == asked_of_x264(*expected)


@pytest.mark.parametrize("encoder", ["auto", "h264_nvenc"])
def test_a_draft_is_fast_whatever_is_asked(encoder: str) -> None:
    draft = encoding_for(encoder, wish("veryslow", 10), tune="none", draft=True)

    assert draft == encoding_for(encoder, wish("ultrafast", DRAFT_CRF), tune="none", draft=False)


def test_no_encoder_is_asked_to_lose_nothing() -> None:
    """Lossless is not in H.264's High profile, and for some encoders 0 means "as you like"."""
    assert encoding_for("h264_nvenc", wish("medium", 0), tune="none", draft=False) == encoding_for(
        "h264_nvenc", wish("medium", 1), tune="none", draft=False
    )
