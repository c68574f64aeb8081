"""Which encoder makes a film, and which of its settings reach the quality that a preset and a crf stand for. Pure.

`tune: slideshow` spares the search for motion that a slow camera over stills does not have. Measured on 72 frames of
each of five pictures, one thread, FFmpeg 9.0.2, 1080p; CPU milliseconds a frame, megabytes, VMAF:

                     medium, crf 18          as below
    foliage          106    0.90   83.1       30    0.77   82.6
    wood             108    1.10   90.8       32    0.94   90.4
    sea              106    0.77   92.9       33    0.65   92.5
    painted lake     115    1.55   92.9       38    1.75   93.2
    oil painting     146    9.72   91.0       73   12.52   91.5
"""

from dataclasses import replace
from typing import Literal

from dropd.media.encoders import SURE_ENCODER, Wish, asked, x264
from dropd.media.ffmpeg import Encoding

Tune = Literal["slideshow", "none"]

SLIDESHOW = {
    "medium": (
        "superfast",
        -1.5,
        (
            "rc-lookahead=30", "bframes=5", "b-adapt=1", "mbtree=1", "trellis=1", "subme=2", "me=dia",
            "partitions=i8x8,i4x4", "ipratio=1.1", "pbratio=1.1",
        ),
    ),
}  # fmt: skip
"""For a preset: the preset to use instead, what to add to crf, and x264's own parameters. Others pass as they are."""

BEST_CRF = 1.0
"""Below, x264 is lossless, and lossless is not in H.264's High profile."""

DRAFT_PRESET, DRAFT_CRF = "ultrafast", 26.0

AUTO = "auto"
"""The encoder that is the same on every machine: a film looks alike wherever it is made, and others are asked for."""


def encoding_for(encoder: str, wish: Wish, *, tune: Tune, draft: bool) -> Encoding:
    """Given an encoder by FFmpeg's name, or `auto`, return how to ask it for what the trigger asks for.

    `tune` is libx264's alone: nothing like it was measured for others.
    """
    if encoder in (AUTO, SURE_ENCODER):
        return _x264(wish, tune=tune, draft=draft)
    if draft:
        return asked(encoder, replace(wish, preset=DRAFT_PRESET, crf=DRAFT_CRF))
    return asked(encoder, replace(wish, crf=max(BEST_CRF, wish.crf)))


def _x264(wish: Wish, *, tune: Tune, draft: bool) -> Encoding:
    if draft:
        return x264(DRAFT_PRESET, DRAFT_CRF)
    if tune == "none" or wish.preset not in SLIDESHOW:
        return x264(wish.preset, max(BEST_CRF, wish.crf))
    instead, shift, extra = SLIDESHOW[wish.preset]
    return x264(instead, max(BEST_CRF, wish.crf + shift), extra)
