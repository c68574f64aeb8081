"""The files of a finished film in its work folder: film, scene files and what lies beside; verified and digested."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from dropd.durable import sync_file
from dropd.events import StagedFile
from dropd.film import assemble
from dropd.film.assemble import Cut, Labels, Reel, SoundTrack
from dropd.film.storyboard import chapters
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.sidecars import poster_name
from dropd.language.tags import UNKNOWN, mp4_language


def put_together(order: WorkOrder, reel: Reel, sound: SoundTrack, sidecars: Sequence[str]) -> tuple[StagedFile, ...]:
    """Write every film into the work folder, and prove it.

    Returns all files in the order in which they must be published: the film last. Raises RenderFault.
    """
    films = [partial(_whole_film, order, reel, sound)]
    if order.options.has_scene_files:
        films += [partial(_scene, order, reel, sound, scene) for scene in range(len(reel.plan.scenes))]
    # One more at a time than there are workers: the whole film alone takes as long as most scenes one after the other.
    with ThreadPoolExecutor(order.workers + 1, thread_name_prefix="package") as pool:
        film, *scenes = pool.map(lambda make: make(), films)
    return (*(_staged(order.work_folder / name) for name in sidecars), *scenes, film)


def _whole_film(order: WorkOrder, reel: Reel, sound: SoundTrack) -> StagedFile:
    plan, info = reel.plan, order.scenes.info
    name, cut = f"{order.output_stem}.mp4", assemble.whole_film(plan, reel.chunks)
    labels = Labels(
        title=info.title or info.address,
        language=_language(order),
        chapters=chapters(plan, [scene.title or "" for scene in order.scenes.scenes]),
        # Whoever has them drawn into the picture would see them twice.
        captions=reel.cues if order.options.captions == "sidecar" else (),
        poster=order.work_folder / poster_name(order),
    )
    return _made(order, cut, sound, labels, name)


def _scene(order: WorkOrder, reel: Reel, sound: SoundTrack, scene: int) -> StagedFile:
    prefix = "" if order.output_stem == "video" else f"{order.output_stem}_"
    name, cut = f"{prefix}scene_{scene:02}.mp4", assemble.one_scene(reel.plan, reel.chunks, scene)
    labels = Labels(title=order.scenes.scenes[scene].title or f"Scene {scene + 1}", language=_language(order))
    return _made(order, cut, sound, labels, name)


def _made(order: WorkOrder, cut: Cut, sound: SoundTrack, labels: Labels, name: str) -> StagedFile:
    """Join a film and prove it, while the disk writes it."""
    target = order.work_folder / name
    assemble.join(cut, sound, labels=labels, target=target, build=order.ffmpeg)
    with ThreadPoolExecutor(1, thread_name_prefix="sync") as disk:
        synced = disk.submit(sync_file, target)
        assemble.verify(cut, sound, target, order.ffmpeg)
        staged = _described(target)
        synced.result()
    size = order.options.film_size
    measure = {"duration_s": float(cut.frames / cut.fps), "width_px": size.width, "height_px": size.height}
    return staged.model_copy(update=measure)


def _language(order: WorkOrder) -> str:
    """The language of what is said; unknown where nothing is."""
    speaks = any(scene.vo for scene in order.scenes.scenes)
    return mp4_language(order.voice.language) if speaks else UNKNOWN


def _staged(path: Path) -> StagedFile:
    """Digest a finished file, and have it on the disk before anything is renamed over a film that exists."""
    sync_file(path)
    return _described(path)


def _described(path: Path) -> StagedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StagedFile(staged=path.name, name=path.name, bytes=path.stat().st_size, sha256=digest)
