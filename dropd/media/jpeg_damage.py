"""Was a JPEG damaged inside? Decoders show it all the same, from there on in grey or in wrong colours, without a word.

libjpeg knows: its codes end too early, make no sense, or leave bytes over before the next marker. Pillow and OpenCV
drop what it says; simplejpeg, which is libjpeg-turbo as Pillow has it, hands it out. Nothing tells of each flipped bit.
"""

import re
from typing import BinaryIO

import simplejpeg  # type: ignore[import-untyped] # ships no types

LEAST_EXTRANEOUS_BYTES = 10
"""Some cameras leave a few bytes over, and nothing is wrong with their pictures."""

_DAMAGED = re.compile(r"premature end|bad Huffman code|(?P<left>\d+) extraneous bytes before marker")


def complaint_of(file: BinaryIO) -> str | None:
    """What libjpeg says of a JPEG when it decodes all of it, at an eighth of its size; None if that goes well."""
    file.seek(0)
    try:
        simplejpeg.decode_jpeg(file.read(), colorspace="GRAY", min_height=1, min_width=1, strict=True)
    except ValueError as error:
        return str(error)
    return None


def tells_of_damage(complaint: str) -> bool:
    """Whether what libjpeg says means that a part of the picture is not what it was."""
    found = _DAMAGED.search(complaint)
    return found is not None and int(found["left"] or LEAST_EXTRANEOUS_BYTES) >= LEAST_EXTRANEOUS_BYTES
