"""What is seen in each scene and in the whole film: pictures, titles, transitions, the watermark."""

from collections.abc import Generator
from dataclasses import dataclass

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.events import Event
from dropd.film.direction import Framing
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import DRAFT_PIXELS_PER_PIXEL, PIXELS_PER_PIXEL
from dropd.film.storyboard import Look, Picture, SceneLook
from dropd.film.transitions import Kind
from dropd.intake.delivery import SceneFiles
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.lettering import draw_titles
from dropd.jobs.stages.sizes import Sizes, known_sizes, read_sizes
from dropd.jobs.stages.watermark import film_watermark
from dropd.media.decoder import PictureDecoder


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in each scene, and in the whole film."""

    scenes: tuple[SceneLook, ...]
    look: Look


def what_is_seen(
    order: WorkOrder, inputs: Inputs, decoder: PictureDecoder, cache: Cache, fonts: FontBook
) -> Generator[Event, None, Seen]:
    """Draw titles and watermark, and look how large each picture is. Raises MediaFault and ChangedFault."""
    size = order.options.film_size
    names = {image: None for scene in order.delivery.scenes for image in scene.images}
    known = known_sizes(names, inputs, cache)
    unknown = [name for name in names if name not in known]
    if unknown:
        decoder.stand_by()  # it loads itself while titles are drawn
    titles = yield from draw_titles(order, size, inputs, fonts)
    sizes = {**known, **read_sizes(unknown, inputs, order.work_folder, decoder, cache, at_once=order.workers)}
    scenes = tuple(
        SceneLook(_pictures(scene, files, inputs, sizes), title, transition_into(scene, order.options))
        for scene, files, title in zip(order.scenes.scenes, order.delivery.scenes, titles, strict=True)
    )
    return Seen(scenes, film_look(order.options, film_watermark(order, inputs, decoder, cache)))


def transition_into(scene: Scene, options: RenderOptions) -> Kind:
    """How the film goes over into a scene: as the scene says, else as the trigger says."""
    return scene.transition or options.scene_transition or options.transition


def film_look(options: RenderOptions, watermark: Overlay | None = None) -> Look:
    """What the options say of the whole film's look."""
    size, background = options.film_size, options.background
    framing = Framing(
        size.width,
        size.height,
        options.fit,
        (background.red, background.green, background.blue),
        options.motion,
        DRAFT_PIXELS_PER_PIXEL if options.draft else PIXELS_PER_PIXEL,
    )
    return Look(framing, options.transition, options.title_style.duration, options.title_style.fade, watermark)


def _pictures(scene: Scene, files: SceneFiles, inputs: Inputs, sizes: Sizes) -> tuple[Picture, ...]:
    wishes = scene.timeline or (None,) * len(scene.images)
    return tuple(
        Picture(
            image,
            inputs.digests[image],
            *sizes[image],
            wish=entry.motion if entry else None,
            focus=(entry.focus.x, entry.focus.y) if entry and entry.focus else None,
        )
        for image, entry in zip(files.images, wishes, strict=True)
    )
