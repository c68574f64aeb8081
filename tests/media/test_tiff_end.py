import io
import struct

import pytest
from PIL import Image

from dropd.media.tiff_end import MOST_STRIPS, tiff_is_cut


def is_cut(content: bytes) -> bool:
    return tiff_is_cut(io.BytesIO(content), len(content))


def directory(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    """A TIFF of one directory: each entry is tag, type, count and value."""
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + packed + struct.pack("<I", following)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "jpeg"])
def test_a_tiff_of_every_usual_compression_is_whole(compression: str) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((64, 200), 90).save(buffer, "TIFF", compression=compression)

    assert not is_cut(buffer.getvalue())
    assert is_cut(buffer.getvalue()[:-1])


def test_strips_and_values_beyond_the_end_are_missed() -> None:
    assert not is_cut(directory((273, 4, 1, 8), (279, 4, 1, 10)))
    assert is_cut(directory((273, 4, 1, 8), (279, 4, 1, 1000)))
    assert is_cut(directory((270, 2, 100, 20)))


def test_a_directory_that_is_not_written_yet_is_missed() -> None:
    assert is_cut(b"II*\0\0\0\0\0" + bytes(100))
    assert is_cut(b"II*\0" + struct.pack("<I", 50) + bytes(100))
    assert is_cut(b"MM\0*" + struct.pack(">I", 5000) + bytes(100))


def test_directories_in_a_circle_come_to_an_end() -> None:
    assert not is_cut(directory((256, 4, 1, 9), following=8))


def test_a_list_without_measure_is_not_read() -> None:
    lists = (273, 4, MOST_STRIPS + 1, 8), (279, 4, MOST_STRIPS + 1, 8)

    assert not is_cut(directory(*lists) + bytes(8 * MOST_STRIPS))
