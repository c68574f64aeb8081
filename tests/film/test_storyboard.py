from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.chunk_orders import ChunkOrder
from dropd.film.direction import Framing
from dropd.film.encoder_recipe import Recipe
from dropd.film.lettering.text import Overlay
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.storyboard import (
    DrawnCaption,
    Look,
    Picture,
    SceneLook,
    chapters,
    storyboard,
)
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import x264

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
LOOK = Look(Framing(160, 90, "blur"))
BUILD = FfmpegBuild("ffmpeg", "9.0", "digest", "machine")
TITLE = Overlay(10, 10, np.full((10, 40, 4), 255, np.uint8))

lengths = st.lists(st.integers(1, 20 * 48_000), min_size=1, max_size=5)


def film(*voice_s: float, pace: Pace = PACE, pictures: int = 2) -> Plan:
    return make_plan([SceneNeeds(pictures, voice_samples=round(voice * 48_000)) for voice in voice_s], pace)


def pictures(scene: int) -> tuple[Picture, ...]:
    return tuple(Picture(f"{scene}{name}.jpg", f"{scene}{name}", 3000, 2000) for name in "ab")


def looks(plan: Plan, title: Overlay | None = TITLE) -> list[SceneLook]:
    return [SceneLook(pictures(scene.index), title) for scene in plan.scenes]


def orders_of(plan: Plan, scenes: list[SceneLook] | None = None, look: Look = LOOK) -> tuple[ChunkOrder, ...]:
    return storyboard(plan, scenes or looks(plan), look, (), Recipe(x264("medium", 18)), BUILD).orders


@given(voices=lengths, transition_s=st.fractions(0, 3))
def test_chunks_are_the_film_cut_at_its_shots(voices: list[int], transition_s: Fraction) -> None:
    plan = make_plan([SceneNeeds(2, voice_samples=voice) for voice in voices], replace(PACE, transition_s=transition_s))

    orders = orders_of(plan)

    assert [order.footage.frames for order in orders] == [
        span.end_frame - span.first_frame for span in plan.chunk_spans
    ]
    for (left, right), (before, order) in zip(pairwise(plan.chunk_spans), pairwise(orders), strict=True):
        # Whatever is seen before and after a cut goes on at the very frame of its move at which it was cut.
        goes_on = before.footage.take.first + before.footage.frames
        transition = order.footage.transition
        if left.shot == right.shot:
            assert order.footage.take == replace(before.footage.take, first=goes_on)
        elif transition is None:
            assert plan.shots[right.shot].fade_in_frames == 0
        else:
            assert transition.frames == plan.shots[left.shot].fade_out_frames == plan.shots[right.shot].fade_in_frames
            assert (transition.before.first, transition.before.move) == (goes_on, before.footage.take.move)


def test_a_transition_longer_than_a_chunk_goes_on_in_the_next_one() -> None:
    """A shot of 20 s with a transition of 10 s, as a trigger cannot ask for: three chunks show it, seamlessly."""
    pace = replace(PACE, max_shot_s=Fraction(60), transition_s=Fraction(10))
    plan = make_plan([SceneNeeds(1, voice_samples=48_000 * 20)] * 2, pace)

    footages = [order.footage for order in orders_of(plan)]

    told = [one.transition.part(frame) for one in footages if one.transition for frame in range(one.frames)]
    covered = [one.transition.covers(frame) for one in footages if one.transition for frame in range(one.frames)]
    fade_frames = plan.shots[1].fade_in_frames
    assert told[:fade_frames] == [(index + 1) / (fade_frames + 1) for index in range(fade_frames)]
    assert covered[: fade_frames + 1] == [True] * fade_frames + [False]


@given(voices=lengths, known=st.integers(1, 4))
def test_what_is_begun_before_all_scenes_are_known_is_a_part_of_the_film(voices: list[int], known: int) -> None:
    """All chunks but those of the last shot that is known: how that one ends depends on what follows."""
    needs = [SceneNeeds(2, voice_samples=voice) for voice in voices]
    pace = replace(PACE, fade_in_s=Fraction(1), fade_out_s=Fraction(1))
    begun, whole = make_plan(needs[:known], pace), make_plan(needs, pace)
    sure = sum(span.shot < len(begun.shots) - 1 for span in begun.chunk_spans)

    ahead, film = (orders_of(plan, looks(plan, None)) for plan in (begun, whole))

    assert ahead[:sure] == film[:sure]


