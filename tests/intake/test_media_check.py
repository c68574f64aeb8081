import io
import os
import subprocess
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from dropd import example
from dropd.cache.store import Cache
from dropd.intake.media_check import MediaCheck
from dropd.intake.probe import Unfinished, Verdict, Whole, Wrong
from dropd.media.builds import FfmpegBuild

pillow_heif.register_heif_opener()

PICTURES: dict[str, tuple[str, dict[str, object]]] = {
    "images/a.jpg": ("JPEG", {}),
    "images/progressive.jpg": ("JPEG", {"progressive": True}),
    "images/a.png": ("PNG", {}),
    "images/a.webp": ("WEBP", {}),
    "images/a.heic": ("HEIF", {}),
    "images/a.avif": ("AVIF", {}),
    "images/a.gif": ("GIF", {}),
    "images/a.tif": ("TIFF", {}),
    "images/lzw.tif": ("TIFF", {"compression": "tiff_lzw"}),
    "images/a.bmp": ("BMP", {}),
}
SOUNDS: dict[str, tuple[str, ...]] = {
    "voiceovers/a.wav": (),
    "voiceovers/a.flac": (),
    "voiceovers/a.m4a": (),
    "voiceovers/fast.m4a": ("-movflags", "+faststart"),
    "voiceovers/a.ogg": ("-c:a", "libvorbis"),
    "voiceovers/a.opus": (),
    "voiceovers/a.mp3": (),
}
"""The mp3 has a header that says how long it is."""

MUTE = ("voiceovers/a.aac", "voiceovers/bare.mp3")
"""Formats that say nothing of their end: a file that is cut plays up to there."""

RESERVED = (
    "images/a.jpg", "images/progressive.jpg", "images/a.png", "images/a.gif", "images/lzw.tif",
    "voiceovers/a.flac", "voiceovers/a.ogg", "voiceovers/a.opus",
)  # fmt: skip
"""Formats in which zeros that were reserved for the rest are no content."""


