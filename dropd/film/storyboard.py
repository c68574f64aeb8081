"""From a plan to chunk orders: which still, which camera move, which title, over which frames. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dropd.film import chunks
from dropd.film.camera import Motion, move_for
from dropd.film.chunks import ChunkOrder
from dropd.film.frames import TITLE_FADE_S, Caption, Take
from dropd.film.plan import Plan, ScenePlan, Shot
from dropd.film.text import Overlay
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import X264

TITLE_S = 5


@dataclass(frozen=True, slots=True)
class SceneLook:
    """What is seen in a scene: the key of the still for each picture, and the drawn title."""

    stills: tuple[str, ...]
    title: Overlay | None


@dataclass(frozen=True, slots=True)
class Camera:
    """How the film is shot."""

    width_px: int
    height_px: int
    motion: Motion
    x264: X264


def storyboard(plan: Plan, looks: Sequence[SceneLook], camera: Camera, build: FfmpegBuild) -> tuple[ChunkOrder, ...]:
    """Return one chunk order a shot, in the order of the film."""
    takes = [_take(shot, looks[shot.scene], camera.motion, plan) for shot in plan.shots]
    titles = [
        _title(scene, look.title, plan)
        for scene, look in zip(plan.scenes, looks, strict=True)
        if look.title is not None
    ]
    cut = chunks.cut(plan, takes, titles, (camera.width_px, camera.height_px))
    return tuple(chunks.order(footage, plan.fps, camera.x264, build) for footage in cut)


def poster_frame(plan: Plan) -> int:
    """The frame that stands for the film: the first title is fully there."""
    return round((2 * TITLE_FADE_S + 0.5) * plan.fps)


def chapters(plan: Plan, titles: Sequence[str]) -> dict[Fraction, str]:
    """The start of each scene in seconds, with its title."""
    return {
        scene.first_frame / plan.fps: title or f"Scene {scene.index + 1}"
        for scene, title in zip(plan.scenes, titles, strict=True)
    }


def _take(shot: Shot, look: SceneLook, motion: Motion, plan: Plan) -> Take:
    span = shot.visible_until_frame - shot.visible_from_frame
    still = look.stills[shot.picture]
    # Seeded by what is seen, not by where: a scene that moves in the film keeps its chunks.
    turn = shot.picture + shot.showing
    move = move_for(motion, seed=look.stills[0], turn=turn, seconds=float(span / plan.fps))
    return Take(still, move, 0, span)


def _title(scene: ScenePlan, overlay: Overlay, plan: Plan) -> Caption:
    """Show a title once the transition into its scene is over, for some seconds, never into the next scene."""
    first_shot, last_shot = scene.shots[0], scene.shots[-1]
    first = first_shot.first_frame + first_shot.fade_in_frames - first_shot.fade_in_frames // 2
    frames = min(round(TITLE_S * plan.fps), last_shot.chunk_end_frame - first)
    fade_frames = min(round(TITLE_FADE_S * plan.fps), frames // 3)
    return Caption(overlay, first, frames, fade_frames)
