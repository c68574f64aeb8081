"""`tune: slideshow`: which settings of x264 reach the quality that a preset and a crf stand for, on slow moves. Pure.

It spares the search for motion that a slow camera over stills does not have, and spends its bits by how detailed a
picture is: on fine texture x264 at medium is hard to beat, on smooth skies and blurred gardens it is easy. The numbers
come from `python -m tests.benchmarks.encoder_sweep`; its results are in docs/speed.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dropd.media.encoder_options import BEST_CRF, x264
from dropd.media.ffmpeg import Encoding

PLAIN_DETAIL, PLAIN_AQ = 0.1, 0.4
DETAILED_AQ, AQ_OF_DETAIL = 0.45, 0.25
"""Strength of adaptive quantisation, below a tenth of detail and above. Bits that it moves into smooth areas are seen
where there is little else, as in a night sky, which would be all bands without; beside texture they are better spent
there. How strong it is where there is no detail at all is the effort's: with few bits a night needs more of it."""

IN_COMMON = (
    "rc-lookahead=12", "bframes=3", "b-adapt=1", "mbtree=1", "me=dia", "scenecut=0", "partitions=i8x8,i4x4",
    "aq-mode=1", "deblock=-1,-1",
)  # fmt: skip
"""x264's own parameters on top of superfast, which an effort may replace. A lookahead of 12 frames is better than one
of 30 here, and saves 100 MB at 1080p."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard x264 tries, up to a crf; what that asks to be added to crf for a smooth picture, and for all detail.

    `plainest_aq` is the strength of adaptive quantisation for a picture without any detail.
    """

    up_to_crf: float
    smooth_crf: float
    detailed_crf: float
    parameters: tuple[str, ...]
    plainest_aq: float = 0.85

    def crf_added(self, detail: float) -> float:
        """What is added to crf for a picture of which this part is detailed."""
        return self.smooth_crf + (self.detailed_crf - self.smooth_crf) * detail

    def aq_strength(self, detail: float) -> float:
        """How strong adaptive quantisation is for a picture of which this part is detailed."""
        plain = self.plainest_aq - (self.plainest_aq - PLAIN_AQ) * detail / PLAIN_DETAIL
        return max(plain, DETAILED_AQ - AQ_OF_DETAIL * detail)


SMALL_DEAD_ZONES = ("trellis=0", "deadzone-inter=6", "deadzone-intra=3")
"""They keep the grain that a coarse rounding would lose, as well as trellis does, and in a night sky better."""
KEEPING_TEXTURE = ("trellis=1", "psy-rd=1.0,0.15")
"""Trellis that is told to keep texture gains a quarter of a VMAF at the same size, and more at medium."""
SEARCHING = ("subme=6", "ref=3", "me=hex", "partitions=p8x8,b8x8,i8x8,i4x4")
"""What a slow preset finds in the frames before, too, is not found without looking for it there."""
SEARCHING_MORE = (*SEARCHING, "subme=7", "ref=4")
"""A quarter of a VMAF, and no more time: with crf a little higher there is less to write."""

QUICK = ("subme=1", *SMALL_DEAD_ZONES)
QUICKEST = (*QUICK, "b-adapt=0", "partitions=i8x8")
"""Three B-frames always, and no intra blocks of 4x4: an eighth of the time less, for 0.07 VMAF. At crf 14 files would
be larger by 3 % for it, and at 20 a film is half a VMAF worse than medium's, with or without it."""
CAREFUL = ("subme=2", "trellis=1")
"""With fewer bits it matters more which ones: without trellis a film at crf 23 is half a VMAF worse."""
MORE_CAREFUL = ("subme=4", *KEEPING_TEXTURE)
THOROUGH = (*SEARCHING, *SMALL_DEAD_ZONES)
THOROUGH_AND_CAREFUL = (*SEARCHING, *KEEPING_TEXTURE)
MOST_CAREFUL = (*SEARCHING_MORE, *KEEPING_TEXTURE)

EFFORTS: Mapping[str, tuple[Effort, ...]] = {
    "faster": (Effort(20, 0.5, 3.7, QUICK), Effort(23, -1.9, 1.2, CAREFUL)),
    "fast": (Effort(20, 0.0, 3.4, QUICK), Effort(23, -2.6, 0.7, CAREFUL)),
    "medium": (
        Effort(17, 0.8, 3.35, QUICK),
        Effort(18, 0.9, 3.35, QUICKEST),
        Effort(22, -1.25, 1.45, MORE_CAREFUL, 1.15),
        Effort(23, -1.5, 1.2, MORE_CAREFUL, 1.15),
        Effort(24, -1.0, 0.75, MORE_CAREFUL, 1.15),
        Effort(26, -1.0, 0.45, MORE_CAREFUL, 1.15),
    ),
    "slow": (Effort(20, 0.6, 2.5, THOROUGH), Effort(23, -1.1, 0.9, THOROUGH_AND_CAREFUL, 1.15)),
    "slower": (
        Effort(18, 0.7, 2.7, THOROUGH),
        Effort(22, -0.3, 1.45, MOST_CAREFUL, 1.15),
        Effort(23, -0.6, 1.15, MOST_CAREFUL, 1.15),
    ),
}
"""For presets that are tuned, by crf; other presets, and films with still fewer bits, pass as they are."""


@dataclass(frozen=True, slots=True)
class Slideshow:
    """x264 as tuned for slow camera moves; `crf` is the one that is asked for."""

    crf: float
    effort: Effort

    def encoding(self, detail: float) -> Encoding:
        """How to ask for a picture of which this part, from 0 to 1, is detailed."""
        crf = round(max(BEST_CRF, self.crf + self.effort.crf_added(detail)), 2)
        strength = f"aq-strength={self.effort.aq_strength(detail):.2f}"
        return x264("superfast", crf, (*IN_COMMON, *self.effort.parameters, strength))


def slideshow(preset: str, crf: float) -> Slideshow | None:
    """Return the tune for what is asked for; None where none was measured, and it passes as it is."""
    effort = next((one for one in EFFORTS.get(preset, ()) if crf <= one.up_to_crf), None)
    return None if effort is None else Slideshow(crf, effort)
