"""The example project of `dropd init` and `dropd demo`: six painted pictures and the text of three scenes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dropd.durable import write_durably
from dropd.project import Project

_PICTURES: Final = Path(__file__).with_name("example_pictures")


@dataclass(frozen=True, slots=True)
class _Scene:
    title: str
    text: str
    pictures: tuple[str, ...]


_SCENES: Final = (
    _Scene(
        "First Light",
        "The sun comes up behind the mountains, and ridge after ridge steps out of the mist. "
        "Further down, the forest is still half asleep. Row upon row of firs fades into the morning.",
        ("mountains.jpg", "forest.jpg"),
    ),
    _Scene(
        "High Summer",
        "By noon the hills are bright and green, and a small cottage rests among the trees. "
        "Out on the bay, white sails drift past the old lighthouse.",
        ("hills.jpg", "coast.jpg"),
    ),
    _Scene(
        "Last Light, First Stars",
        "In the evening the lake lies still and carries the low sun from shore to shore. "
        "Then the night opens above the dunes, and one small tent keeps its lamp lit under all those stars.",
        ("lake.jpg", "dunes.jpg"),
    ),
)


def write_example(project: Project) -> None:
    """Write `scenes.json` and the pictures into the project's `input/`, without a trigger. Raises OSError.

    The portrait, `coast.jpg`, lies on its side in the file and has an EXIF orientation, as phones do it.
    """
    images = project.input / "images"
    images.mkdir(parents=True, exist_ok=True)
    write_durably(project.input / "scenes.json", _scenes_json())
    for scene in _SCENES:
        for name in scene.pictures:
            write_durably(images / name, (_PICTURES / name).read_bytes())


def _scenes_json() -> bytes:
    scenes = [{"title": scene.title, "VO": scene.text, "images": scene.pictures} for scene in _SCENES]
    return (json.dumps({"scenes": scenes}, indent=2) + "\n").encode()