@pytest.fixture(scope="module")
def samples(build: FfmpegBuild, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A whole file of every format."""
    noise = np.random.default_rng(1)
    picture = Image.fromarray(noise.integers(0, 256, (60, 90, 3), np.uint8))
    sound = noise.normal(0, 0.1, 24_000).astype("<f4").tobytes()
    folder = tmp_path_factory.mktemp("samples")
    found = {}
    for path, (kind, options) in PICTURES.items():
        buffer = io.BytesIO()
        picture.save(buffer, kind, **options)
        found[path] = buffer.getvalue()
    for path, arguments in {**SOUNDS, MUTE[0]: (), MUTE[1]: ("-write_xing", "0")}.items():
        target = folder / Path(path).name
        raw = (build.path, "-v", "error", "-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0")
        subprocess.run((*raw, *arguments, str(target)), input=sound, check=True)
        found[path] = target.read_bytes()
    return found


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 800)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def check(build: FfmpegBuild, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaCheck]:
    check = MediaCheck(build, Cache(tmp_path_factory.mktemp("cache")), max_megapixels=1, max_file_mb=1)
    yield check
    check.rest()
    check.rest()


def verdict(check: MediaCheck, folder: Path, path: str, content: bytes) -> Verdict:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
    return check.check(folder, path)


def places(whole: bytes) -> list[int]:
    """Where to cut a file: very early, just before its end, and here and there between."""
    count = len(whole)
    between = np.random.default_rng(7).integers(13, count - 10, 4).tolist()
    return sorted({1, 2, 3, 7, 8, 11, 12, 30, *between, count - 9, count - 2, count - 1})


@pytest.mark.parametrize("path", [*PICTURES, *SOUNDS, *MUTE])
def test_whole_files_of_every_format_pass(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str
) -> None:
    assert verdict(check, tmp_path, path, samples[path]) == Whole()


@pytest.mark.parametrize("path", [*PICTURES, *SOUNDS])
def test_a_file_cut_at_any_byte_is_still_arriving(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str
) -> None:
    whole = samples[path]
    wrong = {
        at: said
        for at in places(whole)
        if not isinstance(said := verdict(check, tmp_path, path, whole[:at]), Unfinished)
    }

    assert wrong == {}


@pytest.mark.parametrize("path", MUTE)
def test_of_formats_without_an_end_a_cut_file_is_never_called_wrong(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str
) -> None:
    whole = samples[path]
    said = [verdict(check, tmp_path, path, whole[:at]) for at in places(whole)]

    assert not any(isinstance(one, Wrong) for one in said)
    assert isinstance(said[0], Unfinished)


@pytest.mark.parametrize("path", RESERVED)
def test_a_file_that_was_reserved_and_not_filled_is_still_arriving(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str
) -> None:
    whole = samples[path]
    filled = [at for at in places(whole) if at < len(whole) - 64]
    said = {at: verdict(check, tmp_path, path, whole[:at].ljust(len(whole), b"\0")) for at in filled}

    assert {at: one for at, one in said.items() if not isinstance(one, Unfinished)} == {}


@pytest.mark.parametrize("path", [*PICTURES, *SOUNDS, *MUTE])
def test_a_reserved_file_of_any_format_is_not_called_wrong_while_it_begins(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str
) -> None:
    for at in (0, 1, 3, 8, 11):
        said = verdict(check, tmp_path, path, samples[path][:at].ljust(20_000, b"\0"))
        assert isinstance(said, Unfinished), at


def test_in_a_wav_zeros_are_silence_and_cannot_be_told_from_it(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes]
) -> None:
    whole = samples["voiceovers/a.wav"]

    assert verdict(check, tmp_path, "voiceovers/a.wav", whole[:20_000].ljust(len(whole), b"\0")) == Whole()


@pytest.mark.parametrize(
    ("path", "behind"),
    [
        ("images/a.jpg", bytes(5000)),
        ("images/a.jpg", b"\0\0\0\x18ftypmp42" + bytes(500)),
        ("images/a.png", b"trailing garbage" * 9),
        ("images/a.gif", bytes(30)),
        ("voiceovers/a.mp3", b"TAG" + bytes(125)),
        ("voiceovers/a.wav", b"LIST"),
        ("voiceovers/a.ogg", b"TAG" + bytes(125)),
    ],
)
def test_what_lies_behind_the_end_of_a_file_is_no_fault(
    check: MediaCheck, tmp_path: Path, samples: dict[str, bytes], path: str, behind: bytes
) -> None:
    assert verdict(check, tmp_path, path, samples[path] + behind) == Whole()


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("images/front.jpg", b"ffconcat version 1.0\nfile ok.png\n" * 20, "not a picture"),
        ("voiceovers/00.wav", b"%PDF-1.4 " * 100, "00.wav"),
        ("images/large.jpg", b"\xff\xd8\xff" + bytes(2_000_000), "2 MB; the limit is 1"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_with_the_name(
    check: MediaCheck, tmp_path: Path, path: str, content: bytes, words: str
) -> None:
    found = verdict(check, tmp_path, path, content)

    assert isinstance(found, Wrong)
    assert words in found.reason
    assert found.hint


def test_one_check_serves_many_projects(check: MediaCheck, tmp_path: Path) -> None:
    assert verdict(check, tmp_path / "one", "images/front.jpg", jpeg()) == Whole()
    assert verdict(check, tmp_path / "two", "voiceovers/00.wav", wav()) == Whole()


def test_a_file_that_dropd_may_not_read_is_waited_for_until_it_may(
    build: FfmpegBuild, tmp_path: Path, open_folder: Path, nobody: Callable[[], AbstractContextManager[None]]
) -> None:
    own = MediaCheck(build, Cache(tmp_path / "cache"), max_megapixels=1, max_file_mb=1)
    assert verdict(own, open_folder, "images/front.jpg", jpeg()) == Whole()
    (open_folder / "images" / "front.jpg").chmod(0o600)
    with nobody():
        refused = own.check(open_folder, "images/front.jpg")
    (open_folder / "images" / "front.jpg").chmod(0o644)
    with nobody():
        allowed = own.check(open_folder, "images/front.jpg")
    own.rest()

    assert refused == Unfinished("not readable for dropd (its mode is 0600)")
    assert allowed == Whole()


def test_a_file_that_is_gone_again_is_asked_for_later(check: MediaCheck, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check.check(tmp_path, "images/gone.jpg")


def test_a_pipe_neither_hangs_nor_passes(check: MediaCheck, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    os.mkfifo(tmp_path / "images" / "front.jpg")

    assert isinstance(check.check(tmp_path, "images/front.jpg"), Wrong)


def test_a_picture_that_is_damaged_inside_is_told_each_time_and_used(build: FfmpegBuild, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    photo = (Path(example.__file__).parent / "example_pictures" / "lake.jpg").read_bytes()
    damaged = photo[: len(photo) // 2] + bytes(100_000) + photo[len(photo) // 2 + 100_000 :]
    told = []
    for content in (damaged, None):
        check = MediaCheck(build, cache, max_megapixels=10, max_file_mb=10)
        said = (
            check.check(tmp_path, "images/lake.jpg")
            if content is None
            else verdict(check, tmp_path, "images/lake.jpg", content)
        )
        check.rest()
        told.append(said)

    sentence = (
        "images/lake.jpg seems to be damaged: a part of it may be grey or in wrong colours. "
        "Look at it, or copy it again."
    )
    assert told == [Whole(sentence)] * 2


def test_what_was_found_whole_is_not_decoded_again_and_what_changed_is(
    build: FfmpegBuild, tmp_path: Path, samples: dict[str, bytes]
) -> None:
    cache = Cache(tmp_path / "cache")

    def look(content: bytes | None = None) -> Verdict:
        check = MediaCheck(build, cache, max_megapixels=1, max_file_mb=1)
        try:
            return check.check(tmp_path, "a.png") if content is None else verdict(check, tmp_path, "a.png", content)
        finally:
            check.rest()

    whole = samples["a.png"] if "a.png" in samples else next(value for name, value in samples.items() if "png" in name)
    assert look(whole) == Whole()
    notes = list((tmp_path / "cache").rglob("*.whole"))
    assert len(notes) == 1

    assert look() == Whole()
    assert list((tmp_path / "cache").rglob("*.whole")) == notes
    assert isinstance(look(whole[:-20]), Unfinished)
