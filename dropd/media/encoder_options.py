"""How each H.264 encoder of FFmpeg is asked for about the quality of an x264 preset and crf. Pure.

Quality, effort, and where FFmpeg's options are described (`texi` is FFmpeg's doc/encoders.texi):

    libx264            -crf, -preset                                   texi, libx264
    libopenh264        -qmin and -qmax both crf - 2; no effort         measured, see `OPENH264_CRF_TO_QP`
    h264_nvenc         -rc vbr -b:v 0 -cq crf, p1 to p7                NVIDIA, Using FFmpeg with NVIDIA GPU hardware
    h264_qsv           -global_quality crf (ICQ), veryfast to veryslow texi, QSV encoders, rate control
    h264_vaapi         -rc_mode CQP -qp crf; the driver's effort       texi, VAAPI encoders, rate control
    h264_amf           -rc cqp, I and P crf, B crf + 2; three efforts  texi, AMF encoders
    h264_vulkan        -qp crf; the driver's effort                    ffmpeg -h encoder=h264_vulkan
    h264_videotoolbox  -q:v 100 - 2 crf, of 100; Apple silicon only    texi, VideoToolbox encoders
    all others         -b:v: 0.12 bit a pixel at crf 18, half of it for each 6 more, as with x264

Quantisers, -cq and ICQ count on H.264's own scale of 0 to 51, and so does crf: the same number is about the same
quality, in a larger file (Immich maps them so too: server/src/utils/media.ts). Only the first two were measured here;
whether an encoder works is never read from this table, but tried (`encoder_trial.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import KEY_FRAMES_S, Encoding
from dropd.media.process import Limits

SURE_ENCODER = "libx264"
"""What every film can be made with: `find_ffmpeg` takes no build without it."""

SOFTWARE_ENCODERS = (SURE_ENCODER, "libopenh264")

BEST_CRF = 1.0
"""Below, x264 is lossless, and lossless is not in H.264's High profile."""

BITS_A_PIXEL_AT_CRF_18 = 0.12
CRF_STEPS_TO_HALF = 6
OPENH264_CRF_TO_QP = -2
"""About the size of x264 at medium. With -qmin and -qmax alike the bit rate no longer counts (FFmpeg 9.0.2).

Measured on 3 s of slow zoom over photographs, 1080p30, one thread; MB, CPU seconds, SSIM in dB:

                            garden             wood               sea
    x264 medium, crf 18     1.03  6.2  18.8    1.28  5.8  20.3    0.92  5.6  21.9
    x264 tuned (default)    0.80  1.8  18.8    1.01  1.8  20.2    0.70  1.6  21.9
    openh264, qp 18         0.61  0.4  17.7    1.03  0.5  18.1    0.74  0.4  19.4
    openh264, qp 15         0.98  0.5  17.6    1.72  0.6  18.4    1.15  0.5  19.4
    openh264, qp 8          1.72  0.5  17.7    3.06  0.7  18.9    1.91  0.5  19.7

It never comes near x264: what hardly moves it takes for background and leaves as it is, and FFmpeg has no option
against that. But it is quick.
"""

PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo")
NVENC_PRESETS = ("p1", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p7", "p7")
QSV_PRESETS = (*["veryfast"] * 3, "faster", "fast", "medium", "slow", "slower", "veryslow", "veryslow")
AMF_PRESETS = (*["speed"] * 4, *["balanced"] * 2, *["quality"] * 4)

YUV420P = ("-pix_fmt", "yuv420p")
HIGH = ("-profile:v", "high")
BT709_UNITS = "colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1:video_full_range_flag=0"
TOLD_AGAIN = ("-flags", "+cgop", "-bsf:v", f"h264_metadata={BT709_UNITS}:chroma_sample_loc_type=0")
"""Closed groups of pictures; and BT.709 in limited range in the stream, whatever the encoder writes by itself."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be reached: x264's effort and quality, for pictures of a size and rate."""

    preset: str
    crf: float
    width_px: int
    height_px: int
    fps: Fraction


def h264_encoders(build: FfmpegBuild) -> tuple[str, ...]:
    """The H.264 encoders that a build has by its own account, libx264 first; whether they work is another matter."""
    return tuple(
        sorted(
            (name for name in build.encoders if name in SOFTWARE_ENCODERS or name.startswith("h264_")),
            key=lambda name: (name != SURE_ENCODER, name.startswith("h264_"), name),
        )
    )


def x264(preset: str, crf: float, extra: tuple[str, ...] = ()) -> Encoding:
    """Ask libx264; `extra` are x264's own key=value parameters.

    `stitchable`, because chunks of one film may have other quantisers: x264 writes crf into the PPS without it, and an
    MP4 has one PPS for all of them, that of its first chunk.
    """
    parameters = ":".join(("open-gop=0", "stitchable=1", *extra))
    return Encoding(SURE_ENCODER, ("-preset", preset, "-crf", f"{crf:g}", *HIGH, "-x264-params", parameters, *YUV420P))


def asked(encoder: str, wish: Wish) -> Encoding:
    """Return how to ask an encoder, by FFmpeg's name, for what is wished."""
    return ASKED.get(encoder, _by_bit_rate(encoder))(wish)


def limits_of(encoding: Encoding) -> Limits:
    """What the encoding process may use. Drivers of graphics cards reserve address space beyond any limit of ours."""
    return Limits() if encoding.encoder in SOFTWARE_ENCODERS else Limits(memory_mib=None)


def _preset(wish: Wish, names: tuple[str, ...]) -> str:
    return names[PRESETS.index(wish.preset)]


def _openh264(wish: Wish) -> Encoding:
    qp = str(min(51, max(1, round(wish.crf + OPENH264_CRF_TO_QP))))
    return Encoding(
        "libopenh264",
        ("-qmin", qp, "-qmax", qp, "-allow_skip_frames", "0", *HIGH, *YUV420P, *TOLD_AGAIN),
    )


def _nvenc(wish: Wish) -> Encoding:
    # -cq 0 would mean "as you like".
    quality = ("-rc", "vbr", "-b:v", "0", "-cq", f"{max(1.0, wish.crf):g}", "-spatial-aq", "1")
    effort = ("-preset", _preset(wish, NVENC_PRESETS), "-tune", "hq")
    return Encoding("h264_nvenc", (*effort, *quality, "-forced-idr", "1", *HIGH, *YUV420P, *TOLD_AGAIN))


def _qsv(wish: Wish) -> Encoding:
    quality = ("-preset", _preset(wish, QSV_PRESETS), "-global_quality", str(max(1, round(wish.crf))))
    return Encoding("h264_qsv", (*quality, "-idr_interval", "0", *HIGH, "-pix_fmt", "nv12", *TOLD_AGAIN))


def _on_a_card(kind: str) -> tuple[str, ...]:
    return ("-init_hw_device", f"{kind}=card", "-filter_hw_device", "card")


UPLOADED = ("-vf", "format=nv12,hwupload")


def _vaapi(wish: Wish) -> Encoding:
    quality = ("-rc_mode", "CQP", "-qp", str(max(1, round(wish.crf))), "-idr_interval", "0")
    return Encoding("h264_vaapi", (*UPLOADED, *quality, *HIGH, *TOLD_AGAIN), _on_a_card("vaapi"))


def _vulkan(wish: Wish) -> Encoding:
    quality = ("-qp", str(max(1, round(wish.crf))), "-idr_interval", "0")
    return Encoding("h264_vulkan", (*UPLOADED, *quality, *HIGH, *TOLD_AGAIN), _on_a_card("vulkan"))


def _amf(wish: Wish) -> Encoding:
    qp = round(wish.crf)
    quality = ("-rc", "cqp", "-qp_i", str(qp), "-qp_p", str(qp), "-qp_b", str(min(51, qp + 2)))
    effort = ("-usage", "transcoding", "-quality", _preset(wish, AMF_PRESETS))
    # AMF writes the parameter sets once only unless it is told how often.
    spacing = ("-header_spacing", str(round(KEY_FRAMES_S * wish.fps)))
    return Encoding("h264_amf", (*effort, *quality, *spacing, *HIGH, *YUV420P, *TOLD_AGAIN))


def _videotoolbox(wish: Wish) -> Encoding:
    quality = ("-q:v", str(min(100, max(1, round(100 - 2 * wish.crf)))))
    return Encoding("h264_videotoolbox", (*quality, *HIGH, *YUV420P, *TOLD_AGAIN))


def _by_bit_rate(encoder: str) -> Callable[[Wish], Encoding]:
    def asked_by_bit_rate(wish: Wish) -> Encoding:
        bits_a_pixel = BITS_A_PIXEL_AT_CRF_18 * 2 ** ((18 - wish.crf) / CRF_STEPS_TO_HALF)
        bits_a_second = bits_a_pixel * wish.width_px * wish.height_px * float(wish.fps)
        return Encoding(encoder, ("-b:v", f"{bits_a_second / 1000:.0f}k", *YUV420P, *TOLD_AGAIN))

    return asked_by_bit_rate


ASKED: dict[str, Callable[[Wish], Encoding]] = {
    SURE_ENCODER: lambda wish: x264(wish.preset, wish.crf),
    "libopenh264": _openh264,
    "h264_nvenc": _nvenc,
    "h264_qsv": _qsv,
    "h264_vaapi": _vaapi,
    "h264_vulkan": _vulkan,
    "h264_amf": _amf,
    "h264_videotoolbox": _videotoolbox,
}
