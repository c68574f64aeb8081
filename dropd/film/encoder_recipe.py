"""How the pictures of a film are encoded: by which encoder, in which quality, tuned or not, as a draft or not. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dropd.film.slideshow_tune import Slideshow, slideshow
from dropd.media.encoder_options import BEST_CRF, SURE_ENCODER, Wish, asked, x264
from dropd.media.ffmpeg import Encoding

Tune = Literal["slideshow", "none"]

DRAFT_PRESET, DRAFT_CRF = "ultrafast", 26.0

AUTO = "auto"
"""The encoder that is the same on every machine: a film looks alike wherever it is made, and others are asked for."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the chunks of a film are encoded: all alike, or each by the detail of its picture."""

    usual: Encoding
    """For a picture of middling detail; what is tried and told."""
    slideshow: Slideshow | None = None

    def encoding(self, detail: Callable[[], float]) -> Encoding:
        """How to ask for a chunk; its detail is looked at only if that makes a difference."""
        return self.usual if self.slideshow is None else self.slideshow.encoding(detail())


def recipe_for(encoder: str, wish: Wish, *, tune: Tune, draft: bool) -> Recipe:
    """Given an encoder by FFmpeg's name, or `auto`, return how to ask it for what the trigger asks for.

    `tune` is libx264's alone: nothing like it was measured for others.
    """
    if encoder in (AUTO, SURE_ENCODER):
        return _x264(wish, tune=tune, draft=draft)
    if draft:
        return Recipe(asked(encoder, replace(wish, preset=DRAFT_PRESET, crf=DRAFT_CRF)))
    return Recipe(asked(encoder, replace(wish, crf=max(BEST_CRF, wish.crf))))


def _x264(wish: Wish, *, tune: Tune, draft: bool) -> Recipe:
    if draft:
        return Recipe(x264(DRAFT_PRESET, DRAFT_CRF))
    tuned = slideshow(wish.preset, wish.crf) if tune == "slideshow" else None
    if tuned is None:
        return Recipe(x264(wish.preset, max(BEST_CRF, wish.crf)))
    return Recipe(tuned.encoding(0.5), tuned)
