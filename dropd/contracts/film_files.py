"""How the files of a film are called in `output/`, by the film's name without its ending. Pure."""

import re

_SCENE_FILE = re.compile(r"(?P<stem>(?:.*_)?)scene_\d+\.mp4", re.IGNORECASE)


def film_file(stem: str) -> str:
    """The film itself."""
    return f"{stem}.mp4"


def poster_file(stem: str) -> str:
    """A picture of the film."""
    return f"{stem}.jpg"


def contact_sheet_file(stem: str) -> str:
    """A picture of every shot."""
    return f"{stem}_contact.jpg"


def caption_files(stem: str) -> tuple[str, str]:
    """Subtitles as SubRip and as WebVTT."""
    return f"{stem}.srt", f"{stem}.vtt"


def scene_file(stem: str, scene: int) -> str:
    """One scene by itself; those of the usual film have short names."""
    return f"{'' if stem == 'video' else f'{stem}_'}scene_{scene:02}.mp4"


def is_scene_file(name: str, stem: str | None = None) -> bool:
    """Whether a file is called as a scene of this film is, or of any; no film may be called so."""
    found = _SCENE_FILE.fullmatch(name)
    return found is not None and (stem is None or found["stem"] == ("" if stem == "video" else f"{stem}_"))


def published_files(stem: str) -> tuple[str, ...]:
    """All but the scenes."""
    return film_file(stem), poster_file(stem), contact_sheet_file(stem), *caption_files(stem)
