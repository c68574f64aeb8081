"""How long each shot of a scene lasts, in whole frames: by its narration, its timeline, or the time to read. Pure."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil

from dropd.media.ffmpeg import SAMPLE_RATE_HZ

LEAST_SHOT_FRAMES = 6
"""A chunk of one or two frames breaks timestamps when chunks are joined; a crossfade takes half a shot at most."""

READING_WORDS_PER_MINUTE = 165
LEAST_SILENT_SCENE_S = Fraction(5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a film goes: the options of the trigger that concern time."""

    fps: Fraction
    min_shot_s: Fraction
    max_shot_s: Fraction
    transition_s: Fraction
    scene_pad_s: Fraction
    fade_in_s: Fraction = Fraction(0)
    """How long the whole film takes to come out of black, and to end in it."""
    fade_out_s: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class SceneNeeds:
    """What one scene asks of time."""

    pictures: int
    voice_samples: int | None = None
    """The length of its narration at 48 kHz; None for a scene without one."""
    words: Fraction | int = 0
    """How many words its text has, for the time that it takes to read where no voice speaks it."""
    timeline_s: tuple[Fraction, ...] | None = None
    """Seconds of each picture, if the scene says so; as many as there are pictures."""
    floor_s: Fraction = Fraction(0)
    transition_s: Fraction | None = None
    """How long the transition into the scene takes, if not as long as all others."""


def scene_shot_frames(scene: SceneNeeds, pace: Pace) -> tuple[int, ...]:
    """Return how many frames each shot of a scene has; there are at least as many shots as pictures."""
    frames = max(ceil(_scene_s(scene, pace) * pace.fps), scene.pictures * LEAST_SHOT_FRAMES)
    longest = max(int(pace.max_shot_s * pace.fps), LEAST_SHOT_FRAMES)
    if scene.timeline_s is None:
        return evenly(frames, max(scene.pictures, ceil(Fraction(frames, longest))))
    shortest = max(round(pace.min_shot_s * pace.fps), LEAST_SHOT_FRAMES)
    return _by_timeline(scene.timeline_s, frames, (shortest, longest), pace.fps)


def evenly(frames: int, parts: int) -> tuple[int, ...]:
    """Split frames into parts that differ by one at most."""
    ends = [frames * part // parts for part in range(parts + 1)]
    return tuple(end - start for start, end in pairwise(ends))


def _scene_s(scene: SceneNeeds, pace: Pace) -> Fraction:
    if scene.voice_samples is not None:
        told_s = Fraction(scene.voice_samples, SAMPLE_RATE_HZ) + pace.scene_pad_s
    else:
        told_s = max(Fraction(scene.words * 60, READING_WORDS_PER_MINUTE), LEAST_SILENT_SCENE_S)
    shown_s = sum(scene.timeline_s or (), Fraction(0))
    return max(told_s, shown_s, scene.floor_s, scene.pictures * pace.min_shot_s)


def _by_timeline(
    timeline_s: tuple[Fraction, ...], frames: int, bounds_frames: tuple[int, int], fps: Fraction
) -> tuple[int, ...]:
    """Give each picture its seconds. What remains of the scene goes to the last one, as far as a shot may be so long.

    More than that is shown in further shots; where it is too short for one, it is shared with the last picture.
    """
    shortest, longest = bounds_frames
    ends = [round(end_s * fps) for end_s in accumulate(timeline_s, initial=Fraction(0))]
    wished = [max(end - start, LEAST_SHOT_FRAMES) for start, end in pairwise(ends)]
    surplus = max(0, frames - sum(wished))
    if surplus == 0:
        return tuple(wished)
    last = wished[-1] + surplus
    if last > longest and surplus >= shortest:
        return (*wished, *evenly(surplus, ceil(Fraction(surplus, longest))))
    if wished[-1] > longest:  # asked for, and kept
        return (*wished[:-1], last)
    return (*wished[:-1], *evenly(last, ceil(Fraction(last, longest))))
