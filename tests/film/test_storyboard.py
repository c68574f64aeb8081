from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.plan import Pace, Plan, SceneNeeds, make_plan
from dropd.film.storyboard import Camera, SceneLook, chapters, poster_frame, storyboard
from dropd.film.text import Overlay
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import X264

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
CAMERA = Camera(160, 90, "kenburns", X264("medium", 18))
BUILD = FfmpegBuild("ffmpeg", "9.0", "digest", "machine")
TITLE = Overlay(10, 10, np.full((10, 40, 4), 255, np.uint8))

lengths = st.lists(st.integers(1, 20 * 48_000), min_size=1, max_size=5)


def film(*voice_s: float, pace: Pace = PACE, pictures: int = 2) -> Plan:
    return make_plan([SceneNeeds(pictures, voice_samples=round(voice * 48_000)) for voice in voice_s], pace)


def looks(plan: Plan, title: Overlay | None = TITLE) -> list[SceneLook]:
    return [SceneLook((f"{scene.index}a", f"{scene.index}b"), title) for scene in plan.scenes]


@given(voices=lengths, transition_s=st.fractions(0, 3))
def test_chunks_are_the_film_cut_at_its_shots(voices: list[int], transition_s: Fraction) -> None:
    plan = make_plan([SceneNeeds(2, voice_samples=voice) for voice in voices], replace(PACE, transition_s=transition_s))

    orders = storyboard(plan, looks(plan), CAMERA, BUILD)

    assert len(orders) == len(plan.shots)
    assert sum(order.footage.frames for order in orders) == plan.frames
    for (left, right), (before, order) in zip(pairwise(plan.shots), pairwise(orders), strict=True):
        # The picture before goes on at the very frame of its move at which its own chunk ended.
        assert order.footage.fade_frames == left.fade_out_frames == right.fade_in_frames
        if order.footage.before is not None:
            assert order.footage.before.first == before.footage.frames
            assert order.footage.before.move == before.footage.take.move


@given(voices=lengths)
def test_a_title_is_seen_in_its_own_scene_only(voices: list[int]) -> None:
    plan = make_plan([SceneNeeds(2, voice_samples=voice) for voice in voices], PACE)
    orders = storyboard(plan, looks(plan), CAMERA, BUILD)
    for scene in plan.scenes:
        seen = [
            shot.visible_from_frame + frame
            for shot, order in zip(plan.shots, orders, strict=True)
            if shot.scene == scene.index
            for frame in range(order.footage.frames)
            if any(caption.opacity(frame) > 0 for caption in order.footage.captions)
        ]
        first = scene.shots[0]
        assert seen == list(range(seen[0], seen[-1] + 1))
        assert seen[0] == first.first_frame + first.fade_in_frames - first.fade_in_frames // 2
        assert len(seen) <= 150
        assert seen[-1] < scene.shots[-1].chunk_end_frame


def test_a_title_that_goes_on_into_the_next_chunk_does_not_flicker() -> None:
    plan = film(6, pictures=2)
    first, second = storyboard(plan, looks(plan), CAMERA, BUILD)

    shown = [
        max((caption.opacity(frame) for caption in order.footage.captions), default=0.0)
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

    before = [order.key for order in storyboard(plan, kept, CAMERA, BUILD)]
    after = [order.key for order in storyboard(turned, kept[::-1], CAMERA, BUILD)]

    assert sorted(before) == sorted(after)
    assert len(set(before)) == 6


def test_a_picture_that_is_shown_again_is_shown_with_another_move() -> None:
    plan = film(40, pictures=2)
    takes = [order.footage.take for order in storyboard(plan, looks(plan), CAMERA, BUILD)]

    assert len(takes) == 6
    for left, right in pairwise(takes[::2]):
        assert left.still == right.still
        assert left.move != right.move


def test_the_poster_shows_the_first_title() -> None:
    plan = film(6)
    (first, _) = storyboard(plan, looks(plan), CAMERA, BUILD)

    assert first.footage.captions[0].opacity(poster_frame(plan)) == 1.0


@pytest.mark.parametrize("titles", [["Hall", ""], ["Hall", "Hall"]])
def test_every_scene_is_a_chapter(titles: list[str]) -> None:
    plan = film(5, 6)

    found = chapters(plan, titles)

    assert list(found.values()) == ["Hall", titles[1] or "Scene 2"]
    assert list(found) == [0, Fraction(162, 30)]
