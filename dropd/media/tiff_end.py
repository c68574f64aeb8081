"""Has a TIFF its end? Its directories say where everything lies (TIFF 6.0, section 2)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from dropd.media.containers import piece

MOST_PAGES = 100
MOST_STRIPS = 100_000
"""With more of them than any scanner writes, only the directories themselves are looked at."""

ENTRY_BYTES = 12
VALUE_BYTES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Of each type of value that is longer than a byte."""
NUMBERS = {3: "H", 4: "I"}
OFFSETS_AND_LENGTHS = ((273, 279), (324, 325))
"""Tags: where strips, or tiles, lie and how long each is."""


def tiff_is_cut(file: BinaryIO, size_bytes: int) -> bool:
    """Whether a directory, or something that it speaks of, lies beyond the end."""
    head = piece(file, 0, 8).ljust(8, b"\0")
    order = "<" if head.startswith(b"II") else ">"
    (at,) = struct.unpack_from(f"{order}I", head, 4)
    for page in range(MOST_PAGES):
        if at == 0:
            return page == 0  # the way to the first directory is written last by many
        (count,) = struct.unpack(f"{order}H", piece(file, at, 2).ljust(2, b"\0"))
        directory = piece(file, at + 2, count * ENTRY_BYTES + 4)
        if count == 0 or len(directory) < count * ENTRY_BYTES + 4:
            return True
        if any(end > size_bytes for end in _ends(file, order, directory[:-4])):
            return True
        (at,) = struct.unpack(f"{order}I", directory[-4:])
    return False


def _ends(file: BinaryIO, order: str, directory: bytes) -> Iterator[int]:
    """Where each thing ends that a directory speaks of: values that do not fit into it first, then the pixels."""
    lists: dict[int, tuple[int, ...]] = {}
    wanted = {tag for pair in OFFSETS_AND_LENGTHS for tag in pair}
    for tag, kind, amount, value in struct.iter_unpack(f"{order}HHI4s", directory):
        length = VALUE_BYTES.get(kind, 1) * amount
        place = struct.unpack(f"{order}I", value)[0] if length > len(value) else None
        if place is not None:
            yield place + length
        if tag in wanted and tag not in lists and kind in NUMBERS and amount <= MOST_STRIPS:
            values = value[:length] if place is None else piece(file, place, length).ljust(length, b"\0")
            lists[tag] = struct.unpack(f"{order}{amount}{NUMBERS[kind]}", values)
    for offsets, lengths in OFFSETS_AND_LENGTHS:
        strips = zip(lists.get(offsets, ()), lists.get(lengths, ()), strict=False)
        yield from (offset + length for offset, length in strips)
