"""A trial finds encoders that do not do what films need: here libx264, made to misbehave by its options."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import Wish, x264
from dropd.media.encoder_trial import refusal
from dropd.media.endings import StartFault

WISH = Wish("ultrafast", 20, 320, 180, Fraction(30000, 1001))
GOOD = x264("ultrafast", 20)


@pytest.mark.parametrize("preset", ["ultrafast", "medium"])
@pytest.mark.parametrize("size_px", [(64, 64), (322, 182), (1080, 1920)])
def test_an_encoder_that_does_what_films_need_is_not_refused(
    build: FfmpegBuild, preset: str, size_px: tuple[int, int]
) -> None:
    assert refusal(build, x264(preset, 18), replace(WISH, width_px=size_px[0], height_px=size_px[1])) is None


@pytest.mark.parametrize(
    ("misbehaves", "reason"),
    [
        (("-frames:v", "3"), "it made 3 pictures of 7"),
        (("-vf", "negate"), "its pictures are not those that it was given"),
        (("-bsf:v", "h264_metadata=colour_primaries=5:matrix_coefficients=5"), "which colours its pictures have"),
        (("-vf", "setpts=2*PTS", "-fps_mode", "passthrough"), "not evenly spaced once parts are joined"),
        (("-preset", "no such preset"), "cannot be opened"),
        (("-no_such_option", "1"), "this FFmpeg is too old for it"),
    ],
)
def test_an_encoder_that_misbehaves_is_refused_with_the_reason(
    build: FfmpegBuild, misbehaves: tuple[str, ...], reason: str
) -> None:
    told = refusal(build, replace(GOOD, arguments=(*GOOD.arguments, *misbehaves)), WISH)

    assert told is not None
    assert reason in told


@pytest.mark.parametrize("lost", ["filter_units=remove_types=5", "filter_units=remove_types=7-8"])
def test_an_encoder_whose_films_do_not_begin_with_a_key_picture_is_refused(build: FfmpegBuild, lost: str) -> None:
    assert refusal(build, replace(GOOD, arguments=(*GOOD.arguments, "-bsf:v", lost)), WISH) is not None


def test_an_encoder_is_not_refused_where_no_program_can_be_started(build: FfmpegBuild) -> None:
    with pytest.raises(StartFault, match="could not be started"):
        refusal(replace(build, path="/nowhere/ffmpeg"), GOOD, WISH)
