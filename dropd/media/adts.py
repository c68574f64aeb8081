"""AAC as a stream of packets, each with a header that says how long it is (ADTS: ISO/IEC 13818-7, 6.2)."""

from collections.abc import Iterator

HEADER_BYTES = 7
SYNC, ITS_BITS = 0xFFF0, 0xFFF6
"""Twelve bits, all set, and two of the layer, which are not: they tell it from MPEG audio."""


def packet_bytes(header: bytes) -> int | None:
    """How long a packet is, its header included; None for what is none."""
    if len(header) < HEADER_BYTES or int.from_bytes(header[:2], "big") & ITS_BITS != SYNC:
        return None
    # 13 bits, which begin with the last two of the fourth byte.
    length = (int.from_bytes(header[3:6], "big") >> 5) & 0x1FFF
    return length if length >= HEADER_BYTES else None


def packets_of(stream: bytes) -> Iterator[bytes]:
    """Yield the packets of a stream, each with its header, as far as they are whole."""
    first = 0
    while length := packet_bytes(stream[first : first + HEADER_BYTES]):
        if first + length > len(stream):
            return
        yield stream[first : first + length]
        first += length


def window_of(packet: bytes) -> int:
    """The shape of a stereo packet's window (of its left side): which must fit those of its neighbours.

    Three bits, of which two tell whether it is one long window or eight short ones, or leads from one to the other, and
    one its slope (`ics_info`, 6.3.3). They come after the kind and number of the element, and a bit of whether both
    sides have the same; if not, after the left side's gain, of eight bits, too.
    """
    bits = int.from_bytes(packet[HEADER_BYTES : HEADER_BYTES + 4])
    has_common_window = bits >> 24 & 1
    return bits >> (20 if has_common_window else 12) & 0b111
