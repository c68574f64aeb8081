"""When each caption of a narration is spoken: taken from the sound, not from the length of its text alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from dropd.film.captions.alignment import Border, Heard, aligned
from dropd.film.captions.caption_lines import captions_of, clauses_of, columns
from dropd.film.captions.line_rules import ENGLISH, LineRules
from dropd.film.captions.pauses import Speech, speech_in
from dropd.film.sound.tracks import Excerpt, Recording
from dropd.film.sound.voice_over import Span
from dropd.language.sentences import ENDS, PAUSES, ends_with, sentences
from dropd.language.spoken_text import spoken_length
from dropd.media.ffmpeg import SAMPLE_RATE_HZ

MOST_CAPTION_S = 6.5
"""What a caption may hold of a slow speaker's words: below the 7 s for which it may stay, for pauses differ."""
LEAST_CAPTION_COLUMNS = 21


@dataclass(frozen=True, slots=True)
class Narration:
    """A scene's text and how it is spoken; without a recording it is shown over the whole scene."""

    text: str
    recording: Recording | None
    spans: tuple[Span, ...] = ()
    """Where each sentence is, if that is known."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The text of one caption, and from which sample of its scene to which it is heard."""

    text: str
    first_sample: int
    end_sample: int


def spoken(narration: Narration, scene_samples: int, rules: LineRules = ENGLISH) -> tuple[Spoken, ...]:
    """Return the captions of a narration in their order, each with its time."""
    recording = narration.recording
    if recording is None or recording.samples == 0:
        silent = Speech(0, scene_samples, ())
        return tuple(_within(narration.text, silent, 0, rules))
    spans = narration.spans or (Span(narration.text, 0, recording.samples),)
    return tuple(
        caption
        for span in spans
        for caption in _within(
            span.text,
            speech_in(Excerpt(recording, span.first_sample, span.end_sample))
            or Speech(0, span.end_sample - span.first_sample, ()),
            span.first_sample,
            rules,
        )
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What is said between two places where a speaker may pause."""

    caption: int
    text: str
    border: Border
    """What is at its end."""


def _within(text: str, speech: Speech, offset_samples: int, rules: LineRules) -> Iterator[Spoken]:
    said = sentences(text, rules.language)
    if not said:
        return
    captions = _captions(said, speech, rules)
    parts = list(_parts(captions, rules))
    edges = _edges(parts, speech)
    for index, (caption, _) in enumerate(captions):
        own = [edge for part, edge in zip(parts, edges, strict=True) if part.caption == index]
        yield Spoken(caption, offset_samples + own[0][0], offset_samples + own[-1][1])


def _captions(said: Sequence[str], speech: Speech, rules: LineRules) -> list[tuple[str, bool]]:
    """The texts of all captions, and whether a sentence ends there."""
    seconds = (speech.end_sample - speech.first_sample) / SAMPLE_RATE_HZ
    columns_a_second = sum(map(columns, said)) / max(seconds, 0.1)
    room = min(rules.cue_columns, max(LEAST_CAPTION_COLUMNS, int(MOST_CAPTION_S * columns_a_second)))
    return [(caption, last) for sentence in said for caption, last in _last_marked(captions_of(sentence, rules, room))]


def _last_marked(texts: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for number, text in enumerate(texts, 1):
        yield text, number == len(texts)


def _parts(captions: Sequence[tuple[str, bool]], rules: LineRules) -> Iterator[_Part]:
    for index, (caption, ends_sentence) in enumerate(captions):
        for clause, last in _last_marked(tuple(clauses_of(caption, rules))):
            marked = ends_with(clause, PAUSES + ENDS)
            border = Border.SENTENCE if last and ends_sentence else Border.CLAUSE if marked else Border.WORD
            yield _Part(index, clause, border)


def _edges(parts: Sequence[_Part], speech: Speech) -> list[tuple[int, int]]:
    """First and end sample of each part: at pauses where they belong together, else where its length puts it."""
    lengths = [max(1.0, spoken_length(part.text)) for part in parts]
    at = aligned(lengths, [part.border for part in parts[:-1]], _heard(speech))
    before_s = (0.0, *_heard(speech).before_s, _heard(speech).speech_s)
    ends = [0.0, *accumulate(lengths)]
    known = {0: 0.0, len(parts): before_s[-1]} | {border + 1: before_s[pause + 1] for border, pause in at.items()}
    places_s = np.interp(ends, [ends[place] for place in sorted(known)], [known[place] for place in sorted(known)])
    cuts = [(speech.first_sample, speech.first_sample)]
    for border in range(len(parts) - 1):
        if border in at:
            pause = speech.pauses[at[border]]
            cuts.append((pause.first_sample, pause.end_sample))
        else:
            sample = _sample_of(float(places_s[border + 1]), speech)
            cuts.append((sample, sample))
    cuts.append((speech.end_sample, speech.end_sample))
    return [(left[1], right[0]) for left, right in pairwise(cuts)]


def _heard(speech: Speech) -> Heard:
    """The pauses as they are after so many seconds of speech."""
    before_s: list[float] = []
    since = speech.first_sample
    for pause in speech.pauses:
        before_s.append((before_s[-1] if before_s else 0.0) + (pause.first_sample - since) / SAMPLE_RATE_HZ)
        since = pause.end_sample
    pauses_s = tuple((pause.end_sample - pause.first_sample) / SAMPLE_RATE_HZ for pause in speech.pauses)
    speech_s = (before_s[-1] if before_s else 0.0) + (speech.end_sample - since) / SAMPLE_RATE_HZ
    return Heard(tuple(before_s), pauses_s, speech_s)


def _sample_of(said_s: float, speech: Speech) -> int:
    """The sample after so many seconds of speech, pauses not counted."""
    sample = speech.first_sample + round(said_s * SAMPLE_RATE_HZ)
    for pause in speech.pauses:
        if sample <= pause.first_sample:
            break
        sample += pause.end_sample - pause.first_sample
    return sample
