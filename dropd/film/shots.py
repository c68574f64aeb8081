"""Shots: which picture is seen from which frame to which, and how neighbours overlap in a transition. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise

from dropd.film.shot_lengths import Pace, SceneNeeds


@dataclass(frozen=True, slots=True)
class Shot:
    """One showing of one picture, from its cut to the next; transitions reach beyond both."""

    scene: int
    picture: int
    """Which picture of the scene, from 0."""
    showing: int
    """How often the scene has shown that picture before."""
    first_frame: int
    frames: int
    fade_in_frames: int = 0
    fade_out_frames: int = 0

    @property
    def end_frame(self) -> int:
        """The first frame after the shot."""
        return self.first_frame + self.frames

    @property
    def visible_from_frame(self) -> int:
        """The first frame in which anything of the shot is seen: half a transition before the cut."""
        return self.first_frame - self.fade_in_frames // 2

    @property
    def visible_until_frame(self) -> int:
        """The first frame in which nothing of the shot is seen any more."""
        return self.end_frame + self.fade_out_frames - self.fade_out_frames // 2

    @property
    def chunk_end_frame(self) -> int:
        """Where the chunk of this shot ends: at the start of the transition, which belongs to the next chunk."""
        return self.end_frame - self.fade_out_frames // 2


def shots_of(scene: int, pictures: int, frames: tuple[int, ...], first_frame: int) -> list[Shot]:
    """The shots of a scene, of so many frames each, from a frame of the film on: its pictures in turn."""
    starts = accumulate(frames, initial=first_frame)
    return [
        Shot(scene, index % pictures, index // pictures, start, length)
        for index, (start, length) in enumerate(zip(starts, frames, strict=False))
    ]


def with_transitions(shots: Sequence[Shot], scenes: Sequence[SceneNeeds], pace: Pace) -> tuple[Shot, ...]:
    """Let neighbours overlap by the transition, or by half the shorter one if that is less."""
    overlaps = []
    for left, right in pairwise(shots):
        wished_s = pace.transition_s if left.scene == right.scene else _transition_into_s(scenes[right.scene], pace)
        overlaps.append(min(round(wished_s * pace.fps), left.frames // 2, right.frames // 2))
    return tuple(
        replace(shot, fade_in_frames=before, fade_out_frames=after)
        for shot, before, after in zip(shots, [0, *overlaps], [*overlaps, 0], strict=True)
    )


def _transition_into_s(scene: SceneNeeds, pace: Pace) -> Fraction:
    return pace.transition_s if scene.transition_s is None else scene.transition_s
