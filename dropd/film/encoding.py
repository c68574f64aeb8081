"""Which encoder settings reach the quality that a preset and a crf stand for.

`tune: slideshow` spares the search for motion that a slow camera over stills does not have. On 360 frames of nine
photos, one thread, FFmpeg 9: `medium` at crf 18 took 29.7 s for 9.08 MB at VMAF 95.03; `veryfast` at crf 17 with
the parameters below 12.0 s for 9.14 MB at 94.94.
"""

from typing import Literal

from dropd.media.ffmpeg import X264

Tune = Literal["slideshow", "none"]

SLIDESHOW = {"medium": ("veryfast", -1.0, ("rc-lookahead=40", "bframes=5", "trellis=1"))}
"""For a preset: the preset to use instead, what to add to crf, and x264's own parameters. Others pass as they are."""

DRAFT = X264("ultrafast", 26.0)


def x264_for(preset: str, crf: float, *, tune: Tune, draft: bool) -> X264:
    """Given what the trigger asks for, return how to ask x264 for it."""
    if draft:
        return DRAFT
    if tune == "none" or preset not in SLIDESHOW:
        return X264(preset, crf)
    instead, shift, extra = SLIDESHOW[preset]
    return X264(instead, max(0.0, crf + shift), extra)
