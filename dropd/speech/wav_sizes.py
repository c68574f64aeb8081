"""WAV files of servers that stream: their headers were written before anybody knew how long they would be. Pure."""

UNKNOWN_FROM = 0x7FFFF000
"""Programs write the largest number for a size that they do not know, or nearly so, or 0: FFmpeg calls that damaged."""
RIFF_BYTES, CHUNK_BYTES = 12, 8


def with_true_sizes(body: bytes) -> bytes:
    """Return a WAV file with the sizes that it has where it says that they are unknown; anything else as it is."""
    if body[:4] != b"RIFF" or body[8:RIFF_BYTES] != b"WAVE":
        return body
    mended = bytearray(body)
    if _is_unknown(body, 4):
        mended[4:8] = (len(body) - CHUNK_BYTES).to_bytes(4, "little")
    at = RIFF_BYTES
    while at + CHUNK_BYTES <= len(body):
        name, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        if name == b"data":
            if _is_unknown(body, at + 4):
                mended[at + 4 : at + 8] = (len(body) - at - CHUNK_BYTES).to_bytes(4, "little")
            break
        at += CHUNK_BYTES + size + size % 2
    return bytes(mended)


def _is_unknown(body: bytes, at: int) -> bool:
    size = int.from_bytes(body[at : at + 4], "little")
    return size == 0 or size >= UNKNOWN_FROM
