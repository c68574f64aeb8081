"""What speech servers answer in JSON: names of voices, and sound as text."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping

NAMES = ("ShortName", "voice_id", "id", "name", "speaker_id")
"""Under which key a server names a voice, where it says more of each; the first that is there counts."""
SOUNDS = ("audio", "wav", "audio_base64")
COMPLAINTS = ("error", "message", "detail")
"""Where Flask, FastAPI and OpenAI say what is wrong; one may be within the other."""


def names_in(body: bytes) -> tuple[str, ...]:
    """The names of the voices in an answer, in whichever of the usual shapes: a list, or a list below a key."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if isinstance(said, Mapping):
        lists = [value for value in said.values() if isinstance(value, list | Mapping)]
        said = lists[0] if lists else ()
    return tuple(name for each in said if (name := _name_of(each))) if isinstance(said, Iterable) else ()


def sound_as_text(body: bytes) -> bytes | None:
    """The sound that a JSON answer holds in base64, as a data URL too; None if it holds none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    texts = (said.get(key) for key in SOUNDS) if isinstance(said, Mapping) else ()
    text = next((text for text in texts if isinstance(text, str)), None)
    if text is None:
        return None
    try:
        return base64.b64decode("".join(text.rpartition(",")[2].split()), validate=True)
    except binascii.Error:
        return None


def complaint_in(body: bytes) -> str | None:
    """What a JSON answer says is wrong; None if it does not say it in words."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    while isinstance(said, Mapping):
        said = next((said[key] for key in COMPLAINTS if key in said), None)
    return " ".join(said.split()) if isinstance(said, str) else None


def _name_of(each: object) -> str | None:
    if isinstance(each, Mapping):
        each = next((each[key] for key in NAMES if key in each), None)
    return each if isinstance(each, str) else None
