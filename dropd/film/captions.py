"""Captions beside the film, as SubRip and WebVTT. Pure.

A scene's text is cut into sentences and lines; each takes its part of the time in which the scene is spoken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from icu4py.breakers import LineBreaker, SentenceBreaker

from dropd.film.plan import SAMPLE_RATE_HZ, Plan

LINE_CHARACTERS, CUE_LINES = 42, 2
"""As broadcasters have it (https://www.bbc.co.uk/accessibility/forproducts/guides/subtitles/)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when it is shown, in seconds of the film, and its lines."""

    start_s: Fraction
    end_s: Fraction
    text: str


def cues(plan: Plan, texts: Sequence[str], voice_samples: Sequence[int | None]) -> tuple[Cue, ...]:
    """Return the captions of a film, given each scene's text and how long it is spoken."""
    found: list[Cue] = []
    for scene, text, samples in zip(plan.scenes, texts, voice_samples, strict=True):
        start_s = scene.first_frame / plan.fps
        spoken_s = Fraction(samples, SAMPLE_RATE_HZ) if samples else scene.frames / plan.fps
        found += _shared_out(list(pieces(text)), start_s, spoken_s)
    return tuple(found)


def srt(found: Sequence[Cue]) -> str:
    """SubRip: numbered, with a comma before the milliseconds."""
    blocks = (
        f"{number}\n{_time(cue.start_s, ',')} --> {_time(cue.end_s, ',')}\n{cue.text}\n"
        for number, cue in enumerate(found, 1)
    )
    return "\n".join(blocks)


def vtt(found: Sequence[Cue]) -> str:
    """WebVTT (https://www.w3.org/TR/webvtt1/); `&` and `<` would begin markup there."""
    blocks = (
        f"{_time(cue.start_s, '.')} --> {_time(cue.end_s, '.')}\n"
        + cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        + "\n"
        for cue in found
    )
    return "\n".join(("WEBVTT\n", *blocks))


def pieces(text: str) -> Iterator[str]:
    """Cut a text into captions of at most two lines, at sentences first, then where a line may break."""
    for sentence in SentenceBreaker(" ".join(text.split()), "en"):
        lines = _even_lines(sentence.strip())
        for first in range(0, len(lines), CUE_LINES):
            yield "\n".join(lines[first : first + CUE_LINES])


def _even_lines(text: str) -> list[str]:
    """Break a text into as few lines as it takes, and those to nearly the same length."""
    words = list(LineBreaker(text, "en"))
    fewest = len(_filled(words, LINE_CHARACTERS))
    rooms = range(len(text) // max(fewest, 1), LINE_CHARACTERS)
    narrow = next((lines for room in rooms if len(lines := _filled(words, room)) == fewest), None)
    return narrow or _filled(words, LINE_CHARACTERS)


def _filled(words: Sequence[str], room: int) -> list[str]:
    """Fill lines with words while there is room; a word that is longer has a line of its own."""
    lines = [""]
    for word in words:
        if lines[-1] and len((lines[-1] + word).rstrip()) > room:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines if line.strip()]


def _shared_out(parts: list[str], start_s: Fraction, spoken_s: Fraction) -> Iterator[Cue]:
    total = sum(len(part) for part in parts)
    said = 0
    for part in parts:
        begin_s = start_s + spoken_s * said / total
        said += len(part)
        yield Cue(begin_s, start_s + spoken_s * said / total, part)


def _time(seconds: Fraction, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
