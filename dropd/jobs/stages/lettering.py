"""What is written over the pictures: titles, and captions that are drawn in."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from dropd.contracts.colour import Colour
from dropd.contracts.options import CaptionStyle, Position
from dropd.contracts.size import Size
from dropd.events import Event, Warned
from dropd.film.captions.cues import Cue
from dropd.film.lettering.character_names import name_characters
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.painting import Rgba
from dropd.film.lettering.text import Overlay, TitleLook, draw_title, missing_characters
from dropd.film.storyboard import DrawnCaption
from dropd.jobs.inputs import Inputs
from dropd.jobs.order import WorkOrder

FONT_SIZE_OF_PX = 1080
"""Font sizes are given for a picture whose shorter side is this long."""

OPPOSITE: Mapping[Position, Position] = {
    "top-left": "bottom-left", "top-center": "bottom-center", "top-right": "bottom-right",
    "bottom-left": "top-left", "bottom-center": "top-center", "bottom-right": "top-right",
}  # fmt: skip


def draw_titles(
    order: WorkOrder, size: Size, inputs: Inputs, fonts: FontBook
) -> Generator[Event, None, tuple[Overlay | None, ...]]:
    """Draw each scene's title; None for a scene without. What cannot be drawn as it was asked for is warned of."""
    look = title_look(order, fonts, partial(inputs.open, scratch=order.work_folder))
    for warning in title_warnings(order, look, fonts):
        yield Warned(message=warning)
    frame = size.width, size.height
    return tuple(draw_title(scene.title or "", look, frame, fonts) for scene in order.scenes.scenes)


def title_look(
    order: WorkOrder, fonts: FontBook, open_input: Callable[[str], AbstractContextManager[BinaryIO]]
) -> TitleLook:
    """The style of titles that an order asks for, its own font among the fonts."""
    look, font = _title_style(order), order.delivery.title_font
    if font is None:
        return look
    with open_input(font) as file:
        fonts.add(Path(font), file.read())
    return replace(look, file=Path(font))


def title_warnings(order: WorkOrder, look: TitleLook, fonts: FontBook) -> Iterator[str]:
    """What cannot be drawn as it was asked for: a font that is none, characters that no font has."""
    warning = fonts.resolve(look.family, look.file).warning
    if warning:
        yield warning
    wished = order.options.title_style.position
    if look.position != wished and any(scene.title for scene in order.scenes.scenes):
        yield f"Captions are drawn where titles would be ({wished}), so titles stand at {look.position}."
    for index, scene in enumerate(order.scenes.scenes):
        yield from _missing(scene.title or "", look, fonts, f"the title of scene {index:02}")


def draw_captions(
    order: WorkOrder, cues: Sequence[Cue], size: Size, fonts: FontBook
) -> Generator[Event, None, tuple[DrawnCaption, ...]]:
    """Draw each caption as the options ask for; none unless they are to be drawn into the picture."""
    if order.options.captions != "burn":
        return ()
    look = _caption_look(order.options.caption_style, size)
    for warning in _missing("\n".join(cue.text for cue in cues), look, fonts, "the captions"):
        yield Warned(message=warning)
    drawn = []
    for cue in cues:
        overlay = draw_title(cue.text, look, (size.width, size.height), fonts)
        if overlay is not None:
            drawn.append(DrawnCaption(overlay, cue.first_frame, cue.frames))
    return tuple(drawn)


def _missing(text: str, look: TitleLook, fonts: FontBook, where: str) -> Iterator[str]:
    missing = missing_characters(text, look, fonts)
    if missing:
        yield (
            f"No font at hand draws these characters in {where}, so they are left out: "
            f"{name_characters(missing)}. Install a font of their script; for the usual ones, dropd doctor says which."
        )


def _title_style(order: WorkOrder) -> TitleLook:
    style, size = order.options.title_style, order.options.film_size
    return TitleLook(
        family=style.font_family,
        file=order.title_font_file,
        size_px=_in_film(style.font_size, size),
        fill=_rgba(style.fill),
        outline=_rgba_or_none(style.outline),
        box=_rgba_or_none(style.box),
        shadow=_rgba_or_none(style.shadow),
        position=_beside_captions(order),
    )


def _beside_captions(order: WorkOrder) -> Position:
    """Where titles stand: at the other end of the picture, where captions are drawn at the one that is asked for."""
    position, captions_at = order.options.title_style.position, order.options.caption_style.position
    has_captions = order.options.captions == "burn" and any(scene.has_words for scene in order.scenes.scenes)
    is_taken = has_captions and captions_at.startswith(position.partition("-")[0])
    return OPPOSITE[position] if is_taken else position


def _caption_look(style: CaptionStyle, size: Size) -> TitleLook:
    return TitleLook(
        family=style.font_family,
        size_px=_in_film(style.font_size, size),
        fill=_rgba(style.fill),
        outline=_rgba_or_none(style.outline),
        box=_rgba_or_none(style.box),
        shadow=None,
        position=style.position,
        shrinks=False,
    )


def _in_film(font_size: float, size: Size) -> float:
    return font_size * min(size.width, size.height) / FONT_SIZE_OF_PX


def _rgba(colour: Colour) -> Rgba:
    return colour.red, colour.green, colour.blue, colour.alpha


def _rgba_or_none(colour: Colour | None) -> Rgba | None:
    return None if colour is None else _rgba(colour)
