"""Is a picture whole inside? It is decoded as small as that goes, and what its decoder says is heard."""

from typing import BinaryIO

from PIL import Image

from dropd.media.jpeg_damage import complaint_of, tells_of_damage


def is_damaged(kind: str, picture: Image.Image, file: BinaryIO) -> bool:
    """Whether a picture is damaged, as far as its decoder tells. Raises what Pillow raises of one that it refuses."""
    complaint = complaint_of(file) if kind == "JPEG" else ""
    if complaint is None:
        return False
    picture.draft("RGB", (1, 1))  # JPEG only: all of it is read, and an eighth of its sides is made
    picture.load()
    return tells_of_damage(complaint)
