"""Show how pictures are fitted to films of three shapes: `python -m tests.sheets.fits TARGET.jpg PICTURE...`.

Each picture has a row: blurred fill in 16:9, 1:1 and 9:16, a cover cut around three places, and contain on a colour.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from dropd.cache.store import Cache
from dropd.film.pictures import Canvas, canvas_for
from dropd.film.stills import Stills, StillSource
from dropd.media.decoder import PictureDecoder
from tests.sheets.layout import Cell, save_sheet, still_as_picture

PX = 1080
HEIGHT_PX = 300
COLOUR = (38, 52, 66)


def main(arguments: Sequence[str]) -> None:
    """Write the sheet that the arguments name, of the pictures that they name."""
    target, *pictures = map(Path, arguments)
    sources = {
        f"{picture}: {line}": StillSource(str(picture), canvas)
        for picture in pictures
        for line, canvas in canvases().items()
    }
    with TemporaryDirectory() as folder, PictureDecoder() as decoder:
        stills = Stills(decoder, _opened, Cache(Path(folder)), kept=1)
        stills.learn(sources)
        rows = [[_cell(stills, f"{picture}: {line}", line) for line in canvases()] for picture in pictures]
    save_sheet(target, rows)


def canvases() -> dict[str, Canvas]:
    """By name, what each picture is fitted to."""
    wide = canvas_for(PX * 16 // 9, PX, fit="cover", motion="none")
    return {
        "blur 16:9": replace(wide, fit="blur"),
        "blur 1:1": canvas_for(PX, PX, fit="blur", motion="none"),
        "blur 9:16": canvas_for(PX, PX * 16 // 9, fit="blur", motion="none"),
        "cover, left and top": replace(wide, focus=(0.0, 0.0)),
        "cover": wide,
        "cover, right and bottom": replace(wide, focus=(1.0, 1.0)),
        "contain": canvas_for(PX, PX, fit="contain", motion="none", background=COLOUR),
    }


def _opened(name: str) -> BinaryIO:
    return Path(name).open("rb")


def _cell(stills: Stills, key: str, line: str) -> Cell:
    still = stills.get(key)
    return Cell(line, still_as_picture(still, round(HEIGHT_PX * still.luma.shape[1] / still.luma.shape[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
