"""AAC as a stream of packets, each with a header that says how long it is (ADTS: ISO/IEC 13818-7, 6.2)."""

from collections.abc import Iterator

HEADER_BYTES = 7


def packets_of(stream: bytes) -> Iterator[bytes]:
    """Yield the packets of a whole stream, each with its header."""
    first = 0
    while first + HEADER_BYTES <= len(stream):
        # 13 bits of length, header included, that begin with the last two of the fourth byte.
        length = (int.from_bytes(stream[first + 3 : first + 6]) >> 5) & 0x1FFF
        if length < HEADER_BYTES:
            return
        yield stream[first : first + length]
        first += length
