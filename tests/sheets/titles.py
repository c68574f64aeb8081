"""Draws a sheet of titles in many scripts, at every position, for a look: python -m tests.sheets.titles TARGET."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.text import Overlay, Position, TitleLook, draw_title

Picture = NDArray[np.uint8]

TITLES = (
    "Welcome",
    "A bright house with sea views, a kitchen for a large family and a garden full of old apple trees",
    "مرحبا بكم في البيت الجميل (١٢٣)",
    "ברוכים הבאים לבית החדש, 12 חדרים",
    "海の見える家へようこそ（2026年）",  # noqa: RUF001 - Japanese brackets
    "The house بيت جميل and בית יפה, 100 m²",
    "Sweet home 🏡❤️ 👩‍👩‍👧 🇩🇪 👍🏽",
    "समुद्र के किनारे एक सुंदर घर में आपका स्वागत है।",
    "ยินดีต้อนรับสู่บ้านสวยริมทะเลที่มีสวนขนาดใหญ่",
    "សូមស្វាគមន៍មកកាន់ផ្ទះដ៏ស្រស់ស្អាតរបស់យើង",
    "கடற்கரை அருகே ஒரு அழகான வீடு",
    "సముద్రం దగ్గర ఒక అందమైన ఇల్లు",
    "Καλώς ήρθατε στο σπίτι δίπλα στη θάλασσα",
    "Добро пожаловать в дом у моря",  # noqa: RUF001 - Russian
    "欢迎来到海边的房子",
    "바다가 보이는 집에 오신 것을 환영합니다",
    "HOME\nSWEET\nHOME",
    "“Quotes”, 50% {braces} \\ & Ångström ﬁne",
)

LOOKS = (
    TitleLook(),
    TitleLook(outline=None, shadow=(0, 0, 0, 190)),
    TitleLook(outline=None, box=(0, 0, 0, 150)),
    TitleLook(outline=(0, 0, 0, 166), shadow=(0, 0, 0, 150)),
    TitleLook(fill=(20, 20, 20, 255), outline=None, box=(255, 255, 255, 205)),
    TitleLook(family="Noto Sans", size_px=46, outline=None, box=(0, 0, 0, 178), shrinks=False),
)

WIDE, TALL = (1920, 1080), (1080, 1920)
COLUMNS = {WIDE: 3, TALL: 6}
CELL_WIDTH_PX = {WIDE: 520, TALL: 258}
MARGIN_PX = 4
JPEG = (cv2.IMWRITE_JPEG_QUALITY, 80)


def background(size: tuple[int, int], seed: int) -> Picture:
    """Something like a photo: sky, land, and bright and dark spots."""
    width, height = size
    noise = np.random.default_rng(seed)
    horizon = int(height * noise.uniform(0.45, 0.6))
    sky = np.linspace((225, 190, 150), (250, 240, 225), horizon)
    land = np.linspace((95, 130, 110), (35, 55, 45), height - horizon)
    rows = cv2.blur(np.concatenate([sky, land])[:, None, :].repeat(width, axis=1), (1, height // 12))
    for scale, strength in ((300, 26), (90, 12), (24, 5)):
        coarse = noise.normal(0, strength, (height // scale + 3, width // scale + 3)).astype(np.float32)
        rows = rows + cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    picture: Picture = np.clip(rows, 0, 255).astype(np.uint8)
    return picture


def blended(frame: Picture, overlay: Overlay) -> Picture:
    """The overlay over the frame; the frame's colours are blue, green, red."""
    height, width = overlay.rgba.shape[:2]
    beneath = frame[overlay.y_px : overlay.y_px + height, overlay.x_px : overlay.x_px + width]
    alpha = overlay.rgba[..., 3:].astype(np.float32) / 255
    beneath[:] = np.rint(overlay.rgba[..., 2::-1] * alpha + beneath * (1 - alpha)).astype(np.uint8)
    return frame


def frames(size: tuple[int, int], titles: Sequence[str]) -> Iterator[Picture]:
    """Each title in one of the looks at one of the positions, all of which come up."""
    fonts, positions = FontBook(), get_args(Position)
    for at, text in enumerate(titles):
        look = LOOKS[at % len(LOOKS)]
        position = positions[(at + at // len(positions) * 4) % len(positions)]
        overlay = draw_title(text, TitleLook(**{**_fields(look), "position": position}), size, fonts)
        frame = background(size, at)
        frame = frame if overlay is None else blended(frame, overlay)
        width = CELL_WIDTH_PX[size]
        yield cv2.resize(frame, (width, width * size[1] // size[0]), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _fields(look: TitleLook) -> dict[str, object]:
    return {name: getattr(look, name) for name in look.__dataclass_fields__}


def sheet() -> Picture:
    """All frames side by side."""
    rows = []
    for size in (WIDE, TALL):
        cells = [np.pad(cell, ((0, MARGIN_PX), (0, MARGIN_PX), (0, 0))) for cell in frames(size, TITLES)]
        rows += [np.hstack(cells[at : at + COLUMNS[size]]) for at in range(0, len(cells), COLUMNS[size])]
    return np.vstack([row[:, : rows[0].shape[1]] for row in rows])


def main() -> None:
    """Write the sheet to the file that is named."""
    target = Path(sys.argv[1])
    cv2.imwrite(str(target), sheet(), JPEG if target.suffix == ".jpg" else ())


if __name__ == "__main__":
    main()
