"""Show what becomes of odd sources in a 16:9 film: `python -m tests.sheets.pictures TARGET.jpg`."""

import sys
import tempfile
import textwrap
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from dropd.cache.store import Cache
from dropd.errors import MediaFault
from dropd.film.pictures import canvas_for
from dropd.film.stills import Stills, StillSource
from dropd.media.decoder import PictureDecoder
from tests.media.odd_sources import PLAIN, REFUSED, WHOLE, put
from tests.sheets.layout import Cell, save_sheet, still_as_picture

SIZE_PX, COLUMNS, LINE_LETTERS = (208, 117), 8, 32


def main(arguments: Sequence[str]) -> None:
    """Write the sheet that the argument names."""
    made = {**WHOLE, **{name: make for name, (make, _) in {**PLAIN, **REFUSED}.items()}}
    with tempfile.TemporaryDirectory() as folder, PictureDecoder() as decoder:
        paths = {name: put(Path(folder), name, make()) for name, make in made.items()}
        canvas = canvas_for(SIZE_PX[0] * 4, SIZE_PX[1] * 4, fit="blur", motion="none")
        sources = {name: StillSource(path.name, canvas) for name, path in paths.items()}
        stills = Stills(decoder, lambda name: (Path(folder) / name).open("rb"), Cache(Path(folder)), kept=1)
        stills.learn(sources)
        cells = [Cell(name, _seen(stills, name)) for name in made]
    save_sheet(Path(arguments[0]), [cells[at : at + COLUMNS] for at in range(0, len(cells), COLUMNS)])


def _seen(stills: Stills, name: str) -> Image.Image:
    try:
        return still_as_picture(stills.get(name), SIZE_PX[0])
    except MediaFault as fault:
        told = Image.new("RGB", SIZE_PX, (70, 70, 74))
        ImageDraw.Draw(told).multiline_text((8, 8), textwrap.fill(fault.message, LINE_LETTERS), (255, 255, 255))
        return told


if __name__ == "__main__":
    main(sys.argv[1:])
