"""The plan of a film from its order and the length of each voice; and whether such a film may be made. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.errors import TooLargeFault
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.transitions import Kind
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.looks import transition_into
from dropd.language.spoken_text import words_in


def film_plan(order: WorkOrder, voice_samples: Sequence[int | None]) -> Plan:
    """The plan of a film, or of its first scenes where only the voices of those are given, in samples at 48 kHz."""
    scenes = order.scenes.scenes[: len(voice_samples)]
    return make_plan(_scene_needs(scenes, voice_samples, order.options), _pace(order))


def length_fault(order: WorkOrder, plan: Plan) -> TooLargeFault | None:
    """What to say of a film that would be longer than the settings allow."""
    minutes, seconds = divmod(ceil(plan.duration_s), 60)
    if plan.duration_s <= 60 * order.max_film_minutes:
        return None
    return TooLargeFault(
        f"The film would last {minutes}:{seconds:02} minutes; the limit is {order.max_film_minutes}.",
        hint="Split it into several projects, or raise max_film_minutes in the settings.",
        file="scenes.json",
    )


def _pace(order: WorkOrder) -> Pace:
    """What the options say of time."""
    options = order.options
    return Pace(
        fps=options.film_fps,
        min_shot_s=options.min_shot,
        max_shot_s=options.max_shot,
        transition_s=_transition_s(options.transition, options),
        scene_pad_s=options.scene_pad,
        fade_in_s=options.fade_in,
        fade_out_s=options.fade_out,
    )


def _transition_s(kind: Kind, options: RenderOptions) -> Fraction:
    return Fraction(0) if kind == "cut" else options.xfade


def _scene_needs(
    scenes: Sequence[Scene], voice_samples: Sequence[int | None], options: RenderOptions
) -> tuple[SceneNeeds, ...]:
    """What each scene needs of time, once the length of its sound is known."""
    return tuple(
        SceneNeeds(
            pictures=len(scene.images),
            voice_samples=samples,
            words=words_in(scene.vo or ""),
            timeline_s=scene.timeline_s,
            floor_s=scene.duration or Fraction(0),
            transition_s=_transition_s(transition_into(scene, options), options),
        )
        for scene, samples in zip(scenes, voice_samples, strict=True)
    )
