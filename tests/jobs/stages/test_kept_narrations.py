from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.errors import SpeechFault
from dropd.film.sound.tracks import record
from dropd.film.sound.voice_over import Span
from dropd.jobs.stages.kept_narrations import Narrations, Utterance

SENTENCES = [Utterance("It has 2 baths.", "It has two baths.", 0.4), Utterance("Come and see.", "Come and see.", 0.8)]
SPANS = (Span("It has 2 baths.", 0, 500), Span("Come and see.", 600, 1000))


def narrations(folder: Path, voice: str = "piper joe", decoder: str = "ffmpeg 9") -> Narrations:
    return Narrations(Cache(folder), voice, decoder)


def string(target: Path) -> tuple[Span, ...]:
    noise = np.random.default_rng(1).normal(0, 0.1, (1000, 2)).astype(np.float32)
    record([noise.tobytes()], target)
    return SPANS


def test_a_narration_is_found_as_it_was_strung(tmp_path: Path) -> None:
    assert narrations(tmp_path).find(SENTENCES) is None

    made = narrations(tmp_path).make(SENTENCES, string)

    assert (made.samples, made.spans) == (1000, SPANS)
    assert narrations(tmp_path).find(SENTENCES) == made


@pytest.mark.parametrize(
    ("sentences", "voice", "decoder"),
    [
        (SENTENCES[:1], "piper joe", "ffmpeg 9"),
        (SENTENCES[::-1], "piper joe", "ffmpeg 9"),
        ([replace(SENTENCES[0], pause_s=0.5), SENTENCES[1]], "piper joe", "ffmpeg 9"),
        ([replace(SENTENCES[0], said="It has too baths."), SENTENCES[1]], "piper joe", "ffmpeg 9"),
        (SENTENCES, "piper amy", "ffmpeg 9"),
        (SENTENCES, "piper joe", "ffmpeg 8"),
    ],
)
def test_another_narration_has_another_identity(
    tmp_path: Path, sentences: list[Utterance], voice: str, decoder: str
) -> None:
    made = narrations(tmp_path).make(SENTENCES, string)

    assert narrations(tmp_path, voice, decoder).find(sentences) is None
    assert narrations(tmp_path, voice, decoder).make(sentences, string).identity != made.identity


def test_a_damaged_narration_is_strung_again(tmp_path: Path) -> None:
    made = narrations(tmp_path).make(SENTENCES, string)
    content = made.recording.pcm.read_bytes()
    made.recording.pcm.write_bytes(content[:-8])

    assert narrations(tmp_path).find(SENTENCES) is None
    assert narrations(tmp_path).make(SENTENCES, string) == made
    assert made.recording.pcm.read_bytes() == content


def test_a_narration_that_could_not_be_spoken_is_not_kept(tmp_path: Path) -> None:
    def fails(target: Path) -> tuple[Span, ...]:
        target.write_bytes(bytes(80))
        raise SpeechFault("The service refused.")

    with pytest.raises(SpeechFault):
        narrations(tmp_path).make(SENTENCES, fails)

    assert narrations(tmp_path).find(SENTENCES) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_narration_that_was_spoken_otherwise_is_told_from_the_earlier_one(tmp_path: Path) -> None:
    made = narrations(tmp_path / "one").make(SENTENCES, string)

    def slower(target: Path) -> tuple[Span, ...]:
        string(target)
        return (SPANS[0], replace(SPANS[1], end_sample=999))

    assert narrations(tmp_path / "two").make(SENTENCES, string).identity == made.identity
    assert narrations(tmp_path / "three").make(SENTENCES, slower).identity != made.identity
