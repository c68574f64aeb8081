import io
import os
import resource
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from dropd.errors import MediaFault
from dropd.media.decoder import PictureDecoder, PictureExaminer
from dropd.media.endings import StartFault
from dropd.media.unfinished import UnfinishedMedia

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
FORMATS = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP"]


@pytest.fixture(scope="module")
def decoder() -> Iterator[PictureExaminer]:
    with PictureExaminer(max_megapixels=4) as one:
        yield one


def quarters(width: int = 64, height: int = 32) -> Image.Image:
    """Red and green above, blue and white below."""
    picture = Image.new("RGB", (width, height), WHITE)
    for colour, box in (
        (RED, (0, 0, width // 2, height // 2)),
        (GREEN, (width // 2, 0, width, height // 2)),
        (BLUE, (0, height // 2, width // 2, height)),
    ):
        picture.paste(colour, box)
    return picture


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (80, 120, 3), np.uint8))


def saved(picture: Image.Image, path: Path, kind: str, **options: object) -> Path:
    picture.save(path, kind, **options)
    return path


def decoded(
    decoder: PictureDecoder, path: Path, *, width: int = 64, height: int = 32, scale: str = "contain"
) -> NDArray[np.uint8]:
    with path.open("rb") as file:
        pixels = decoder.decode(
            file,
            path.name,
            scale="cover" if scale == "cover" else "contain",
            width_px=width,
            height_px=height,
        )
    return np.frombuffer(pixels.data, np.uint8).reshape(pixels.height_px, pixels.width_px, pixels.channels)


def corners(pixels: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters, each channel rounded to 0 or 255 where it is near."""
    height, width, _ = pixels.shape
    places = [(row, column) for row in (height // 4, height * 3 // 4) for column in (width // 4, width * 3 // 4)]
    return [
        tuple(0 if value < 12 else 255 if value > 243 else int(value) for value in pixels[place]) for place in places
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_read(decoder: PictureExaminer, tmp_path: Path, kind: str) -> None:
    path = saved(quarters(), tmp_path / "a.jpg", kind)

    pixels = decoded(decoder, path)

    assert pixels.shape == (32, 64, 3)
    assert corners(pixels) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "way_back"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_pictures_are_turned_upright(
    decoder: PictureDecoder, tmp_path: Path, kind: str, orientation: int, way_back: Image.Transpose | None
) -> None:
    stored = quarters() if way_back is None else quarters().transpose(way_back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(stored, tmp_path / "a.jpg", kind, exif=exif)

    pixels = decoded(decoder, path)

    assert pixels.shape == (32, 64, 3)
    assert corners(pixels) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("picture", "colour"),
    [
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), RED),
        (Image.new("RGBA", (8, 8), (255, 0, 0, 0)), WHITE),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 51)), (204, 204, 204)),
        (Image.new("LA", (8, 8), (0, 0)), WHITE),
        (Image.new("L", (8, 8), 77), (77, 77, 77)),
        (Image.new("1", (8, 8), 1), WHITE),
        (Image.new("P", (8, 8), 0), (0, 0, 0)),
        (Image.fromarray(np.full((8, 8), 65_535, np.uint16)), WHITE),
        (Image.fromarray(np.full((8, 8), 128 * 257, np.uint16)), (128, 128, 128)),
        (Image.fromarray(np.full((8, 8), 1 * 257, np.uint16)), (1, 1, 1)),
    ],
    ids=["cmyk", "clear", "faint", "grey alpha", "grey", "bits", "palette", "16 bit", "16 bit half", "16 bit dark"],
)
def test_every_kind_of_pixel_becomes_8_bit_colour(
    decoder: PictureDecoder, tmp_path: Path, picture: Image.Image, colour: tuple[int, int, int]
) -> None:
    path = saved(picture, tmp_path / "a.tif", "TIFF")

    assert tuple(decoded(decoder, path, width=8, height=8)[4, 4]) == colour


def test_a_palette_may_be_transparent(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("P", (8, 8), 0), tmp_path / "a.png", "PNG", transparency=0)

    assert tuple(decoded(decoder, path, width=8, height=8)[4, 4]) == WHITE


@pytest.mark.parametrize(("mode", "colour"), [("RGB", (9, 80, 7)), ("L", 77)])
def test_one_colour_of_a_picture_may_be_transparent(
    decoder: PictureDecoder, tmp_path: Path, mode: str, colour: tuple[int, int, int] | int
) -> None:
    path = saved(Image.new(mode, (8, 8), colour), tmp_path / "a.png", "PNG", transparency=colour)

    assert tuple(decoded(decoder, path, width=8, height=8)[4, 4]) == WHITE


def test_a_cmyk_jpeg_keeps_its_colours(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), tmp_path / "a.jpg", "JPEG", quality=100)

    assert corners(decoded(decoder, path, width=8, height=8)) == [RED] * 4


def test_a_colour_profile_is_followed(decoder: PictureExaminer, tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = lab.replace(b"rXYZ", b"tmp_", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp_", b"bXYZ", 1)
    path = saved(Image.new("RGB", (8, 8), RED), tmp_path / "a.png", "PNG", icc_profile=swapped)

    assert corners(decoded(decoder, path, width=8, height=8)) == [BLUE] * 4


def test_a_damaged_colour_profile_is_left_aside(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("RGB", (8, 8), RED), tmp_path / "a.png", "PNG", icc_profile=b"no profile" * 20)

    assert corners(decoded(decoder, path, width=8, height=8)) == [RED] * 4


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_counts(decoder: PictureExaminer, tmp_path: Path, kind: str) -> None:
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), BLUE)
    path = saved(first, tmp_path / "a.gif", kind, save_all=True, append_images=[second])

    assert corners(decoded(decoder, path, width=8, height=8)) == [RED] * 4


def test_one_pixel_is_a_picture(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("RGB", (1, 1), GREEN), tmp_path / "a.png", "PNG")

    pixels = decoded(decoder, path)

    assert pixels.shape == (32, 32, 3)
    assert corners(pixels) == [GREEN] * 4


@pytest.mark.parametrize(
    ("size", "scale", "shape"),
    [
        ((400, 300), "contain", (32, 43, 3)),
        ((400, 300), "cover", (32, 64, 3)),
        ((1, 20_000), "cover", (32, 64, 3)),
        ((20_000, 1), "cover", (32, 64, 3)),
        ((1, 20_000), "contain", (32, 1, 3)),
        ((10, 10), "cover", (32, 64, 3)),
    ],
)
def test_pictures_of_any_shape_are_scaled(
    decoder: PictureDecoder, tmp_path: Path, size: tuple[int, int], scale: str, shape: tuple[int, int, int]
) -> None:
    path = saved(Image.new("RGB", size, BLUE), tmp_path / "a.png", "PNG")

    assert decoded(decoder, path, scale=scale).shape == shape


def test_covering_shows_the_middle(decoder: PictureExaminer, tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 96), RED)
    picture.paste(GREEN, (0, 32, 64, 64))

    pixels = decoded(decoder, saved(picture, tmp_path / "a.png", "PNG"), scale="cover")

    assert corners(pixels) == [GREEN] * 4


@pytest.mark.parametrize(
    ("size", "focus", "colours"),
    [
        ((96, 32), (0.0, 0.5), (RED, GREEN)),
        ((96, 32), (0.5, 0.5), (RED, BLUE)),
        ((96, 32), (1.0, 0.5), (GREEN, BLUE)),
        ((96, 32), (2 / 3, 0.0), (GREEN, BLUE)),
        ((24, 96), (0.9, 1.0), (RED, BLUE)),
    ],
)
def test_covering_is_cut_around_the_focus_as_far_as_the_picture_reaches(
    decoder: PictureDecoder,
    tmp_path: Path,
    size: tuple[int, int],
    focus: tuple[float, float],
    colours: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    """Three stripes of a wide picture, of which two are seen; and the lower end of a tall one."""
    picture = Image.new("RGB", size, GREEN)
    picture.paste(RED, (0, 0, size[0] // 3, size[1]))
    picture.paste(BLUE, (size[0] * 2 // 3, 0, *size))
    path = saved(picture, tmp_path / "a.png", "PNG")
    with path.open("rb") as file:
        pixels = decoder.decode(file, "a.png", scale="cover", width_px=64, height_px=32, focus=focus)

    row = np.frombuffer(pixels.data, np.uint8).reshape(32, 64, 3)[16]

    assert (row[2] > 250).tolist() == [value == 255 for value in colours[0]]
    assert (row[61] > 250).tolist() == [value == 255 for value in colours[1]]


def test_alpha_is_kept_where_it_is_wanted(decoder: PictureExaminer, tmp_path: Path) -> None:
    picture = Image.new("RGBA", (64, 32), (255, 0, 0, 128))
    picture.paste((0, 0, 0, 0), (32, 0, 64, 32))
    path = saved(picture, tmp_path / "logo.png", "PNG")
    with path.open("rb") as file:
        pixels = decoder.decode(file, "logo.png", scale="contain", width_px=32, height_px=32, keeps_alpha=True)

    rgba = np.frombuffer(pixels.data, np.uint8).reshape(16, 32, 4)

    assert pixels.channels == 4
    assert tuple(rgba[8, 4]) == (255, 0, 0, 128)
    assert rgba[8, 28, 3] == 0
    # No dark fringe: what is half seen keeps its colour.
    assert rgba[8, :15, 0].min() > 240


def test_an_opaque_picture_has_an_opaque_alpha(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(quarters(), tmp_path / "logo.jpg", "JPEG")
    with path.open("rb") as file:
        pixels = decoder.decode(file, "logo.jpg", scale="contain", width_px=64, height_px=32, keeps_alpha=True)

    assert set(np.frombuffer(pixels.data, np.uint8)[3::4].tolist()) == {255}


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("wanted", [(90, 160), (160, 90), (100, 100), (180, 320), (320, 180), (45, 80)])
def test_a_jpeg_that_is_decoded_smaller_still_has_the_detail_that_is_wanted(
    decoder: PictureDecoder, tmp_path: Path, orientation: int, wanted: tuple[int, int]
) -> None:
    """However it is held: as much fine detail as in a Lanczos resize of all its pixels."""
    held = Image.fromarray(np.random.default_rng(3).integers(0, 256, (1280, 720), np.uint8)).convert("RGB")
    stored = held.transpose(Image.Transpose.ROTATE_90) if orientation == 6 else held
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(stored, tmp_path / "a.jpg", "JPEG", exif=exif, quality=95)

    found = decoded(decoder, path, width=wanted[0], height=wanted[1], scale="cover")

    factor = max(wanted[0] / 720, wanted[1] / 1280)
    across, down = wanted[0] / factor, wanted[1] / factor
    box = ((720 - across) / 2, (1280 - down) / 2, (720 + across) / 2, (1280 + down) / 2)
    expected = np.asarray(held.resize(wanted, Image.Resampling.LANCZOS, box=box))
    # libjpeg's eighth is a mean of 8 x 8 pixels, which leaves 12 % more of white noise than Lanczos does.
    assert found.std() == pytest.approx(expected.std(), rel=0.13)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.8


def test_a_size_is_read_without_decoding(decoder: PictureExaminer, tmp_path: Path) -> None:
    """The pixels are broken, the header is not."""
    path = saved(noise(), tmp_path / "a.png", "PNG")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)

    with path.open("rb") as file:
        assert decoder.size(file, "a.png") == (120, 80)


def test_a_size_beyond_the_limit_is_told(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("1", (3000, 2000)), tmp_path / "a.png", "PNG")

    with path.open("rb") as file, pytest.raises(MediaFault, match="has 6 megapixels; the limit is 4"):
        decoder.size(file, "a.png")


def test_a_size_just_beyond_the_limit_is_told_apart_from_it(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(Image.new("1", (2005, 2000)), tmp_path / "a.png", "PNG")

    with path.open("rb") as file, pytest.raises(MediaFault, match=r"has 4\.01 megapixels; the limit is 4\."):
        decoder.size(file, "a.png")


def test_a_small_picture_is_enlarged_without_rings(decoder: PictureExaminer, tmp_path: Path) -> None:
    edge = Image.new("RGB", (64, 32), (60, 60, 60))
    edge.paste((200, 200, 200), (32, 0, 64, 32))

    row = decoded(decoder, saved(edge, tmp_path / "a.png", "PNG"), width=640, height=320)[160, :, 0].astype(int)

    assert row.max() - 200 <= 6
    assert 60 - row.min() <= 6
    assert np.count_nonzero((row > 74) & (row < 186)) < 14


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0.4, 0.8])
def test_a_picture_that_was_cut_off_is_unfinished(
    decoder: PictureDecoder, tmp_path: Path, kind: str, part: float
) -> None:
    path = saved(noise(), tmp_path / "front.jpg", kind)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(UnfinishedMedia, match=r"front\.jpg ends too early"):
        decoded(decoder, path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_check_finds_what_decoding_would(decoder: PictureExaminer, tmp_path: Path, kind: str) -> None:
    path = saved(noise(), tmp_path / "front.jpg", kind)
    with path.open("rb") as file:
        decoder.check(file, path.name)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with path.open("rb") as file, pytest.raises(UnfinishedMedia):
        decoder.check(file, path.name)


def test_an_empty_file_is_unfinished(decoder: PictureExaminer, tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()

    with pytest.raises(UnfinishedMedia, match="is empty"):
        decoded(decoder, tmp_path / "a.png")


@pytest.mark.parametrize(
    "content",
    [
        b"hello, this is text",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    ],
    ids=["text", "eps", "pdf", "svg"],
)
def test_what_is_no_photo_is_refused(decoder: PictureExaminer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)

    with pytest.raises(MediaFault) as caught:
        decoded(decoder, tmp_path / "a.png")

    assert caught.value.message == "a.png is not a picture that dropd can read, by what is in it."
    assert caught.value.code == "media"


def test_a_damaged_picture_is_told(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(noise(), tmp_path / "a.png", "PNG")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)

    with pytest.raises(MediaFault) as caught:
        decoded(decoder, path)

    assert caught.value.message == "a.png is damaged and cannot be decoded."


def test_a_picture_that_has_its_end_is_damaged_and_not_on_its_way(decoder: PictureExaminer, tmp_path: Path) -> None:
    """Pillow says of both that they are truncated."""
    path = saved(noise(), tmp_path / "a.jpg", "JPEG", quality=95)
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 2] = b"\xff\xdd"  # a marker where there is none
    path.write_bytes(whole)

    with pytest.raises(MediaFault) as caught:
        decoded(decoder, path)

    assert not isinstance(caught.value, UnfinishedMedia)
    assert caught.value.message == "a.jpg is damaged and cannot be decoded."


def test_no_picture_is_to_blame_for_a_decoder_that_cannot_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(quarters(), tmp_path / "a.png", "PNG")
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))

    with PictureDecoder() as own, pytest.raises(StartFault, match="picture decoder could not be started"):
        decoded(own, path)


def test_a_bomb_is_refused_before_it_is_unpacked(decoder: PictureExaminer, tmp_path: Path) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b""))
    began = time.monotonic()

    with pytest.raises(MediaFault) as caught:
        decoded(decoder, tmp_path / "a.png")

    assert caught.value.message == "a.png has 2500 megapixels; the limit is 4."
    assert time.monotonic() - began < 5


def test_a_picture_beyond_memory_is_told(tmp_path: Path) -> None:
    path = saved(Image.new("1", (9000, 9000)), tmp_path / "a.png", "PNG")
    with PictureDecoder() as own:
        decoded(own, saved(quarters(), tmp_path / "b.png", "PNG"))
        resource.prlimit(server_of(), resource.RLIMIT_AS, (300 << 20, 300 << 20))

        with pytest.raises(MediaFault, match=r"a\.png needs more memory"):
            decoded(own, path)


def test_a_picture_that_stops_the_decoder_costs_only_itself(tmp_path: Path) -> None:
    path = saved(quarters(), tmp_path / "a.png", "PNG")
    with PictureDecoder() as own:
        decoded(own, path)
        # Writing the pixels fails in a way that the server does not expect, and it ends.
        resource.prlimit(server_of(), resource.RLIMIT_FSIZE, (0, 0))

        with pytest.raises(MediaFault, match="stops the picture decoder"):
            decoded(own, path)

        assert corners(decoded(own, path)) == [RED, GREEN, BLUE, WHITE]


def test_a_server_that_ended_between_two_pictures_is_no_pictures_fault(tmp_path: Path) -> None:
    path = saved(quarters(), tmp_path / "a.png", "PNG")
    with PictureDecoder() as own:
        decoded(own, path)
        descriptor = os.pidfd_open(server_of())
        os.kill(server_of(), 9)
        os.waitid(os.P_PIDFD, descriptor, os.WEXITED | os.WNOWAIT)
        os.close(descriptor)

        assert corners(decoded(own, path)) == [RED, GREEN, BLUE, WHITE]


def test_a_picture_that_takes_for_ever_is_given_up(tmp_path: Path) -> None:
    path = saved(quarters(), tmp_path / "a.png", "PNG")
    with PictureDecoder(patience_s=0.5) as own:
        decoded(own, path)
        os.kill(server_of(), 19)

        with pytest.raises(MediaFault, match="takes more than"):
            decoded(own, path)


def test_a_file_is_read_from_its_beginning(decoder: PictureExaminer, tmp_path: Path) -> None:
    path = saved(quarters(), tmp_path / "a.png", "PNG")
    with path.open("rb") as file:
        decoder.check(file, "a.png")
        assert isinstance(file, io.BufferedReader)
        decoder.check(file, "a.png")


def server_of() -> int:
    """The youngest picture server of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return max(int(child) for child in children if b"picture_server" in Path(f"/proc/{child}/cmdline").read_bytes())
