"""Captions of a film: what is said, at whole frames, for as long as it takes to read. Pure but for reading recordings.

A caption begins when its words are heard. It stays into the silence after them until it can be read, never into the
next one and never beyond its scene.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from dropd.film.captions.caption_lines import columns, in_lines
from dropd.film.captions.line_rules import CUE_LINES, ENGLISH, LineRules
from dropd.film.captions.speech_times import Narration, spoken
from dropd.film.plan import Plan, ScenePlan
from dropd.media.ffmpeg import SAMPLE_RATE_HZ

READING_COLUMNS_PER_S = 17
"""What most adults read with ease (Netflix's guide asks for 17 to 20)."""
LEAST_S, MOST_S = Fraction(1), Fraction(7)
GAP_S = Fraction(1, 12)
"""Two captions are either this far apart, so that the change is seen, or follow each other at once."""
CLOSED_GAP_S = Fraction(1, 2)
"""A shorter silence between two captions would only flicker."""
MERGED_SILENCE_S = Fraction(1)
"""What is said after a longer silence is not told before."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from which frame of the film, for how many frames, and its lines."""

    first_frame: int
    frames: int
    text: str

    @property
    def end_frame(self) -> int:
        """The first frame without it."""
        return self.first_frame + self.frames


@dataclass(frozen=True, slots=True)
class _Heard:
    """The lines of a caption, and the frames in which they are heard."""

    text: str
    first_frame: int
    end_frame: int


def cues(plan: Plan, narrations: Sequence[Narration], rules: LineRules = ENGLISH) -> tuple[Cue, ...]:
    """Return the captions of a film, given each scene's narration."""
    return tuple(
        cue
        for scene, narration in zip(plan.scenes, narrations, strict=True)
        for cue in _shown(_heard(plan, scene, narration, rules), scene.first_frame + scene.frames, plan.fps, rules)
    )


def _heard(plan: Plan, scene: ScenePlan, narration: Narration, rules: LineRules) -> list[_Heard]:
    """The captions of a scene at the frames that are nearest, each at least a frame after the one before."""
    scene_end = scene.first_frame + scene.frames
    found: list[_Heard] = []
    for caption in spoken(narration, scene.samples, rules):
        least = found[-1].first_frame + 1 if found else scene.first_frame
        first = max(least, scene.first_frame + _frame(caption.first_sample, plan.fps))
        end = max(first + 1, scene.first_frame + _frame(caption.end_sample, plan.fps))
        # More captions than frames come of texts that nobody could read anyway.
        if first < scene_end:
            found.append(_Heard(in_lines(caption.text, rules), first, min(end, scene_end)))
    return found


def _merged(heard: Sequence[_Heard], scene_end: int, fps: Fraction, rules: LineRules) -> list[_Heard]:
    """Put captions that would flash by into one with their neighbour, where it has room."""
    found: list[_Heard] = []
    ends = [*(after.first_frame for after in heard[1:]), scene_end][: len(heard)]
    for caption, end_frame in zip(heard, ends, strict=True):
        both = _together(found[-1], caption, fps, rules) if found else None
        flashes = min(caption.first_frame - found[-1].first_frame, end_frame - caption.first_frame) if found else 0
        if both and flashes < LEAST_S * fps:
            found[-1] = both
        else:
            found.append(caption)
    return found


def _together(before: _Heard, after: _Heard, fps: Fraction, rules: LineRules) -> _Heard | None:
    """Two captions as one, if it has room for both and neither waits long for the other."""
    text = _both(before.text, after.text, rules)
    lasts, waits = after.end_frame - before.first_frame, after.first_frame - before.end_frame
    if text is None or lasts > MOST_S * fps or waits > MERGED_SILENCE_S * fps:
        return None
    return _Heard(text, before.first_frame, after.end_frame)


def _both(before: str, after: str, rules: LineRules) -> str | None:
    """Two captions in one: broken anew if words are spaced and fit, else one below the other, else not at all."""
    spaced = not columns(before[-1:]) == columns(after[:1]) == 2  # noqa: PLR2004 - wide characters take two columns
    again = in_lines(f"{before} {after}".replace("\n", " "), rules)
    if spaced and again.count("\n") < CUE_LINES and max(map(columns, again.split("\n"))) <= rules.line_columns:
        return again
    return f"{before}\n{after}" if f"{before}\n{after}".count("\n") < CUE_LINES else None


def _shown(heard: Sequence[_Heard], scene_end: int, fps: Fraction, rules: LineRules) -> Iterator[Cue]:
    captions = _merged(heard, scene_end, fps, rules)
    nexts = [*(after.first_frame for after in captions[1:]), None][: len(captions)]
    for caption, next_frame in zip(captions, nexts, strict=True):
        end = _end_frame(caption, next_frame, scene_end, fps)
        yield Cue(caption.first_frame, end - caption.first_frame, caption.text)


def _end_frame(caption: _Heard, next_frame: int | None, scene_end: int, fps: Fraction) -> int:
    """Until it is read, or its words are over; into the silence as far as the next one and the scene allow."""
    read_s = max(LEAST_S, Fraction(columns(caption.text), READING_COLUMNS_PER_S))
    wished = max(caption.end_frame, caption.first_frame + ceil(read_s * fps))
    longest = max(caption.end_frame, caption.first_frame + int(MOST_S * fps))
    if next_frame is None:
        return min(wished, longest, scene_end)
    gap = max(2, ceil(GAP_S * fps))
    latest = next_frame - gap
    if caption.end_frame > latest or latest <= caption.first_frame:
        return next_frame
    closed = latest if next_frame - wished < CLOSED_GAP_S * fps else wished
    return min(closed, longest)


def _frame(sample: int, fps: Fraction) -> int:
    return round(sample * fps / SAMPLE_RATE_HZ)
