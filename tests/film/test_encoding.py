import pytest

from dropd.film.encoding import SLIDESHOW, Tune, x264_for
from dropd.media.ffmpeg import X264

_, SHIFT, EXTRA = SLIDESHOW["medium"]


@pytest.mark.parametrize(
    ("preset", "crf", "tune", "expected"),
    [
        ("medium", 18, "slideshow", X264("superfast", 18 + SHIFT, EXTRA)),
        ("medium", 0, "slideshow", X264("superfast", 1, EXTRA)),
        ("medium", 18, "none", X264("medium", 18)),
        ("medium", 0, "none", X264("medium", 1)),
        ("slow", 20, "slideshow", X264("slow", 20)),
        ("ultrafast", 30, "none", X264("ultrafast", 30)),
    ],
)
def test_a_preset_and_a_crf_stand_for_a_quality(preset: str, crf: float, tune: Tune, expected: X264) -> None:
    assert x264_for(preset, crf, tune=tune, draft=False) == expected


def test_a_draft_is_fast_whatever_is_asked() -> None:
    assert x264_for("veryslow", 10, tune="none", draft=True).preset == "ultrafast"
