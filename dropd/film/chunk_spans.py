"""Which frames of a film are encoded together: a shot with the transition into it, or a part of a long one. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil

from dropd.film.shot_lengths import evenly
from dropd.film.shots import Shot

LONGEST_CHUNK_S = 9
"""Longer shots are encoded in parts, on as many cores. Each part begins with a key frame: players find one every nine
seconds at least; x264 has one in 250 frames. A shot of the usual length, with its transitions, stays whole."""


@dataclass(frozen=True, slots=True)
class ChunkSpan:
    """Frames of the film that are encoded together: a shot with the transition into it, or a part of a long one."""

    scene: int
    shot: int
    """Which of the film's shots, from 0."""
    first_frame: int
    end_frame: int


def chunk_spans_of(shots: Sequence[Shot], fps: Fraction) -> Iterator[ChunkSpan]:
    """Yield what is encoded together, in the order of the film."""
    longest = int(LONGEST_CHUNK_S * fps)
    for index, shot in enumerate(shots):
        for start, end in _parts_of(shot.chunk_end_frame - shot.visible_from_frame, longest):
            yield ChunkSpan(shot.scene, index, shot.visible_from_frame + start, shot.visible_from_frame + end)


def _parts_of(frames: int, longest: int) -> tuple[tuple[int, int], ...]:
    """Start and end of equal parts, as few as are no longer than `longest`."""
    return tuple(pairwise(accumulate(evenly(frames, ceil(Fraction(frames, longest))), initial=0)))
