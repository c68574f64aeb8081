"""The files beside a film that are made of its pictures and words: poster, contact sheet, captions."""

from collections.abc import Sequence

from dropd.film import assemble
from dropd.film.captions import caption_files
from dropd.film.captions.cues import Cue
from dropd.film.chunks import Chunk
from dropd.film.contact_sheet import write_contact_sheet
from dropd.film.plan import Plan
from dropd.film.storyboard import poster_frame
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.looks import film_look


def poster_name(order: WorkOrder) -> str:
    """The poster's file name."""
    return f"{order.output_stem}.jpg"


def write_sidecars(order: WorkOrder, plan: Plan, chunks: Sequence[Chunk], cues: Sequence[Cue]) -> tuple[str, ...]:
    """Write every such file into the work folder. Returns their names."""
    return (
        _write_poster(order, plan, chunks),
        *_write_contact_sheet(order, plan, chunks),
        *_write_captions(order, plan, cues),
    )


def _write_poster(order: WorkOrder, plan: Plan, chunks: Sequence[Chunk]) -> str:
    name = poster_name(order)
    frame = poster_frame(plan, film_look(order.options))
    assemble.make_poster(chunks, frame, order.work_folder / name, order.ffmpeg)
    return name


def _write_contact_sheet(order: WorkOrder, plan: Plan, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    if not order.options.contact_sheet:
        return ()
    name, size = f"{order.output_stem}_contact.jpg", order.options.film_size
    write_contact_sheet(plan, chunks, (size.width, size.height), order.work_folder / name)
    return (name,)


def _write_captions(order: WorkOrder, plan: Plan, cues: Sequence[Cue]) -> tuple[str, ...]:
    if not cues:
        return ()
    texts = {".srt": caption_files.srt(cues, plan.fps), ".vtt": caption_files.vtt(cues, plan.fps)}
    for ending, text in texts.items():
        (order.work_folder / f"{order.output_stem}{ending}").write_text(text, encoding="utf-8", errors="replace")
    return tuple(f"{order.output_stem}{ending}" for ending in texts)
