from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dropd.film.chunk_spans import LONGEST_CHUNK_S
from dropd.film.plan import make_plan, sample_at
from dropd.film.shot_lengths import Pace, SceneNeeds, scene_shot_frames
from dropd.film.shots import Shot

NTSC = Fraction(30000, 1001)
RATES = [Fraction(24), Fraction(25), NTSC, Fraction(30), Fraction(50), Fraction(60), Fraction(24000, 1001)]
PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))


def seconds(least: str, most: str) -> st.SearchStrategy[Fraction]:
    return st.fractions(Fraction(least), Fraction(most), max_denominator=1000)


paces = st.builds(
    lambda pace, longer: replace(pace, max_shot_s=pace.min_shot_s + longer),
    st.builds(
        Pace,
        fps=st.sampled_from(RATES),
        min_shot_s=seconds("0.5", "6"),
        max_shot_s=st.just(Fraction(0)),
        transition_s=seconds("0", "4"),
        scene_pad_s=seconds("0", "3"),
    ),
    seconds("0", "10"),
)


@st.composite
def needs(draw: st.DrawFn) -> SceneNeeds:
    pictures = draw(st.integers(1, 3))
    timeline = st.lists(seconds("0.1", "20"), min_size=pictures, max_size=pictures).map(tuple)
    return SceneNeeds(
        pictures,
        voice_samples=draw(st.none() | st.integers(0, 48_000 * 45)),
        words=draw(st.integers(0, 200)),
        timeline_s=draw(st.none() | timeline),
        floor_s=draw(st.just(Fraction(0)) | seconds("0", "30")),
    )


