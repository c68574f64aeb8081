"""Ten thousand films at random, the same ones every time: what a plan promises holds for each of them."""

import os
from fractions import Fraction
from itertools import pairwise
from random import Random

from dropd.film.plan import Plan, make_plan, sample_at
from dropd.film.shot_lengths import LEAST_SHOT_FRAMES, Pace, SceneNeeds

FILMS = int(os.environ.get("DROPD_FILMS", "10000"))
RATES = [Fraction(rate) for rate in ("24", "25", "30000/1001", "30", "50", "60", "24000/1001", "12.5")]


def seconds(random: Random, least: float, most: float) -> Fraction:
    """As people type it: to a tenth, or to a thousandth."""
    return Fraction(f"{random.uniform(least, most):.{random.choice((0, 1, 3))}f}")


def some_pace(random: Random) -> Pace:
    least = max(seconds(random, 0.5, 5), Fraction(1, 2))
    return Pace(
        fps=random.choice(RATES),
        min_shot_s=least,
        max_shot_s=least + seconds(random, 0, 9),
        transition_s=random.choice((Fraction(0), Fraction(1, 2), seconds(random, 0, 4))),
        scene_pad_s=seconds(random, 0, 2),
        fade_in_s=seconds(random, 0, 3),
        fade_out_s=seconds(random, 0, 3),
    )


def some_scene(random: Random) -> SceneNeeds:
    pictures = random.randint(1, 3)
    timeline = tuple(max(seconds(random, 0.1, 12), Fraction(1, 10)) for _ in range(pictures))
    return SceneNeeds(
        pictures,
        voice_samples=random.choice((None, 0, random.randint(1, 48_000 * 40))),
        words=random.choice((0, random.randint(1, 120))),
        timeline_s=timeline if random.random() < 0.3 else None,
        floor_s=seconds(random, 0, 20) if random.random() < 0.2 else Fraction(0),
        transition_s=seconds(random, 0, 3) if random.random() < 0.2 else None,
    )


def faults(scenes: list[SceneNeeds], pace: Pace, plan: Plan) -> list[str]:
    """Every promise that a plan breaks."""
    shots = plan.shots
    broken = {
        "a gap or an overlap": any(left.end_frame != right.first_frame for left, right in pairwise(shots)),
        "frames do not sum up": sum(shot.frames for shot in shots) != plan.frames or shots[-1].end_frame != plan.frames,
        "scenes do not sum up": sum(scene.frames for scene in plan.scenes) != plan.frames,
        "samples do not sum up": sum(scene.samples for scene in plan.scenes) != sample_at(plan.frames, pace.fps),
        "a chunk too short to join": any(span.end_frame - span.first_frame < 3 for span in plan.chunk_spans),
        "chunks do not join": any(left.end_frame != right.first_frame for left, right in pairwise(plan.chunk_spans)),
        "a transition over half a shot": any(2 * shot.fade_in_frames > shot.frames for shot in shots),
        "a transition that two shots see differently": any(
            left.fade_out_frames != right.fade_in_frames for left, right in pairwise(shots)
        ),
        "dark for too long": 3 * max(plan.fade_in_frames, plan.fade_out_frames)
        > max(shots[0].frames, shots[-1].frames),
    }
    for needs, scene in zip(scenes, plan.scenes, strict=True):
        broken |= scene_faults(needs, pace, scene.samples, [shot.frames for shot in scene.shots])
    return [what for what, is_so in broken.items() if is_so]


def scene_faults(needs: SceneNeeds, pace: Pace, samples: int, frames: list[int]) -> dict[str, bool]:
    # Where the longest shot is less than two shortest ones, what is too long for one is shorter than asked in two.
    least = LEAST_SHOT_FRAMES if needs.timeline_s else min(pace.min_shot_s, pace.max_shot_s / 2) * pace.fps - 1
    longest_wish_s = max(needs.timeline_s or (Fraction(0),))
    forced_s = longest_wish_s + pace.min_shot_s if longest_wish_s >= pace.max_shot_s else Fraction(0)
    return {
        f"a voice that is cut ({needs})": (needs.voice_samples or 0) > samples,
        f"a shot shorter than asked ({needs})": min(frames) < least,
        f"a shot longer than asked ({needs})": max(frames)
        >= max(pace.max_shot_s, forced_s, Fraction(LEAST_SHOT_FRAMES) / pace.fps) * pace.fps + 2,
        f"a picture that is not shown ({needs})": len(frames) < needs.pictures,
    }


def test_ten_thousand_films_keep_what_a_plan_promises() -> None:
    random = Random(20261126)  # noqa: S311 - nothing here is secret
    for film in range(FILMS):
        pace = some_pace(random)
        scenes = [some_scene(random) for _ in range(random.randint(1, 6))]
        assert faults(scenes, pace, make_plan(scenes, pace)) == [], (film, pace, scenes)
