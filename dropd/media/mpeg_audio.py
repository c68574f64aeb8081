"""Frames of MPEG audio, such as MP3: each begins with four bytes that say how long it is."""

HEADER_BYTES = 4
SYNC = 0x7FF
"""Eleven bits, all set."""

# ISO/IEC 11172-3, section 2.4.2.3, and 13818-3, section 2.4.2.3, by the bits that stand in a header.
_VERSIONS = {
    0b11: (1, (44_100, 48_000, 32_000, 0)),
    0b10: (2, (22_050, 24_000, 16_000, 0)),
    0b00: (2, (11_025, 12_000, 8_000, 0)),
}
"""Version 1, 2, and 2.5, which is like 2, with their sample rates in Hz."""
_LAYERS = {0b11: 1, 0b10: 2, 0b01: 3}
_KBPS = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_SAMPLES = {(1, 1): 384, (1, 2): 1152, (1, 3): 1152, (2, 1): 384, (2, 2): 1152, (2, 3): 576}
_SLOT_BYTES = {1: 4, 2: 1, 3: 1}
"""A frame has a whole number of slots, and one more where its padding bit is set."""


def frame_bytes(header: bytes) -> int | None:
    """How long a frame is, its header included; None for what is none, or does not say (free format)."""
    word = int.from_bytes(header[:HEADER_BYTES], "big")
    layer, known = _LAYERS.get(word >> 17 & 0b11), _VERSIONS.get(word >> 19 & 0b11)
    if len(header) < HEADER_BYTES or word >> 21 != SYNC or layer is None or known is None:
        return None
    version, rates_hz = known
    rate_hz, kbps = rates_hz[word >> 10 & 0b11], _KBPS[version, layer][word >> 12 & 0b1111]
    if not rate_hz or not kbps:
        return None
    slot_bytes, padding = _SLOT_BYTES[layer], word >> 9 & 1
    return (_SAMPLES[version, layer] * kbps * 1000 // (8 * slot_bytes * rate_hz) + padding) * slot_bytes
