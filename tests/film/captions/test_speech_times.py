import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dropd.film.captions.pauses import speech_in
from dropd.film.captions.speech_times import Narration, Spoken, spoken
from dropd.film.sound.tracks import Held, Recording, record
from dropd.film.sound.voice_over import Span
from dropd.language.sentences import sentences
from dropd.media.builds import FfmpegBuild
from dropd.speech.piper import PiperService
from dropd.speech.voice import Voice
from tests.film.speech import SECOND, Talk, laid, talk

TEXTS = (
    (
        "Welcome to 9642 Meadowglen Lane. This beautifully renovated home offers four bedrooms, three bathrooms, and a "
        "large garden. Dr. Smith, its first owner, built it in 1998. Come in! The kitchen was designed for people who "
        "love to cook, with granite counters, a gas range, and room for ten at the table."
    ),
    (
        "Upstairs, the main suite overlooks the lake. It has a walk-in closet, a fireplace and its own terrace. Two "
        "more bedrooms share a bath. The third is an office. Every room was painted this spring."
    ),
    (
        "Outside, a heated pool and a stone patio invite you to stay. Schools and shops are five minutes away, and "
        "downtown is a short drive. Open house is on Sunday at 2:30 p.m. Call our agent, Mr. J. R. Jones, for an "
        "appointment. We look forward to meeting you."
    ),
)
TOLERATED_MS = 80


def late_ms(text: str, found: Iterable[Spoken], places: Iterable[tuple[int, int]]) -> list[float]:
    """How far from its sentence's first sound each sentence's first caption begins."""
    captions = list(found)
    errors = []
    for sentence, (first_sample, _) in zip(sentences(text), places, strict=True):
        while not sentence.startswith(captions[0].text):
            captions.pop(0)
        errors.append(abs(captions.pop(0).first_sample - first_sample) / 48)
    return errors


def times_of(text: str, said: Talk, *spans: Span) -> tuple[Spoken, ...]:
    return spoken(Narration(text, said.recording, spans), said.recording.samples)


def test_95_of_100_sentences_begin_within_80_ms_of_their_sound(tmp_path: Path) -> None:
    errors: list[float] = []
    for seed in range(12):
        for text in TEXTS:
            said = talk(text, tmp_path / "talk.f32", seed=seed, lead_s=0.1 * seed)
            errors += late_ms(text, times_of(text, said), said.places)

    assert np.percentile(errors, 95) < TOLERATED_MS


