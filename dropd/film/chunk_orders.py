"""What the film's chunks show and how they are encoded, described by values; a chunk's key is a digest of all of it.

A chunk is a shot with the transition into it, or a part of a long one. Pure.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from dropd.film.chunk_spans import ChunkSpan
from dropd.film.encoder_recipe import Recipe
from dropd.film.frames import BlackFade, Footage, Lettering, Take, Transition
from dropd.film.lettering.text import Overlay
from dropd.film.plan import Plan
from dropd.film.render_version import drawn_with
from dropd.film.shots import Shot
from dropd.film.transitions import Kind
from dropd.media.builds import FfmpegBuild

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Over:
    """What lies over the pictures; frames count from the start of the film, or of a chunk once it is cut."""

    lettering: tuple[Lettering, ...] = ()
    watermark: Overlay | None = None
    black_fades: tuple[BlackFade, ...] = ()

    def within(self, start: int, end: int) -> "Over":
        """What of it is seen from frame `start` to before `end`, counted from there."""
        return Over(
            tuple(
                replace(one, first=one.first - start)
                for one in self.lettering
                if one.first < end and one.first + one.frames > start
            ),
            self.watermark,
            tuple(
                replace(one, first=one.first - start)
                for one in self.black_fades
                if one.first < end and one.first + one.frames > start
            ),
        )


@dataclass(frozen=True, slots=True)
class ChunkOrder:
    """Everything that a chunk shows and how it is encoded. It does not know where in the film it stands."""

    footage: Footage
    fps: Fraction
    recipe: Recipe
    key: str


def cut(
    plan: Plan, takes: Sequence[Take], kinds: Sequence[Kind], over: Over, size_px: Size, *, first_span: int = 0
) -> tuple[Footage, ...]:
    """Cut the film into sequences of frames, from one of its chunk spans on.

    `takes` are those of the shots, `kinds` the transitions into them.
    """
    shots = plan.shots
    return tuple(
        _footage(shots, span, takes, kinds[span.shot], over.within(span.first_frame, span.end_frame), size_px)
        for span in plan.chunk_spans[first_span:]
    )


def _footage(
    shots: Sequence[Shot], span: ChunkSpan, takes: Sequence[Take], kind: Kind, over: Over, size_px: Size
) -> Footage:
    shot, start = shots[span.shot], span.first_frame
    transition = None
    if start < shot.visible_from_frame + shot.fade_in_frames:
        before = _continued(takes[span.shot - 1], shots[span.shot - 1], start)
        transition = Transition(kind, shot.fade_in_frames, before, first=shot.visible_from_frame - start)
    return Footage(
        width_px=size_px[0],
        height_px=size_px[1],
        frames=span.end_frame - start,
        take=_continued(takes[span.shot], shot, start),
        transition=transition,
        lettering=over.lettering,
        watermark=over.watermark,
        black_fades=over.black_fades,
    )


def order(footage: Footage, fps: Fraction, recipe: Recipe, build: FfmpegBuild) -> ChunkOrder:
    """Describe a chunk, with the key under which it is kept."""
    described = {
        "drawn with": drawn_with(),
        "ffmpeg": build.digest,
        "recipe": asdict(recipe),
        "fps": str(fps),
        "size": [footage.width_px, footage.height_px],
        "frames": footage.frames,
        "take": asdict(footage.take),
        "transition": footage.transition and asdict(footage.transition),
        "lettering": [[_described(one.overlay), one.first, one.frames, one.fade_frames] for one in footage.lettering],
        "watermark": footage.watermark and _described(footage.watermark),
        "black fades": [asdict(one) for one in footage.black_fades],
    }
    text = json.dumps(described, sort_keys=True)
    return ChunkOrder(footage, fps, recipe, hashlib.sha256(text.encode()).hexdigest())


def _continued(take: Take, shot: Shot, from_frame: int) -> Take:
    return Take(take.still, take.move, from_frame - shot.visible_from_frame, take.span)


def _described(overlay: Overlay) -> dict[str, Any]:
    return {
        "at": [overlay.x_px, overlay.y_px, *overlay.rgba.shape],
        "pixels": hashlib.sha256(np.ascontiguousarray(overlay.rgba).data).hexdigest(),
    }
