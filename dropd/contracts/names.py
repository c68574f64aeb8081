"""Names of files in a drop: plain, so that they cannot lead outside, and for films portable to any system."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from dropd.contracts.film_files import is_scene_file
from dropd.contracts.refusal import refused, shown

_MAX_BYTES = 255
_MAX_OUTPUT_BYTES = 120
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_ENCODER = re.compile(r"[a-z0-9_]{1,40}")
_NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*]')


def plain_name(kind: str, folder: str) -> Callable[[str], str]:
    """A check that a name is one plain file name; `kind` and `folder` make up the sentence for the user."""

    def check(name: str) -> str:
        if why := _not_plain(name):
            last = re.split(r"[/\\]", name)[-1]
            hint = f"Write {shown(last)} only." if not _not_plain(last) else "Write the name of a file."
            raise refused(f"{shown(name)} {why}, but {kind} are named relative to {folder}.", hint)
        return name

    return check


def parse_folder_name(name: str) -> str:
    """One folder under `input/`; a slash at its end is left out."""
    plain = name.removesuffix("/")
    if why := _not_plain(plain):
        raise refused(f"{shown(name)} {why}.", "Write the name of one folder in input/, such as voiceovers.")
    return plain


def parse_path_beneath(path: str) -> str:
    """A relative path of plain names, such as `music/song.mp3`."""
    for part in path.split("/"):
        if why := _not_plain(part):
            what = "is not a path in input/" if part in ("", ".", "..") else why
            raise refused(f"{shown(path)} {what}.", "Write a path in input/, such as music/song.mp3.")
    return path


def path_ending(endings: tuple[str, ...], what: str) -> Callable[[str], str]:
    """A check that a path beneath `input/` has one of the endings that `what` has, such as "a picture"."""

    def check(path: str) -> str:
        if not path.lower().endswith(endings):
            raise refused(f"{shown(path)} is not {what}.", f"Name a file that ends in {' or '.join(endings)}.")
        return parse_path_beneath(path)

    return check


def parse_output_name(name: str) -> str:
    """The name of a film, portable to any system; `.mp4` is added where there is no ending."""
    name = name.strip()
    if why := _not_portable(name):
        raise refused(f"{shown(name)} {why}.", "Write a plain name, such as video.mp4.")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        name = f"{name}.mp4"
    elif ending.lower() != "mp4":
        raise refused(f"{shown(name)} does not end in .mp4.", f"Write {shown(f'{stem}.mp4')}.")
    else:
        name = f"{stem}.mp4"
    if is_scene_file(name):
        raise refused(f"{shown(name)} is what dropd names the film of one scene.", "Choose another name.")
    if len(name.encode()) > _MAX_OUTPUT_BYTES:
        raise refused(f"{shown(name)} is too long.", "Write a shorter one.")
    return name


def parse_encoder_name(name: str) -> str:
    """The name of an encoder as FFmpeg writes it: small letters, digits and underscores."""
    if not _ENCODER.fullmatch(name):
        raise refused(f"{shown(name)} is not the name of an encoder.", "Write auto, libx264, or such as h264_nvenc.")
    return name


def _not_plain(name: str) -> str:
    """Why a name is not plain, as the end of a sentence; empty if it is."""
    if not name.strip():
        return "is empty"
    if "/" in name or "\\" in name:
        return "names a folder"
    if name in (".", "..") or name.startswith("~"):
        return "leads to another folder"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "holds a character that cannot be shown"
    return "is too long" if len(name.encode()) > _MAX_BYTES else ""


def _not_portable(name: str) -> str:
    if why := _not_plain(name):
        return why
    if odd := _NOT_ON_WINDOWS.search(name):
        return f"holds {odd[0]}, which Windows does not allow in names"
    if name.startswith(".") or name.endswith("."):
        return "begins or ends with a dot"
    if _RESERVED.fullmatch(name.partition(".")[0].rstrip()):
        return "is a name that Windows keeps for itself"
    return ""


PictureName = Annotated[str, AfterValidator(plain_name("pictures", "input/images/"))]
"""A file in `input/images/`."""

VoiceoverName = Annotated[str, AfterValidator(plain_name("voice-overs", "input/voiceovers/"))]
"""A file in the folder of voice-overs."""

FolderName = Annotated[str, AfterValidator(parse_folder_name)]
"""One folder in `input/`."""

PathBeneathInput = Annotated[str, AfterValidator(parse_path_beneath)]
"""A file anywhere in `input/`."""

PicturePath = Annotated[
    str, AfterValidator(path_ending((".png", ".webp", ".jpg", ".jpeg"), "a picture for a watermark"))
]
"""A picture anywhere in `input/`."""

FontPath = Annotated[str, AfterValidator(path_ending((".ttf", ".otf"), "a font"))]
"""A font anywhere in `input/`."""

OutputName = Annotated[str, AfterValidator(parse_output_name)]
"""The name of a film in `output/`, with its ending."""

EncoderName = Annotated[str, AfterValidator(parse_encoder_name)]
"""An encoder by FFmpeg's name, or `auto`."""
