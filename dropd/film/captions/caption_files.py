"""Captions beside the film, as SubRip and WebVTT. Pure."""

from collections.abc import Sequence
from fractions import Fraction

from dropd.film.captions.cues import Cue


def srt(cues: Sequence[Cue], fps: Fraction) -> str:
    """SubRip: numbered, with a comma before the milliseconds."""
    blocks = (f"{number}\n{_times(cue, fps, ',')}\n{cue.text}\n" for number, cue in enumerate(cues, 1))
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue], fps: Fraction) -> str:
    """WebVTT (https://www.w3.org/TR/webvtt1/); `&` and `<` would begin markup there."""
    blocks = (
        f"{_times(cue, fps, '.')}\n" + cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "\n"
        for cue in cues
    )
    return "\n".join(("WEBVTT\n", *blocks))


def _times(cue: Cue, fps: Fraction, point: str) -> str:
    return f"{_time(cue.first_frame / fps, point)} --> {_time(cue.end_frame / fps, point)}"


def _time(seconds: Fraction, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
