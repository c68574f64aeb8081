"""The files of a finished film in its work folder: film, scene files and what lies beside; verified and digested."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from dropd.durable import sync_file
from dropd.events import StagedFile
from dropd.film import assemble
from dropd.film.assemble import Cut, Labels, Reel, SoundTrack
from dropd.film.storyboard import chapters
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.sidecars import poster_name
from dropd.language.tags import UNKNOWN, mp4_language

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Package:
    """What is going to be published. `cuts` are the films among it by file name, the whole film last."""

    order: WorkOrder
    sound: SoundTrack
    cuts: tuple[tuple[str, Cut], ...]
    sidecars: tuple[str, ...]

    @classmethod
    def put_together(cls, order: WorkOrder, reel: Reel, sound: SoundTrack, sidecars: tuple[str, ...]) -> Self:
        """Write every film into the work folder."""
        writers = [partial(_write_film, order, reel, sound)]
        if order.options.has_scene_files:
            writers += [partial(_write_scene, order, reel, sound, scene) for scene in range(len(reel.plan.scenes))]
        film, *scenes = _side_by_side(order, writers)
        return cls(order, sound, (*scenes, film), sidecars)

    def verified(self) -> tuple[StagedFile, ...]:
        """Prove every film, and return all files in the order in which they must be published: the film last.

        Raises RenderFault.
        """
        checks = [partial(self._verified_film, name, cut) for name, cut in self.cuts]
        films = _side_by_side(self.order, checks[::-1])[::-1]
        return (*(_staged(self.order.work_folder, name) for name in self.sidecars), *films)

    def _verified_film(self, name: str, cut: Cut) -> StagedFile:
        assemble.verify(cut, self.sound, self.order.work_folder / name, self.order.ffmpeg)
        size = self.order.options.film_size
        measure = {
            "duration_s": float(cut.frames / cut.fps),
            "width_px": size.width,
            "height_px": size.height,
        }
        return _staged(self.order.work_folder, name).model_copy(update=measure)


def _write_film(order: WorkOrder, reel: Reel, sound: SoundTrack) -> tuple[str, Cut]:
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
    assemble.join(cut, sound, labels=labels, target=order.work_folder / name, build=order.ffmpeg)
    return name, cut


def _write_scene(order: WorkOrder, reel: Reel, sound: SoundTrack, scene: int) -> tuple[str, Cut]:
    prefix = "" if order.output_stem == "video" else f"{order.output_stem}_"
    name, cut = f"{prefix}scene_{scene:02}.mp4", assemble.one_scene(reel.plan, reel.chunks, scene)
    labels = Labels(title=order.scenes.scenes[scene].title or f"Scene {scene + 1}", language=_language(order))
    assemble.join(cut, sound, labels=labels, target=order.work_folder / name, build=order.ffmpeg)
    return name, cut


def _side_by_side(order: WorkOrder, tasks: Sequence[Callable[[], Done]]) -> list[Done]:
    """Do as many at a time as there are workers; results in the order of the tasks."""
    with ThreadPoolExecutor(order.workers, thread_name_prefix="package") as pool:
        return list(pool.map(lambda task: task(), tasks))


def _language(order: WorkOrder) -> str:
    """The language of what is said; unknown where nothing is."""
    speaks = any(scene.vo for scene in order.scenes.scenes)
    return mp4_language(order.voice.language) if speaks else UNKNOWN


def _staged(folder: Path, name: str) -> StagedFile:
    """Digest a finished file, and have it on the disk before anything is renamed over a film that exists."""
    path = folder / name
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sync_file(path)
    return StagedFile(staged=name, name=name, bytes=path.stat().st_size, sha256=digest)