films = st.lists(needs(), min_size=1, max_size=4)


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_shots_follow_each_other_without_gap_or_overlap(scenes: list[SceneNeeds], pace: Pace) -> None:
    plan = make_plan(scenes, pace)

    assert plan.shots[0].first_frame == 0
    assert all(left.end_frame == right.first_frame for left, right in pairwise(plan.shots))
    assert plan.shots[-1].end_frame == plan.frames == sum(shot.frames for shot in plan.shots)
    for scene in plan.scenes:
        assert scene.shots[0].first_frame == scene.first_frame
        assert sum(shot.frames for shot in scene.shots) == scene.frames


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_a_scene_is_as_long_as_everything_in_it(scenes: list[SceneNeeds], pace: Pace) -> None:
    for scene, planned in zip(scenes, make_plan(scenes, pace).scenes, strict=True):
        shown_s = planned.frames / pace.fps
        assert shown_s >= max(scene.floor_s, scene.pictures * pace.min_shot_s, sum(scene.timeline_s or (), Fraction(0)))
        if scene.voice_samples is None:
            assert shown_s >= max(Fraction(5), Fraction(scene.words * 60, 165))
        else:
            assert shown_s >= Fraction(scene.voice_samples, 48_000) + pace.scene_pad_s
            # The voice is inside its scene's own samples: nothing of it is heard in the next one.
            assert planned.samples >= scene.voice_samples


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_no_shot_is_longer_than_asked(scenes: list[SceneNeeds], pace: Pace) -> None:
    for scene, planned in zip(scenes, make_plan(scenes, pace).scenes, strict=True):
        wished_s = max(scene.timeline_s or (0,))
        # A rest that is too short for a shot of its own stays with a picture that was given more than the longest shot.
        most_s = max(pace.max_shot_s, wished_s + pace.min_shot_s if wished_s >= pace.max_shot_s else 0)
        # The ends of shots are rounded, and so is that of the scene, upwards: less than two frames together.
        assert all(shot.frames < most_s * pace.fps + 2 for shot in planned.shots)


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_every_picture_is_shown_in_turn(scenes: list[SceneNeeds], pace: Pace) -> None:
    for scene, planned in zip(scenes, make_plan(scenes, pace).scenes, strict=True):
        assert len(planned.shots) >= scene.pictures
        order = [(shot.picture, shot.showing) for shot in planned.shots]
        assert order == [(at % scene.pictures, at // scene.pictures) for at in range(len(order))]


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_transitions_take_half_of_the_shorter_shot_at_most(scenes: list[SceneNeeds], pace: Pace) -> None:
    shots = make_plan(scenes, pace).shots

    assert shots[0].fade_in_frames == shots[-1].fade_out_frames == 0
    for left, right in pairwise(shots):
        assert left.fade_out_frames == right.fade_in_frames <= min(left.frames, right.frames) // 2
        assert left.fade_out_frames <= pace.transition_s * pace.fps + 1
        assert left.visible_until_frame - right.visible_from_frame == left.fade_out_frames


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_chunks_make_up_the_film_and_none_is_too_short_to_join(scenes: list[SceneNeeds], pace: Pace) -> None:
    plan = make_plan(scenes, pace)

    spans = plan.chunk_spans

    lengths = [span.end_frame - span.first_frame for span in spans]
    assert min(lengths) >= 3
    assert max(lengths) <= LONGEST_CHUNK_S * plan.fps
    assert (spans[0].first_frame, spans[-1].end_frame) == (0, plan.frames)
    assert all(left.end_frame == right.first_frame for left, right in pairwise(spans))


def test_a_long_shot_is_encoded_in_equal_parts_of_nine_seconds_at_most() -> None:
    plan = make_plan([SceneNeeds(1, voice_samples=48_000 * 60)], replace(PACE, max_shot_s=Fraction(90)))

    lengths = [span.end_frame - span.first_frame for span in plan.chunk_spans]

    assert len(plan.shots) == 1
    assert len(lengths) == 7
    assert max(lengths) - min(lengths) <= 1


@settings(max_examples=50)
@given(scenes=films, pace=paces)
def test_sound_is_never_more_than_half_a_sample_from_its_picture(scenes: list[SceneNeeds], pace: Pace) -> None:
    plan = make_plan(scenes, pace)

    assert sum(scene.samples for scene in plan.scenes) == plan.samples
    for scene in plan.scenes:
        assert abs(scene.first_sample - scene.first_frame * 48_000 / plan.fps) <= Fraction(1, 2)


@given(frame=st.integers(0, 10_000_000), fps=st.sampled_from(RATES))
def test_no_frame_drifts_from_its_sample(frame: int, fps: Fraction) -> None:
    assert abs(sample_at(frame, fps) - frame * 48_000 / fps) <= Fraction(1, 2)


def test_an_hour_at_29_97_is_exact() -> None:
    # 30000/1001 frames and 48,000 samples meet every 1001 / 30000 s: 1601.6 samples a frame, 8008 for five.
    assert [sample_at(5 * fifth, NTSC) for fifth in (1, 1000, 21_600)] == [8008, 8_008_000, 172_972_800]


def test_a_crossfade_lies_around_the_cut_and_does_not_shorten_the_film() -> None:
    scenes = [SceneNeeds(1, voice_samples=48_000 * 4)] * 2

    plan = make_plan(scenes, PACE)
    hard = make_plan(scenes, replace(PACE, transition_s=Fraction(0)))

    assert plan.frames == hard.frames == 264
    assert plan.shots[1] == Shot(1, 0, 0, first_frame=132, frames=132, fade_in_frames=15)
    assert (plan.shots[1].visible_from_frame, plan.shots[0].visible_until_frame) == (125, 140)


def test_an_uneven_timeline_does_not_add_up_its_roundings() -> None:
    third = Fraction(1, 3)
    plan = make_plan([SceneNeeds(3, voice_samples=0, timeline_s=(third, third, third))] * 1, PACE)
    uneven = Pace(NTSC, Fraction("0.1"), Fraction(8), Fraction(0), Fraction(0))

    assert plan.frames == 225
    assert scene_shot_frames(SceneNeeds(3, voice_samples=0, timeline_s=(third, third, third)), uneven) == (10, 10, 10)
