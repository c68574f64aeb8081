"""The files of a finished film in its work folder: film, scene files, poster, captions; verified and digested."""

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
from dropd.film.assemble import Cut, Labels
from dropd.film.captions import caption_files
from dropd.film.captions.cues import Cue
from dropd.film.chunks import Chunk
from dropd.film.contact_sheet import write_contact_sheet
from dropd.film.plan import Plan
from dropd.film.storyboard import chapters, poster_frame
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.looks import film_look
from dropd.jobs.stages.mixing import Sound
from dropd.language.tags import UNKNOWN, mp4_language

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a film is put together from."""

    plan: Plan
    chunks: tuple[Chunk, ...]
    sound: Sound
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """What is going to be published. `cuts` are the films among it by file name, the whole film last."""

    order: WorkOrder
    cuts: tuple[tuple[str, Cut], ...]
    sidecars: tuple[str, ...]

    @classmethod
    def put_together(cls, order: WorkOrder, parts: Parts) -> Self:
        """Write every file into the work folder."""
        sidecars = (_write_poster(order, parts), *_write_contact_sheet(order, parts), *_write_captions(order, parts))
        writers = [partial(_write_film, order, parts)]
        if order.options.has_scene_files:
            writers += [partial(_write_scene, order, parts, scene) for scene in range(len(parts.plan.scenes))]
        film, *scenes = _side_by_side(order, writers)
        return cls(order, (*scenes, film), sidecars)

    def verified(self) -> tuple[StagedFile, ...]:
        """Prove every film, and return all files in the order in which they must be published: the film last.

        Raises RenderFault.
        """
        checks = [partial(self._verified_film, name, cut) for name, cut in self.cuts]
        films = _side_by_side(self.order, checks[::-1])[::-1]
        return (*(_staged(self.order.work_folder, name) for name in self.sidecars), *films)

    def _verified_film(self, name: str, cut: Cut) -> StagedFile:
        assemble.verify(cut, self.order.work_folder / name, self.order.ffmpeg)
        size = self.order.options.film_size
        measure = {
            "duration_s": float(cut.frames / cut.fps),
            "width_px": size.width,
            "height_px": size.height,
        }
        return _staged(self.order.work_folder, name).model_copy(update=measure)


def _write_poster(order: WorkOrder, parts: Parts) -> str:
    name = f"{order.output_stem}.jpg"
    frame = poster_frame(parts.plan, film_look(order.options))
    assemble.make_poster(parts.chunks, frame, order.work_folder / name, order.ffmpeg)
    return name


def _write_contact_sheet(order: WorkOrder, parts: Parts) -> tuple[str, ...]:
    if not order.options.contact_sheet:
        return ()
    name, size = f"{order.output_stem}_contact.jpg", order.options.film_size
    write_contact_sheet(parts.plan, parts.chunks, (size.width, size.height), order.work_folder / name)
    return (name,)


def _write_captions(order: WorkOrder, parts: Parts) -> tuple[str, ...]:
    if not parts.cues:
        return ()
    fps = parts.plan.fps
    texts = {".srt": caption_files.srt(parts.cues, fps), ".vtt": caption_files.vtt(parts.cues, fps)}
    for ending, text in texts.items():
        (order.work_folder / f"{order.output_stem}{ending}").write_text(text, encoding="utf-8", errors="replace")
    return tuple(f"{order.output_stem}{ending}" for ending in texts)


def _write_film(order: WorkOrder, parts: Parts) -> tuple[str, Cut]:
    name, cut = f"{order.output_stem}.mp4", assemble.whole_film(parts.plan, parts.chunks)
    info = order.scenes.info
    labels = Labels(
        title=info.title or info.address,
        language=_language(order),
        chapters=chapters(parts.plan, [scene.title or "" for scene in order.scenes.scenes]),
        # Whoever has them drawn into the picture would see them twice.
        captions=parts.cues if order.options.captions == "sidecar" else (),
        poster=order.work_folder / f"{order.output_stem}.jpg",
    )
    target = order.work_folder / name
    assemble.join(cut, sound=parts.sound.film, labels=labels, target=target, build=order.ffmpeg)
    return name, cut


def _write_scene(order: WorkOrder, parts: Parts, scene: int) -> tuple[str, Cut]:
    prefix = "" if order.output_stem == "video" else f"{order.output_stem}_"
    name, cut = f"{prefix}scene_{scene:02}.mp4", assemble.one_scene(parts.plan, parts.chunks, scene)
    labels = Labels(title=order.scenes.scenes[scene].title or f"Scene {scene + 1}", language=_language(order))
    target = order.work_folder / name
    assemble.join(cut, sound=parts.sound.film, labels=labels, target=target, build=order.ffmpeg)
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
