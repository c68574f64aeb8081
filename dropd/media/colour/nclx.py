"""Which colours an AVIF says that it has (ISO/IEC 14496-12, section 12.1.5; ISO/IEC 23008-12, section 9.3).

The decoder does not tell; and the first `colr` of a file may belong to another picture in it, such as a gain map.
"""

from collections.abc import Iterator
from typing import BinaryIO

from dropd.media.containers import piece

MOST_META_BYTES = 1 << 20
_BOX_BYTES, _FULL_BOX_BYTES = 8, 4
_WIDE_INDICES = 1


def avif_nclx(file: BinaryIO) -> tuple[int, int] | None:
    """The numbers of primaries and curve (ITU-T H.273) of the main picture, or None if it has none."""
    head = piece(file, 0, MOST_META_BYTES)
    meta = _first(head, b"meta")[_FULL_BOX_BYTES:]
    properties = _first(meta, b"iprp")
    kept = [*_boxes(_first(properties, b"ipco"))]
    for index in _indices_of(_main_item(_first(meta, b"pitm")), _first(properties, b"ipma")):
        name, content = kept[index - 1] if 0 < index <= len(kept) else (b"", b"")
        if name == b"colr" and content[:4] == b"nclx":
            return int.from_bytes(content[4:6], "big"), int.from_bytes(content[6:8], "big")
    return None


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _BOX_BYTES <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < _BOX_BYTES:
            return
        yield content[at + 4 : at + 8], content[at + _BOX_BYTES : at + length]
        at += length


def _first(content: bytes, name: bytes) -> bytes:
    return next((inner for found, inner in _boxes(content) if found == name), b"")


def _main_item(pitm: bytes) -> int:
    return int.from_bytes(pitm[4:6] if pitm[:1] == b"\0" else pitm[4:8], "big")


def _indices_of(item: int, ipma: bytes) -> Iterator[int]:
    """The properties of an item, counted from one."""
    id_bytes = 2 if ipma[:1] == b"\0" else 4
    index_bytes = 2 if ipma[3:4] and ipma[3] & _WIDE_INDICES else 1
    at = 8
    for _ in range(int.from_bytes(ipma[4:8], "big")):
        found = int.from_bytes(ipma[at : at + id_bytes], "big")
        count = int.from_bytes(ipma[at + id_bytes : at + id_bytes + 1], "big")
        at += id_bytes + 1
        for _ in range(count):
            if found == item:
                # The highest bit says whether a reader must know the property.
                yield int.from_bytes(ipma[at : at + index_bytes], "big") & ((1 << (8 * index_bytes - 1)) - 1)
            at += index_bytes
        if at > len(ipma):
            return
