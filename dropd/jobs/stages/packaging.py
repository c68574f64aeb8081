"""The files of a finished film in its work folder: film, scene files and what lies beside; verified and digested."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from dropd.contracts.film_files import film_file, poster_file, scene_file
from dropd.durable import sync_file
from dropd.events import StagedFile
from dropd.film import assemble, proof
from dropd.film.assemble import Cut, Labels, Reel, SoundTrack
from dropd.film.storyboard import chapters
from dropd.jobs.order import WorkOrder
from dropd.language.tags import UNKNOWN, mp4_language

MOST_PROVED_TOGETHER = 4
"""Of 20 scenes, four at a time take 0.25 s to be read, and one by one 0.4; more at a time get in each other's way."""


@dataclass(frozen=True, slots=True)
class _Film:
    """A file to be: the whole film or a scene."""

    name: str
    cut: Cut
    labels: Labels


def put_together(order: WorkOrder, reel: Reel, sound: SoundTrack, sidecars: Sequence[str]) -> tuple[StagedFile, ...]:
    """Write every film into the work folder, and prove it.

    Returns all files in the order in which they must be published: the film last. Raises RenderFault.
    """
    numbers = range(len(reel.plan.scenes)) if order.options.has_scene_files else ()
    scenes = [_scene(order, reel, scene) for scene in numbers]
    # One more at a time than there are workers: the whole film alone takes as long as most scenes one after the other.
    makers = order.workers + 1
    with ThreadPoolExecutor(makers, thread_name_prefix="package") as pool:
        film, *made = pool.map(partial(_made, order, sound), [[_whole_film(order, reel)], *_shared(scenes, makers)])
    return (*(_staged(order.work_folder / name) for name in sidecars), *chain.from_iterable(made), *film)


def _whole_film(order: WorkOrder, reel: Reel) -> _Film:
    plan, info = reel.plan, order.scenes.info
    labels = Labels(
        title=info.title or info.address,
        language=_language(order),
        chapters=chapters(plan, [scene.title or "" for scene in order.scenes.scenes]),
        # Whoever has them drawn into the picture would see them twice.
        captions=reel.cues if order.options.captions == "sidecar" else (),
        poster=order.work_folder / poster_file(order.output_stem),
    )
    return _Film(film_file(order.output_stem), assemble.whole_film(plan, reel.chunks), labels)


def _scene(order: WorkOrder, reel: Reel, scene: int) -> _Film:
    labels = Labels(title=order.scenes.scenes[scene].title or f"Scene {scene + 1}", language=_language(order))
    return _Film(scene_file(order.output_stem, scene), assemble.one_scene(reel.plan, reel.chunks, scene), labels)


def _shared(scenes: Sequence[_Film], makers: int) -> list[Sequence[_Film]]:
    """Scenes that are made by one after the other and proved together, so that each maker has some."""
    together = min(max(len(scenes) // makers, 1), MOST_PROVED_TOGETHER)
    return [scenes[first : first + together] for first in range(0, len(scenes), together)]


def _made(order: WorkOrder, sound: SoundTrack, films: Sequence[_Film]) -> tuple[StagedFile, ...]:
    """Join films and prove them, while the disk writes them and they are digested."""
    cuts = {order.work_folder / film.name: film.cut for film in films}
    with ExitStack() as until_staged:
        beside = ThreadPoolExecutor(1, thread_name_prefix="stage")
        until_staged.callback(beside.shutdown, cancel_futures=True)  # after a failure nothing more is staged
        staging = []
        for film, target in zip(films, cuts, strict=True):
            assemble.join(film.cut, sound, labels=film.labels, target=target, build=order.ffmpeg)
            staging.append(beside.submit(_staged, target))
        proof.verify(cuts, sound, order.ffmpeg)
        return tuple(_measured(order, film.cut, staged.result()) for film, staged in zip(films, staging, strict=True))


def _measured(order: WorkOrder, cut: Cut, staged: StagedFile) -> StagedFile:
    size = order.options.film_size
    measure = {"duration_s": float(cut.frames / cut.fps), "width_px": size.width, "height_px": size.height}
    return staged.model_copy(update=measure)


def _language(order: WorkOrder) -> str:
    """The language of what is said; unknown where nothing is."""
    speaks = any(scene.has_words for scene in order.scenes.scenes)
    return mp4_language(order.voice.language) if speaks else UNKNOWN


def _staged(path: Path) -> StagedFile:
    """Digest a finished file, and have it on the disk before anything is renamed over a film that exists."""
    sync_file(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StagedFile(staged=path.name, name=path.name, bytes=path.stat().st_size, sha256=digest)