@given(voices=lengths)
def test_a_title_is_seen_in_its_own_scene_only(voices: list[int]) -> None:
    plan = make_plan([SceneNeeds(2, voice_samples=voice) for voice in voices], PACE)
    orders = orders_of(plan)
    for scene in plan.scenes:
        seen = [
            span.first_frame + frame
            for span, order in zip(plan.chunk_spans, orders, strict=True)
            if span.scene == scene.index
            for frame in range(order.footage.frames)
            if any(title.opacity(frame) > 0 for title in order.footage.lettering)
        ]
        first = scene.shots[0]
        assert seen == list(range(seen[0], seen[-1] + 1))
        assert seen[0] == first.first_frame + first.fade_in_frames - first.fade_in_frames // 2
        assert len(seen) <= 150
        assert seen[-1] < scene.shots[-1].chunk_end_frame


def test_a_title_that_goes_on_into_the_next_chunk_does_not_flicker() -> None:
    plan = film(6, pictures=2)
    first, second = orders_of(plan)

    shown = [
        max((title.opacity(frame) for title in order.footage.lettering), default=0.0)
        for order in (first, second)
        for frame in range(order.footage.frames)
    ]

    assert max(abs(after - before) for before, after in pairwise(shown)) < 0.06
    assert shown[first.footage.frames] == 1.0


def test_a_scene_that_moves_in_the_film_keeps_its_chunks() -> None:
    voices = [5.0, 6.0, 7.0]
    scenes = [SceneNeeds(2, voice_samples=round(voice * 48_000)) for voice in voices]
    hard = replace(PACE, transition_s=Fraction(0))
    plan, turned = make_plan(scenes, hard), make_plan(scenes[::-1], hard)
    kept = looks(plan)

    before = [order.key for order in orders_of(plan, kept)]
    after = [order.key for order in orders_of(turned, kept[::-1])]

    # But where a picture's neighbour now goes the same way: one of the two gives way.
    assert len(set(before) & set(after)) >= 3
    assert len(set(before)) == 6


def test_a_picture_that_is_shown_again_is_shown_with_another_move() -> None:
    plan = film(40, pictures=2)
    takes = [order.footage.take for order in orders_of(plan)]

    assert len(takes) == 6
    for left, right in pairwise(takes[::2]):
        assert left.still == right.still
        assert left.move != right.move


def test_the_film_comes_out_of_black_and_ends_in_it() -> None:
    plan = film(5, 5, pace=replace(PACE, fade_in_s=Fraction(1, 2), fade_out_s=Fraction(1)))
    orders = orders_of(plan)

    light = [
        min((fade.light(frame) for fade in order.footage.black_fades), default=1.0)
        for order in orders
        for frame in range(order.footage.frames)
    ]

    assert light[0] == light[-1] == 0
    assert light[:16] == sorted(light[:16])
    assert set(light[15:-30]) == {1.0}
    assert light[-30:] == sorted(light[-30:], reverse=True)
    assert [bool(order.footage.black_fades) for order in orders] == [True, False, False, True]


def test_a_scene_may_say_how_the_film_goes_over_into_it() -> None:
    plan = film(5, 5, 5)
    scenes = [
        SceneLook(pictures(0)),
        SceneLook(pictures(1), transition="fadeblack"),
        SceneLook(pictures(2), transition="wipeleft"),
    ]

    kinds = [order.footage.transition and order.footage.transition.kind for order in orders_of(plan, scenes)]

    assert kinds == [None, "fade", "fadeblack", "fade", "wipeleft", "fade"]


def test_captions_lie_over_the_chunks_that_they_are_in() -> None:
    plan = film(6)
    caption = DrawnCaption(TITLE, plan.shots[0].chunk_end_frame - 10, 30)

    first, second = storyboard(plan, looks(plan, None), LOOK, [caption], Recipe(x264("medium", 18)), BUILD).orders

    assert [(one.first, one.frames) for one in first.footage.lettering] == [(first.footage.frames - 10, 30)]
    assert [(one.first, one.frames) for one in second.footage.lettering] == [(-10, 30)]


def test_every_still_of_an_order_has_a_source() -> None:
    plan = film(5, 5)
    board = storyboard(plan, looks(plan), LOOK, (), Recipe(x264("medium", 18)), BUILD)

    assert {order.footage.take.still for order in board.orders} == set(board.stills)
    assert {source.name for source in board.stills.values()} == {"0a.jpg", "0b.jpg", "1a.jpg", "1b.jpg"}


@pytest.mark.parametrize("titles", [["Hall", ""], ["Hall", "Hall"]])
def test_every_scene_is_a_chapter(titles: list[str]) -> None:
    plan = film(5, 6)

    found = chapters(plan, titles)

    assert list(found.values()) == ["Hall", titles[1] or "Scene 2"]
    assert list(found) == [0, Fraction(162, 30)]
