"""A prepared picture as a file: its planes as they lie in memory, and a checksum behind them.

It is mapped, not read: several chunks, and other jobs, share its memory, and the system may take it back at any time.
Its checksum is looked at once; on a disk that fails afterwards the render dies, as for a page of its own program.
"""

import mmap
import zlib
from pathlib import Path

import numpy as np

from dropd.film.pictures import Canvas, Still

CHECKSUM_BYTES = 4


def write_still(still: Still, target: Path) -> None:
    """Write luma, blue and red difference, and the CRC-32 of them. Raises OSError."""
    checksum = 0
    with target.open("wb") as file:
        for plane in (still.luma, still.blue, still.red):
            data = np.ascontiguousarray(plane).data
            checksum = zlib.crc32(data, checksum)
            file.write(data)
        file.write(checksum.to_bytes(CHECKSUM_BYTES))


def read_still(path: Path, canvas: Canvas) -> Still | None:
    """Map what was written for a canvas; None if that is not what the file holds any more. Raises OSError."""
    width_px, height_px = canvas.width_px + canvas.lead_px, canvas.height_px + canvas.lead_px
    luma_bytes, chroma_bytes = width_px * height_px, width_px * height_px // 4
    with path.open("rb") as file:
        if path.stat().st_size != luma_bytes + 2 * chroma_bytes + CHECKSUM_BYTES:
            return None
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    planes = memoryview(mapped)[:-CHECKSUM_BYTES]
    if zlib.crc32(planes) != int.from_bytes(mapped[-CHECKSUM_BYTES:]):
        return None
    samples = np.frombuffer(planes, np.uint8)
    luma, blue, red = np.split(samples, [luma_bytes, luma_bytes + chroma_bytes])
    half = height_px // 2, width_px // 2
    return Still(luma.reshape(height_px, width_px), blue.reshape(half), red.reshape(half), canvas.lead_px)