def test_95_of_100_sentences_of_a_real_voice_begin_within_80_ms(tmp_path: Path, build: FfmpegBuild) -> None:
    text = " ".join(TEXTS)
    with PiperService(Voice(), tmp_path) as piper:
        voices = [_spoken_by(piper, sentence, tmp_path, build) for sentence in sentences(text)]
    random = np.random.default_rng(7)
    errors: list[float] = []
    for _ in range(6):
        parts, places = [np.zeros(SECOND // 2, np.float32)], []
        for voice in voices:
            first = sum(map(len, parts))
            places.append((first, first + len(voice)))
            parts += [voice, np.zeros(int(random.uniform(0.2, 0.9) * SECOND), np.float32)]
        said = laid(parts, places, tmp_path / "talk.f32")
        errors += late_ms(text, times_of(text, said), said.places)

    assert np.percentile(errors, 95) < TOLERATED_MS


def test_the_first_caption_begins_with_the_first_sound_and_the_last_ends_with_the_last(tmp_path: Path) -> None:
    said = talk("Welcome home. Come in, and have a look.", tmp_path / "talk.f32", lead_s=2.5)

    found = times_of("Welcome home. Come in, and have a look.", said)

    assert found[0].first_sample == pytest.approx(said.places[0][0], abs=SECOND * 0.03)
    assert found[-1].end_sample == pytest.approx(said.places[-1][1], abs=SECOND * 0.06)


@pytest.mark.parametrize("gain", [0.03, 1.0, 9.0])
def test_soft_and_loud_recordings_give_the_same_times(tmp_path: Path, gain: float) -> None:
    said = talk(TEXTS[0], tmp_path / "talk.f32")
    other = record(
        [(said.recording.part(0, said.recording.samples) * np.float32(gain)).tobytes()], tmp_path / "other.f32"
    )

    assert spoken(Narration(TEXTS[0], other), other.samples) == times_of(TEXTS[0], said)


def test_noise_behind_the_voice_hides_no_pause(tmp_path: Path) -> None:
    said = talk(TEXTS[1], tmp_path / "talk.f32")
    clean = said.recording.part(0, said.recording.samples)
    noise = np.random.default_rng(1).normal(0, 0.003, clean.shape).astype(np.float32)
    noisy = record([(clean + noise).tobytes()], tmp_path / "noisy.f32")

    errors = late_ms(TEXTS[1], spoken(Narration(TEXTS[1], noisy), noisy.samples), said.places)

    assert max(errors) < TOLERATED_MS


def test_places_that_are_known_are_taken_as_they_are(tmp_path: Path) -> None:
    text = "Short. A much, much longer one follows it."
    said = talk(text, tmp_path / "talk.f32", pause_s=(0, 0))
    spans = [Span(part, *place) for part, place in zip(sentences(text), said.places, strict=True)]

    found = times_of(text, said, *spans)

    assert late_ms(text, found, said.places) == pytest.approx([0, 0], abs=20)


def test_silence_and_a_scene_without_a_voice_are_shared_out_by_the_length_of_the_texts(tmp_path: Path) -> None:
    silence = record([np.zeros((10 * SECOND, 2), np.float32).tobytes()], tmp_path / "silence.f32")
    for recording in (silence, None, Recording(tmp_path / "none.f32", 0)):
        short, long = spoken(Narration("Yes. A long answer.", recording), 10 * SECOND)

        assert (short.first_sample, long.end_sample) == (0, 10 * SECOND)
        assert short.end_sample == long.first_sample == pytest.approx(10 * SECOND * 3 / 16, abs=2)


def test_no_text_has_no_captions(tmp_path: Path) -> None:
    said = talk("Hm.", tmp_path / "talk.f32")

    assert times_of("", said) == times_of(" \n", said) == ()


def test_a_click_is_no_word_and_a_plosive_no_pause() -> None:
    random = np.random.default_rng(3)
    sound = random.normal(0, 0.1, (3 * SECOND, 2)).astype(np.float32)
    sound[: SECOND // 2] = sound[SECOND : SECOND + 2880] = sound[2 * SECOND : 2 * SECOND + 24_000] = 0
    sound[SECOND // 4 : SECOND // 4 + 480] = 0.5

    heard = speech_in(Held(sound))

    assert heard is not None
    assert heard.first_sample == SECOND // 2
    assert [(pause.first_sample, pause.end_sample) for pause in heard.pauses] == [
        (2 * SECOND, 2 * SECOND + 24_000),
    ]


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["Yes.", "No, not at all.", "A garden", "and", "with 12 trees,", "U.S."]), max_size=12),
    st.lists(st.tuples(st.floats(0, 1.5), st.booleans()), max_size=12),
)
def test_captions_of_any_text_over_any_sound_are_in_order_and_within_it(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], stretches: list[tuple[float, bool]]
) -> None:
    random = np.random.default_rng(2)
    parts = [random.normal(0, 0.1 * loud, int(seconds * SECOND)).astype(np.float32) for seconds, loud in stretches]
    said = laid([np.zeros(480, np.float32), *parts], [], tmp_path_factory.mktemp("talk") / "talk.f32")

    found = times_of(" ".join(words), said)

    edges = [edge for caption in found for edge in (caption.first_sample, caption.end_sample)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= said.recording.samples for edge in edges)
    assert " ".join(caption.text for caption in found).split() == " ".join(words).split()


def _spoken_by(piper: PiperService, sentence: str, folder: Path, build: FfmpegBuild) -> NDArray[np.float32]:
    """A sentence, from its first sound to its last."""
    wav = folder / "sentence.wav"
    wav.write_bytes(piper.say(sentence))
    argv = (build.path, "-v", "error", "-i", str(wav), "-ar", "48000", "-ac", "1", "-f", "f32le", "-")
    mono = np.frombuffer(subprocess.run(argv, check=True, capture_output=True).stdout, np.float32)
    heard = np.flatnonzero(np.abs(mono) > np.abs(mono).max() / 40)
    return mono[heard[0] : heard[-1]]
