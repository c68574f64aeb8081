"""The files of a finished film in its work folder: film, scene files, poster, captions; verified and digested."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dropd.durable import sync_file
from dropd.events import StagedFile
from dropd.film import assemble, captions, sound
from dropd.film.assemble import Cut
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.film.sound import Recording
from dropd.film.storyboard import chapters, poster_frame
from dropd.jobs.order import WorkOrder
from dropd.jobs.shooting import film_size


@dataclass(frozen=True, slots=True)
class Package:
    """What is going to be published. `cuts` are the films among it by file name, the whole film last."""

    order: WorkOrder
    cuts: tuple[tuple[str, Cut], ...]
    sidecars: tuple[str, ...]

    @classmethod
    def put_together(
        cls,
        order: WorkOrder,
        plan: Plan,
        chunks: tuple[Chunk, ...],
        track: Path,
        voices: tuple[Recording | None, ...],
    ) -> Self:
        """Write every file into the work folder."""
        poster = f"{order.output_stem}.jpg"
        assemble.make_poster(chunks, poster_frame(plan), order.work_folder / poster, order.ffmpeg)
        _write_film(order, plan, chunks, track)
        cuts = [
            *(_scene_cuts(order, plan, chunks) if order.options.scene_files else ()),
            (f"{order.output_stem}.mp4", assemble.whole_film(plan, chunks)),
        ]
        for name, cut in cuts[:-1]:
            _write_scene(order, name, cut, track)
        return cls(order, tuple(cuts), (poster, *_write_captions(order, plan, voices)))

    def verified(self) -> tuple[StagedFile, ...]:
        """Prove every film, and return all files in the order in which they must be published: the film last.

        Raises RenderFault.
        """
        folder = self.order.work_folder
        for name, cut in self.cuts:
            assemble.verify(cut, folder / name, self.order.ffmpeg)
        sidecars = [_staged(folder, name) for name in self.sidecars]
        return (*sidecars, *(self._staged_film(name, cut) for name, cut in self.cuts))

    def _staged_film(self, name: str, cut: Cut) -> StagedFile:
        size = film_size(self.order.options)
        measure = {
            "duration_s": float(cut.frames / cut.fps),
            "width_px": size.width,
            "height_px": size.height,
        }
        return _staged(self.order.work_folder, name).model_copy(update=measure)


def _scene_cuts(order: WorkOrder, plan: Plan, chunks: tuple[Chunk, ...]) -> list[tuple[str, Cut]]:
    prefix = "" if order.output_stem == "video" else f"{order.output_stem}_"
    return [
        (f"{prefix}scene_{scene.index:02}.mp4", assemble.one_scene(plan, chunks, scene.index)) for scene in plan.scenes
    ]


def _write_film(order: WorkOrder, plan: Plan, chunks: tuple[Chunk, ...], track: Path) -> None:
    music = order.work_folder / "sound.m4a"
    sound.encode(track, music, order.ffmpeg)
    address = order.scenes.info.address
    titles = [scene.title or "" for scene in order.scenes.scenes]
    assemble.join(
        assemble.whole_film(plan, chunks),
        sound=music,
        poster=order.work_folder / f"{order.output_stem}.jpg",
        chapters=chapters(plan, titles),
        tags={"title": address} if address else {},
        target=order.work_folder / f"{order.output_stem}.mp4",
        build=order.ffmpeg,
    )


def _write_scene(order: WorkOrder, name: str, cut: Cut, track: Path) -> None:
    part = order.work_folder / "scene.m4a"
    sound.encode_part(track, cut.first_sample, cut.samples, part, order.ffmpeg)
    assemble.join(
        cut,
        sound=part,
        poster=None,
        chapters={},
        tags={},
        target=order.work_folder / name,
        build=order.ffmpeg,
    )


def _write_captions(order: WorkOrder, plan: Plan, voices: tuple[Recording | None, ...]) -> tuple[str, ...]:
    texts = [scene.vo or "" for scene in order.scenes.scenes]
    if order.options.captions == "none" or not any(texts):
        return ()
    found = captions.cues(plan, texts, [voice.samples if voice else None for voice in voices])
    for ending, text in ((".srt", captions.srt(found)), (".vtt", captions.vtt(found))):
        (order.work_folder / f"{order.output_stem}{ending}").write_text(text, encoding="utf-8", errors="replace")
    return (f"{order.output_stem}.srt", f"{order.output_stem}.vtt")


def _staged(folder: Path, name: str) -> StagedFile:
    """Digest a finished file, and have it on the disk before anything is renamed over a film that exists."""
    path = folder / name
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sync_file(path)
    return StagedFile(staged=name, name=name, bytes=path.stat().st_size, sha256=digest)
