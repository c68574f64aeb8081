"""The film in whole frames and whole samples. Pure: no clock, no disk, no logging; seconds are exact fractions.

Picture time follows sound time. A scene lasts as long as its longest demand, rounded up to a whole frame; its sound
starts at the sample nearest to its first frame, counted from the start of the film, so nothing adds up to a drift.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from math import ceil

from dropd.media.ffmpeg import SAMPLE_RATE_HZ

LEAST_SHOT_FRAMES = 6
"""A chunk of one or two frames breaks timestamps when chunks are joined; a crossfade takes half a shot at most."""

LONGEST_CHUNK_S = 9
"""Longer shots are encoded in parts, on as many cores. Each part begins with a key frame: players find one every nine
seconds at least; x264 has one in 250 frames. A shot of the usual length, with its transitions, stays whole."""

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


@dataclass(frozen=True, slots=True)
class ChunkSpan:
    """Frames of the film that are encoded together: a shot with the transition into it, or a part of a long one."""

    scene: int
    shot: int
    """Which of the film's shots, from 0."""
    first_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """One scene's place in the film."""

    index: int
    first_frame: int
    frames: int
    first_sample: int
    samples: int
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole film."""

    fps: Fraction
    scenes: tuple[ScenePlan, ...]
    chunk_spans: tuple[ChunkSpan, ...]
    """What is encoded together, in the order of the film."""
    fade_in_frames: int = 0
    fade_out_frames: int = 0

    @property
    def frames(self) -> int:
        """Frames of the film."""
        return sum(scene.frames for scene in self.scenes)

    @property
    def samples(self) -> int:
        """Samples of the film's sound at 48 kHz."""
        return sample_at(self.frames, self.fps)

    @property
    def duration_s(self) -> Fraction:
        """Seconds of the film."""
        return self.frames / self.fps

    @property
    def shots(self) -> tuple[Shot, ...]:
        """All shots in their order."""
        return tuple(shot for scene in self.scenes for shot in scene.shots)


def make_plan(scenes: Sequence[SceneNeeds], pace: Pace) -> Plan:
    """Given what each scene needs, return the film's plan."""
    lengths = [scene_shot_frames(scene, pace) for scene in scenes]
    starts = list(accumulate((sum(shot_frames) for shot_frames in lengths), initial=0))
    shots = [
        shot
        for index, scene in enumerate(scenes)
        for shot in _shots(index, scene.pictures, lengths[index], starts[index])
    ]
    joined = _with_transitions(shots, [_transition_s(scene, pace) for scene in scenes], pace)
    of_scenes = [tuple(of_scene) for _, of_scene in groupby(joined, key=lambda shot: shot.scene)]
    return Plan(
        fps=pace.fps,
        scenes=tuple(
            ScenePlan(
                index=index,
                first_frame=start,
                frames=end - start,
                first_sample=sample_at(start, pace.fps),
                samples=sample_at(end, pace.fps) - sample_at(start, pace.fps),
                shots=of_scenes[index],
            )
            for index, (start, end) in enumerate(pairwise(starts))
        ),
        chunk_spans=tuple(_chunk_spans(joined, pace.fps)),
        # A third of a shot at most: a film of one short picture is seen all the same.
        fade_in_frames=min(round(pace.fade_in_s * pace.fps), joined[0].frames // 3),
        fade_out_frames=min(round(pace.fade_out_s * pace.fps), joined[-1].frames // 3),
    )


def sample_at(frame: int, fps: Fraction) -> int:
    """The sample that is heard when a frame appears: round(frame * 48000 / fps)."""
    return round(frame * SAMPLE_RATE_HZ / fps)


def scene_shot_frames(scene: SceneNeeds, pace: Pace) -> tuple[int, ...]:
    """Return how many frames each shot of a scene has; there are at least as many shots as pictures."""
    frames = max(ceil(_scene_s(scene, pace) * pace.fps), scene.pictures * LEAST_SHOT_FRAMES)
    longest = max(int(pace.max_shot_s * pace.fps), LEAST_SHOT_FRAMES)
    if scene.timeline_s is None:
        return _evenly(frames, max(scene.pictures, ceil(Fraction(frames, longest))))
    shortest = max(round(pace.min_shot_s * pace.fps), LEAST_SHOT_FRAMES)
    return _by_timeline(scene.timeline_s, frames, (shortest, longest), pace.fps)


def _scene_s(scene: SceneNeeds, pace: Pace) -> Fraction:
    if scene.voice_samples is not None:
        told_s = Fraction(scene.voice_samples, SAMPLE_RATE_HZ) + pace.scene_pad_s
    else:
        told_s = max(Fraction(scene.words * 60, READING_WORDS_PER_MINUTE), LEAST_SILENT_SCENE_S)
    shown_s = sum(scene.timeline_s or (), Fraction(0))
    return max(told_s, shown_s, scene.floor_s, scene.pictures * pace.min_shot_s)


def _chunk_spans(shots: Sequence[Shot], fps: Fraction) -> Iterator[ChunkSpan]:
    longest = int(LONGEST_CHUNK_S * fps)
    for index, shot in enumerate(shots):
        for start, end in _parts_of(shot.chunk_end_frame - shot.visible_from_frame, longest):
            yield ChunkSpan(shot.scene, index, shot.visible_from_frame + start, shot.visible_from_frame + end)


def _parts_of(frames: int, longest: int) -> tuple[tuple[int, int], ...]:
    """Start and end of equal parts, as few as are no longer than `longest`."""
    return tuple(pairwise(accumulate(_evenly(frames, ceil(Fraction(frames, longest))), initial=0)))


def _evenly(frames: int, parts: int) -> tuple[int, ...]:
    """Split frames into parts that differ by one at most."""
    ends = [frames * part // parts for part in range(parts + 1)]
    return tuple(end - start for start, end in pairwise(ends))


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
        return (*wished, *_evenly(surplus, ceil(Fraction(surplus, longest))))
    if wished[-1] > longest:  # asked for, and kept
        return (*wished[:-1], last)
    return (*wished[:-1], *_evenly(last, ceil(Fraction(last, longest))))


def _shots(scene: int, pictures: int, frames: tuple[int, ...], first_frame: int) -> list[Shot]:
    starts = accumulate(frames, initial=first_frame)
    return [
        Shot(scene, index % pictures, index // pictures, start, length)
        for index, (start, length) in enumerate(zip(starts, frames, strict=False))
    ]


def _transition_s(scene: SceneNeeds, pace: Pace) -> Fraction:
    return pace.transition_s if scene.transition_s is None else scene.transition_s


def _with_transitions(shots: Sequence[Shot], into_scenes_s: Sequence[Fraction], pace: Pace) -> tuple[Shot, ...]:
    """Let neighbours overlap by the transition, or by half the shorter one if that is less."""
    overlaps = []
    for left, right in pairwise(shots):
        wished_s = pace.transition_s if left.scene == right.scene else into_scenes_s[right.scene]
        overlaps.append(min(round(wished_s * pace.fps), left.frames // 2, right.frames // 2))
    return tuple(
        replace(shot, fade_in_frames=before, fade_out_frames=after)
        for shot, before, after in zip(shots, [0, *overlaps], [*overlaps, 0], strict=True)
    )
