"""Was a JPEG damaged inside? Decoders show it all the same, from there on in grey or in wrong colours, without a word.

libjpeg knows: its codes end too early, make no sense, or leave bytes over before the next marker. Pillow and OpenCV
drop what it says; simplejpeg, which is libjpeg-turbo as Pillow has it, hands it out. Nothing tells of each flipped bit.
"""

import re
from typing import BinaryIO

import simplejpeg  # type: ignore[import-untyped] # ships no types

LEAST_EXTRANEOUS_BYTES = 10
"""Some cameras leave a few bytes over, and nothing is wrong with their pictures."""
MOST_PADDING_BYTES = 4096
"""More zeros before the end are a part of the picture that was never written."""

_EXTRANEOUS = re.compile(r"(\d+) extraneous bytes before marker")
_DAMAGED = re.compile(r"premature end|bad Huffman code|extraneous bytes")
_END = b"\xff\xd9"


def complaint_of(file: BinaryIO) -> str | None:
    """What libjpeg says of a JPEG when it decodes all of it, at an eighth of its size; None if that goes well."""
    file.seek(0)
    content = file.read()
    try:
        simplejpeg.decode_jpeg(content, colorspace="GRAY", min_height=1, min_width=1, strict=True)
    except ValueError as error:
        return None if _is_padding(str(error), content) else str(error)
    return None


def tells_of_damage(complaint: str) -> bool:
    """Whether what libjpeg says means that a part of the picture is not what it was."""
    return _DAMAGED.search(complaint) is not None


def _is_padding(complaint: str, content: bytes) -> bool:
    """Whether it is about zeros before the end of the picture alone, or about so few bytes that it does not matter."""
    found = _EXTRANEOUS.search(complaint)
    if found is None:
        return False
    count, end = int(found[1]), content.rfind(_END)
    is_blank = count <= MOST_PADDING_BYTES and not content[end - count : end].strip(b"\0\xff")
    return count < LEAST_EXTRANEOUS_BYTES or is_blank
