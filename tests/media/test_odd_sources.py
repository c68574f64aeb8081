from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.errors import MediaFault
from dropd.media.decoder import PictureDecoder
from tests.media.odd_sources import BLUE, GREEN, PLAIN, RED, REFUSED, SIZE, WHITE, WHOLE, put


@pytest.fixture(scope="module")
def decoder() -> Iterator[PictureDecoder]:
    with PictureDecoder() as one:
        yield one


def decoded(decoder: PictureDecoder, path: Path) -> NDArray[np.int64]:
    with path.open("rb") as file:
        pixels = decoder.decode(file, path.name, scale="contain", width_px=SIZE[0], height_px=SIZE[1])
    shape = (pixels.height_px, pixels.width_px, pixels.channels)
    return np.frombuffer(pixels.data, np.uint8).reshape(shape).astype(np.int64)


@pytest.mark.parametrize("name", WHOLE)
def test_a_source_is_seen_as_it_was_meant(name: str, tmp_path: Path, decoder: PictureDecoder) -> None:
    pixels = decoded(decoder, put(tmp_path, name, WHOLE[name]()))

    height, width, _ = pixels.shape
    rows, columns = (height // 4, height * 3 // 4), (width // 4, width * 3 // 4)
    quarters = np.array([pixels[row, column] for row in rows for column in columns])
    assert np.abs(quarters - np.array([RED, GREEN, BLUE, WHITE])).max() <= 24


@pytest.mark.parametrize("name", WHOLE)
def test_the_size_of_a_source_is_that_of_the_upright_picture(
    name: str, tmp_path: Path, decoder: PictureDecoder
) -> None:
    path = put(tmp_path, name, WHOLE[name]())

    with path.open("rb") as file:
        size = decoder.size(file, path.name)

    assert size == ((64, 32) if name == "arithmetic JPEG" else SIZE)


@pytest.mark.parametrize("name", PLAIN)
def test_an_odd_source_of_one_colour_keeps_it(name: str, tmp_path: Path, decoder: PictureDecoder) -> None:
    make, colour = PLAIN[name]

    pixels = decoded(decoder, put(tmp_path, name, make()))

    assert np.abs(pixels - np.array(colour)).max() <= 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_told(name: str, tmp_path: Path, decoder: PictureDecoder) -> None:
    make, heart = REFUSED[name]

    with pytest.raises(MediaFault) as caught:
        decoded(decoder, put(tmp_path, name, make()))

    assert heart in caught.value.message
