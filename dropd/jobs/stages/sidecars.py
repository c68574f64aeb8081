"""The files beside a film that are made of its pictures and words: poster, contact sheet, captions."""

from dropd.film import assemble
from dropd.film.assemble import Reel
from dropd.film.captions import caption_files
from dropd.film.contact_sheet import write_contact_sheet
from dropd.film.storyboard import poster_frame
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.looks import film_look


def poster_name(order: WorkOrder) -> str:
    """The poster's file name."""
    return f"{order.output_stem}.jpg"


def write_sidecars(order: WorkOrder, reel: Reel) -> tuple[str, ...]:
    """Write every such file into the work folder. Returns their names."""
    return _write_poster(order, reel), *_write_contact_sheet(order, reel), *_write_captions(order, reel)


def _write_poster(order: WorkOrder, reel: Reel) -> str:
    name = poster_name(order)
    frame = poster_frame(reel.plan, film_look(order.options))
    assemble.make_poster(reel.chunks, frame, order.work_folder / name, order.ffmpeg)
    return name


def _write_contact_sheet(order: WorkOrder, reel: Reel) -> tuple[str, ...]:
    if not order.options.contact_sheet:
        return ()
    name, size = f"{order.output_stem}_contact.jpg", order.options.film_size
    write_contact_sheet(reel.plan, reel.chunks, (size.width, size.height), order.work_folder / name)
    return (name,)


def _write_captions(order: WorkOrder, reel: Reel) -> tuple[str, ...]:
    if not reel.cues:
        return ()
    fps = reel.plan.fps
    texts = {".srt": caption_files.srt(reel.cues, fps), ".vtt": caption_files.vtt(reel.cues, fps)}
    for ending, text in texts.items():
        (order.work_folder / f"{order.output_stem}{ending}").write_text(text, encoding="utf-8", errors="replace")
    return tuple(f"{order.output_stem}{ending}" for ending in texts)
