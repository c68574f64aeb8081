from fractions import Fraction
from itertools import pairwise

import pytest

from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import ASKED, PRESETS, Wish, asked, h264_encoders, limits_of, x264

FULL_HD = Wish("medium", 18, 1920, 1080, Fraction(30))


def told(encoder: str, option: str, wish: Wish = FULL_HD) -> str:
    arguments = asked(encoder, wish).arguments
    return arguments[arguments.index(option) + 1]


@pytest.mark.parametrize(
    ("encoder", "option", "value"),
    [
        ("libx264", "-crf", "18"),
        ("libopenh264", "-qmax", "16"),
        ("h264_nvenc", "-cq", "18"),
        ("h264_qsv", "-global_quality", "18"),
        ("h264_vaapi", "-qp", "18"),
        ("h264_vulkan", "-qp", "18"),
        ("h264_amf", "-qp_b", "20"),
        ("h264_videotoolbox", "-q:v", "64"),
        ("h264_v4l2m2m", "-b:v", "7465k"),
    ],
)
def test_each_encoder_is_asked_for_quality_in_its_own_way(encoder: str, option: str, value: str) -> None:
    assert told(encoder, option) == value


@pytest.mark.parametrize(
    ("encoder", "option", "better"),
    [
        ("libopenh264", "-qmax", -1),
        ("h264_nvenc", "-cq", -1),
        ("h264_qsv", "-global_quality", -1),
        ("h264_vaapi", "-qp", -1),
        ("h264_vulkan", "-qp", -1),
        ("h264_amf", "-qp_p", -1),
        ("h264_videotoolbox", "-q:v", 1),
        ("h264_omx", "-b:v", 1),
    ],
)
def test_a_lower_crf_is_a_better_film_with_every_encoder(encoder: str, option: str, better: int) -> None:
    values = [
        better * float(told(encoder, option, Wish("medium", crf, 1920, 1080, Fraction(30))).removesuffix("k"))
        for crf in (1, 12, 18, 23, 30, 45)
    ]

    assert all(one > other for one, other in pairwise(values))


@pytest.mark.parametrize("encoder", [*ASKED, "h264_mediacodec"])
@pytest.mark.parametrize("crf", [0, 51])
def test_every_preset_and_crf_can_be_asked_of_every_encoder(encoder: str, crf: float) -> None:
    for preset in PRESETS:
        encoding = asked(encoder, Wish(preset, crf, 320, 180, Fraction(25)))
        assert encoding.encoder == encoder
        assert all(argument != "" for argument in encoding.arguments)


def test_a_bit_rate_follows_size_and_rate() -> None:
    def kilobits(wish: Wish) -> int:
        return int(told("h264_omx", "-b:v", wish).removesuffix("k"))

    assert kilobits(Wish("medium", 18, 3840, 2160, Fraction(30))) == pytest.approx(4 * kilobits(FULL_HD), abs=4)
    assert kilobits(Wish("medium", 24, 1920, 1080, Fraction(60))) == kilobits(FULL_HD)


def test_no_encoder_but_libx264_is_trusted_to_tag_its_films() -> None:
    for encoder in ASKED:
        names_colours = "h264_metadata" in " ".join(asked(encoder, FULL_HD).arguments)
        assert names_colours == (encoder != "libx264")


def test_graphics_drivers_may_reserve_all_the_address_space_they_like() -> None:
    assert limits_of(asked("h264_nvenc", FULL_HD)).memory_mib is None
    assert limits_of(x264("medium", 18)).memory_mib is not None


def test_what_is_no_h264_for_films_is_not_offered() -> None:
    build = FfmpegBuild("ffmpeg", "9", "", "", ("aac", "h264_qsv", "libx265", "libx264rgb", "libopenh264", "libx264"))

    assert h264_encoders(build) == ("libx264", "libopenh264", "h264_qsv")
