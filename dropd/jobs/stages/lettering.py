"""What is written over the pictures: titles, and captions that are drawn in."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dropd.contracts.colour import Colour
from dropd.contracts.options import CaptionStyle
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


def draw_titles(
    order: WorkOrder, size: Size, inputs: Inputs, fonts: FontBook
) -> Generator[Event, None, tuple[Overlay | None, ...]]:
    """Draw each scene's title; None for a scene without. What cannot be drawn as it was asked for is warned of."""
    look = _title_look(order, size)
    if order.delivery.title_font is not None:
        font = Path(order.delivery.title_font)
        with inputs.open(order.delivery.title_font, order.work_folder) as file:
            fonts.add(font, file.read())
        look = replace(look, file=font)
    warning = fonts.resolve(look.family, look.file).warning
    if warning:
        yield Warned(message=warning)
    drawn = []
    for index, scene in enumerate(order.scenes.scenes):
        yield from _missing(scene.title or "", look, fonts, f"the title of scene {index:02}")
        drawn.append(draw_title(scene.title or "", look, (size.width, size.height), fonts))
    return tuple(drawn)


def draw_captions(
    order: WorkOrder, cues: Sequence[Cue], size: Size, fonts: FontBook
) -> Generator[Event, None, tuple[DrawnCaption, ...]]:
    """Draw each caption as the options ask for; none unless they are to be drawn into the picture."""
    if order.options.captions != "burn":
        return ()
    look = _caption_look(order.options.caption_style, size)
    yield from _missing("\n".join(cue.text for cue in cues), look, fonts, "the captions")
    drawn = []
    for cue in cues:
        overlay = draw_title(cue.text, look, (size.width, size.height), fonts)
        if overlay is not None:
            drawn.append(DrawnCaption(overlay, cue.first_frame, cue.frames))
    return tuple(drawn)


def _missing(text: str, look: TitleLook, fonts: FontBook, where: str) -> Iterator[Warned]:
    missing = missing_characters(text, look, fonts)
    if missing:
        yield Warned(
            message=f"No font at hand draws these characters in {where}, so they are left out: "
            f"{name_characters(missing)}. To see which fonts would help, run: dropd doctor"
        )


def _title_look(order: WorkOrder, size: Size) -> TitleLook:
    style = order.options.title_style
    return TitleLook(
        family=style.font_family,
        file=order.title_font_file,
        size_px=_in_film(style.font_size, size),
        fill=_rgba(style.fill),
        outline=_rgba_or_none(style.outline),
        box=_rgba_or_none(style.box),
        shadow=_rgba_or_none(style.shadow),
        position=style.position,
    )


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
