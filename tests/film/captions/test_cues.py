from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dropd.film.captions.caption_lines import columns
from dropd.film.captions.cues import Cue, cues
from dropd.film.captions.speech_times import Narration
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound.tracks import Recording
from dropd.language.sentences import sentences
from tests.film.speech import SECOND, laid, talk

FPS = Fraction(30)

words = st.builds(str.__add__, st.text("abcdefgh'", min_size=1, max_size=13), st.sampled_from(["", ",", ".", "!"]))
texts = st.lists(words, max_size=40).map(" ".join)


def planned(narrations: list[Narration], fps: Fraction = FPS) -> Plan:
    pace = Pace(fps, Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
    return make_plan(
        [
            SceneNeeds(
                1,
                voice_samples=narration.recording.samples if narration.recording else None,
                words=len(narration.text.split()),
            )
            for narration in narrations
        ],
        pace,
    )


def shown(*narrations: Narration) -> tuple[Cue, ...]:
    return cues(planned(list(narrations)), narrations)


def sound(folder: Path, *stretches_s: float) -> Recording:
    """Silence, sound, silence, sound … for so many seconds each."""
    random = np.random.default_rng(0)
    parts = [
        random.normal(0, 0.1 * (index % 2), int(seconds * SECOND)).astype(np.float32)
        for index, seconds in enumerate(stretches_s)
    ]
    return laid(parts, [], folder / "sound.f32").recording


def test_a_caption_is_there_from_its_first_word_and_stays_until_it_can_be_read(tmp_path: Path) -> None:
    voice = sound(tmp_path, 0.5, 1.0, 4.0, 2.0)

    first, second = shown(Narration("Thirty-four characters are spoken. And as many are said after that.", voice))

    assert (first.first_frame, first.end_frame) == (15, 75)
    assert second.first_frame == 165


def test_no_caption_is_shown_for_less_than_a_second_where_there_is_silence_after_it(tmp_path: Path) -> None:
    voice = sound(tmp_path, 0, 0.4, 2.0, 0.4)

    first, second = shown(Narration("Yes. No.", voice))

    assert first.frames == 30
    assert second.frames == 24, "the scene ends after 0.4 s"


def test_short_sentences_that_follow_each_other_are_one_caption(tmp_path: Path) -> None:
    [cue] = shown(Narration("Yes. Come in.", sound(tmp_path, 0, 0.3, 0.2, 0.5)))

    assert cue.text == "Yes. Come in."


def test_a_short_sentence_beside_a_longer_one_has_a_line_of_its_own(tmp_path: Path) -> None:
    text = "Come in! Your dream of a house by the sea is here."

    [cue] = shown(Narration(text, sound(tmp_path, 0, 0.4, 0.2, 2.0)))

    assert cue.text == "Come in!\nYour dream of a house by the sea is here."


def test_captions_do_not_flicker_in_short_pauses(tmp_path: Path) -> None:
    text = "This is the first of two sentences. And this one is the second."

    first, second = shown(Narration(text, sound(tmp_path, 0, 2.5, 0.4, 2.5)))

    assert second.first_frame - first.end_frame == 3


def test_a_caption_ends_with_its_scene_and_the_next_begins_there(tmp_path: Path) -> None:
    fast = Narration("These are far too many words for half a second of speech.", sound(tmp_path, 0, 0.5))

    first, second = shown(fast, Narration("Second one.", None))

    # A scene has 2.5 s at least.
    assert first.end_frame == second.first_frame == 75


def test_nobody_speaks_and_the_text_is_shown_over_the_whole_scene() -> None:
    found = shown(Narration("Welcome to this house. It has a garden, and a pool behind it.", None))

    assert found[0].first_frame == 0
    assert found[-1].end_frame == 150


def test_no_text_no_captions() -> None:
    assert shown(Narration("", None), Narration(" ", None)) == ()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(texts, st.none() | st.lists(st.floats(0, 4), max_size=7)), min_size=1, max_size=3),
    st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(60)]),
)
def test_captions_of_any_film_are_in_order_within_their_scenes_and_lose_no_word(
    tmp_path_factory: pytest.TempPathFactory, scenes: list[tuple[str, list[float] | None]], fps: Fraction
) -> None:
    narrations = [
        Narration(text, None if stretches is None else sound(tmp_path_factory.mktemp("voice"), 0.1, *stretches))
        for text, stretches in scenes
    ]
    plan = planned(narrations, fps)

    found = cues(plan, narrations)

    assert all(cue.frames > 0 for cue in found)
    assert all(left.end_frame <= right.first_frame for left, right in pairwise(found))
    assert all(1 <= len(cue.text.split("\n")) <= 2 for cue in found)
    assert all(columns(line) <= 42 for cue in found for line in cue.text.split("\n"))
    for scene, narration in zip(plan.scenes, narrations, strict=True):
        end = scene.first_frame + scene.frames
        within = [cue for cue in found if scene.first_frame <= cue.first_frame < end]
        assert all(cue.end_frame <= end for cue in within)
        assert " ".join(cue.text for cue in within).split() == narration.text.split()
    gaps = [right.first_frame - left.end_frame for left, right in pairwise(found)]
    assert not [gap for gap in gaps if 0 < gap < 2]


@pytest.mark.parametrize("seed", range(5))
def test_captions_of_unhurried_speech_can_be_read(tmp_path: Path, seed: int) -> None:
    """17 columns a second, 1 s at least, 7 s at most."""
    text = (
        "Welcome to this house. It has four bedrooms, three bathrooms, and a large garden. Dr. Smith built it. Come! "
        "The kitchen was designed for people who love to cook, with granite counters, a gas range, and room for ten."
    )
    said = talk(text, tmp_path / "talk.f32", seed=seed)

    found = shown(Narration(text, said.recording))

    assert all(columns(cue.text) / (cue.frames / FPS) <= 17 for cue in found)
    assert all(1 <= cue.frames / FPS <= 7 for cue in found)
    assert sentences(" ".join(cue.text for cue in found)) == sentences(text)
