from hypothesis import given
from hypothesis import strategies as st

from dropd.media.adts import packets_of

HEADER = bytes.fromhex("fff14c80")


def packet(body: bytes) -> bytes:
    """A header of ADTS at 48 kHz, whose length takes the last two bits of a byte, all of the next, three of another."""
    length = 7 + len(body)
    last = HEADER[3] & 0b11111100 | length >> 11
    return HEADER[:3] + bytes([last, length >> 3 & 0xFF, (length & 7) << 5 | 0x1F, 0xFC]) + body


@given(st.lists(st.binary(max_size=8000), max_size=5))
def test_each_packet_is_found(bodies: list[bytes]) -> None:
    packets = [packet(body) for body in bodies]

    assert list(packets_of(b"".join(packets))) == packets


@given(st.binary(max_size=200))
def test_no_stream_is_read_for_ever(stream: bytes) -> None:
    assert b"".join(packets_of(stream)) == stream[: sum(map(len, packets_of(stream)))]
