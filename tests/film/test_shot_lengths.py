from fractions import Fraction

import pytest

from dropd.film.shot_lengths import Pace, SceneNeeds, scene_shot_frames

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))


@pytest.mark.parametrize(
    ("scene", "frames"),
    [
        pytest.param(SceneNeeds(3, voice_samples=48_000 * 12), (124, 124, 124), id="the voice and its pad"),
        pytest.param(SceneNeeds(3, voice_samples=48_000), (75, 75, 75), id="each picture its least"),
        pytest.param(SceneNeeds(1, voice_samples=0), (75,), id="an empty voice"),
        pytest.param(SceneNeeds(1, words=1), (150,), id="five seconds without a voice"),
        pytest.param(SceneNeeds(3, words=55), (200, 200, 200), id="twenty seconds to read 55 words"),
        pytest.param(SceneNeeds(1, floor_s=Fraction(7)), (210,), id="the scene's own duration"),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000 * 20),
            (204, 204, 204),
            id="a voice longer than the pictures may stand",
        ),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000 * 6, timeline_s=(Fraction(4), Fraction("5.5"))),
            (120, 165),
            id="the timeline as it is written",
        ),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000 * 10, timeline_s=(Fraction(4), Fraction(5))),
            (120, 192),
            id="surplus for the last picture",
        ),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000 * 20, timeline_s=(Fraction(4), Fraction(5))),
            (120, 150, 171, 171),
            id="surplus beyond the longest shot",
        ),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000, timeline_s=(Fraction(12), Fraction(3))),
            (360, 90),
            id="a timeline may ask for a longer shot",
        ),
        pytest.param(
            SceneNeeds(2, voice_samples=48_000, timeline_s=(Fraction("0.01"), Fraction(6))),
            (6, 180),
            id="no shot too short to join",
        ),
    ],
)
def test_frames_of_a_scene(scene: SceneNeeds, frames: tuple[int, ...]) -> None:
    assert scene_shot_frames(scene, PACE) == frames
