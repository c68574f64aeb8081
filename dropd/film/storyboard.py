"""From a plan to chunk orders: which still, which camera move, which transition, what over which frames. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dropd.film import chunk_orders
from dropd.film.chunk_orders import ChunkOrder, Over
from dropd.film.direction import Framing, Scenery, Setup, Wish, direct
from dropd.film.encoder_recipe import Recipe
from dropd.film.frames import BlackFade, Lettering, Take
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import Canvas
from dropd.film.plan import Plan, ScenePlan
from dropd.film.shots import Shot
from dropd.film.stills import StillSource
from dropd.film.transitions import Kind
from dropd.media.builds import FfmpegBuild


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a scene: the file's name and digest, its size upright, and what the drop wishes for it."""

    name: str
    digest: str
    width_px: int
    height_px: int
    wish: Wish | None = None
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class SceneLook:
    """What is seen in a scene: its pictures, its drawn title, and how the film goes over into it."""

    pictures: tuple[Picture, ...]
    title: Overlay | None = None
    transition: Kind = "fade"


@dataclass(frozen=True, slots=True)
class Look:
    """What is the same in the whole film. Titles are shown for `title_s`, and fade for `title_fade_s` at either end."""

    framing: Framing
    transition: Kind = "fade"
    title_s: Fraction = Fraction(5)
    title_fade_s: Fraction = Fraction(3, 5)
    watermark: Overlay | None = None


@dataclass(frozen=True, slots=True)
class DrawnCaption:
    """A caption to be seen in the picture, from a frame of the film on."""

    overlay: Overlay
    first_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The whole film as orders, one for each chunk span, and what their stills are made of, by key."""

    orders: tuple[ChunkOrder, ...]
    stills: Mapping[str, StillSource]


def storyboard(
    plan: Plan,
    scenes: Sequence[SceneLook],
    look: Look,
    captions: Iterable[DrawnCaption],
    recipe: Recipe,
    build: FfmpegBuild,
    *,
    first_span: int = 0,
) -> Storyboard:
    """Return what is to be shot, in the order of the film, from one of the plan's chunk spans on."""
    pictures = [scenes[shot.scene].pictures[shot.picture] for shot in plan.shots]
    setups = direct(
        [_scenery(shot, picture, plan) for shot, picture in zip(plan.shots, pictures, strict=True)], look.framing
    )
    keys = [_still_key(picture, setup.canvas) for picture, setup in zip(pictures, setups, strict=True)]
    footage = chunk_orders.cut(
        plan,
        [_take(shot, key, setup) for shot, key, setup in zip(plan.shots, keys, setups, strict=True)],
        [_kind(shot, scenes, look) for shot in plan.shots],
        _over(plan, scenes, look, captions),
        (look.framing.width_px, look.framing.height_px),
        first_span=first_span,
    )
    return Storyboard(
        orders=tuple(chunk_orders.order(one, plan.fps, recipe, build) for one in footage),
        stills={
            key: StillSource(picture.name, setup.canvas)
            for key, picture, setup in zip(keys, pictures, setups, strict=True)
        },
    )


def title_spans(plan: Plan, look: Look) -> tuple[tuple[int, int, int], ...]:
    """For each scene the frames of its title: the first one, how many, and how many of them fade at either end.

    A title comes once the transition into its scene is over, and never reaches into the next scene.
    """
    return tuple(_title_span(scene, plan, look) for scene in plan.scenes)


def chapters(plan: Plan, titles: Sequence[str]) -> dict[Fraction, str]:
    """The start of each scene in seconds, with its title."""
    return {
        scene.first_frame / plan.fps: title or f"Scene {scene.index + 1}"
        for scene, title in zip(plan.scenes, titles, strict=True)
    }


def _scenery(shot: Shot, picture: Picture, plan: Plan) -> Scenery:
    return Scenery(
        seed=picture.digest,
        width_px=picture.width_px,
        height_px=picture.height_px,
        seconds=float(_span(shot) / plan.fps),
        showing=shot.showing,
        wish=picture.wish,
        focus=picture.focus,
    )


def _span(shot: Shot) -> int:
    """How many frames see anything of a shot."""
    return shot.visible_until_frame - shot.visible_from_frame


def _still_key(picture: Picture, canvas: Canvas) -> str:
    return f"{picture.digest}:{canvas}"


def _take(shot: Shot, still: str, setup: Setup) -> Take:
    return Take(still, setup.move, 0, _span(shot))


def _kind(shot: Shot, scenes: Sequence[SceneLook], look: Look) -> Kind:
    is_first_of_scene = shot.picture == shot.showing == 0
    return scenes[shot.scene].transition if is_first_of_scene else look.transition


def _over(plan: Plan, scenes: Sequence[SceneLook], look: Look, captions: Iterable[DrawnCaption]) -> Over:
    titles = tuple(
        Lettering(scene.title, *span)
        for scene, span in zip(scenes, title_spans(plan, look), strict=True)
        if scene.title is not None
    )
    drawn = tuple(Lettering(caption.overlay, caption.first_frame, caption.frames, 0) for caption in captions)
    return Over((*titles, *drawn), look.watermark, tuple(_black_fades(plan)))


def _black_fades(plan: Plan) -> Iterable[BlackFade]:
    if plan.fade_in_frames:
        yield BlackFade(0, plan.fade_in_frames, rises=True)
    if plan.fade_out_frames:
        yield BlackFade(plan.frames - plan.fade_out_frames, plan.fade_out_frames, rises=False)


def _title_span(scene: ScenePlan, plan: Plan, look: Look) -> tuple[int, int, int]:
    first_shot, last_shot = scene.shots[0], scene.shots[-1]
    first = first_shot.first_frame + first_shot.fade_in_frames - first_shot.fade_in_frames // 2
    if scene.index == 0:
        first += plan.fade_in_frames
    frames = min(round(look.title_s * plan.fps), last_shot.chunk_end_frame - first)
    return first, frames, min(round(look.title_fade_s * plan.fps), frames // 3)
