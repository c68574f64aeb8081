"""The film in whole frames and whole samples. Pure: no clock, no disk, no logging; seconds are exact fractions.

Picture time follows sound time. A scene lasts as long as its longest demand, rounded up to a whole frame; its sound
starts at the sample nearest to its first frame, counted from the start of the film, so nothing adds up to a drift.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby, pairwise

from dropd.film.chunk_spans import ChunkSpan, chunk_spans_of
from dropd.film.shot_lengths import Pace, SceneNeeds, scene_shot_frames
from dropd.film.shots import Shot, shots_of, with_transitions
from dropd.media.ffmpeg import SAMPLE_RATE_HZ


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
        for shot in shots_of(index, scene.pictures, lengths[index], starts[index])
    ]
    joined = with_transitions(shots, scenes, pace)
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
        chunk_spans=tuple(chunk_spans_of(joined, pace.fps)),
        # A third of a shot at most: a film of one short picture is seen all the same.
        fade_in_frames=min(round(pace.fade_in_s * pace.fps), joined[0].frames // 3),
        fade_out_frames=min(round(pace.fade_out_s * pace.fps), joined[-1].frames // 3),
    )


def sample_at(frame: int, fps: Fraction) -> int:
    """The sample that is heard when a frame appears: round(frame * 48000 / fps)."""
    return round(frame * SAMPLE_RATE_HZ / fps)
