"""The picture that stands for a film: a frame that shows its first title, as JPEG."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.film.storyboard import Look, title_spans
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, run

LIMITS = Limits()
AFTER_TITLE_S = Fraction(1, 2)


def poster_frame(plan: Plan, look: Look) -> int:
    """The frame of the film to take: the first title is fully there, and nothing fades."""
    first, frames, fade_frames = title_spans(plan, look)[0]
    wished = first + fade_frames + round(AFTER_TITLE_S * plan.fps)
    dark_frames = plan.fade_out_frames if len(plan.shots) == 1 else 0
    last = min(first + frames - fade_frames, plan.shots[0].chunk_end_frame - dark_frames) - 1
    return max(0, min(wished, last))


def write_poster(chunks: Sequence[Chunk], frame: int, target: Path, build: FfmpegBuild) -> None:
    """Save one frame of a film, or its last if it is shorter. Raises RenderFault and NoSpaceFault."""
    starts = list(accumulate((chunk.frames for chunk in chunks), initial=0))
    index = min(bisect_right(starts, frame), len(chunks)) - 1
    shown = chunks[index]
    argv = ffmpeg.save_frame(build.path, shown.path, frame=min(frame - starts[index], shown.frames - 1), target=target)
    run(argv, purpose="poster", limits=LIMITS)
