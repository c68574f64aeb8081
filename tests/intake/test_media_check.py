import io
import os
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from dropd.intake.media_check import MediaCheck
from dropd.intake.probe import Unfinished, Verdict, Whole, Wrong
from dropd.media.builds import FfmpegBuild


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
def check(build: FfmpegBuild) -> Iterator[MediaCheck]:
    check = MediaCheck(build.path, max_megapixels=1, max_file_mb=1)
    yield check
    check.rest()
    check.rest()


def verdict(check: MediaCheck, folder: Path, path: str, content: bytes) -> Verdict:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
    return check.check(folder, path)


def test_whole_files_pass(check: MediaCheck, tmp_path: Path) -> None:
    assert verdict(check, tmp_path, "images/front.jpg", jpeg()) == Whole()
    assert verdict(check, tmp_path, "voiceovers/00.wav", wav()) == Whole()


def test_a_picture_that_is_cut_off_is_still_arriving(check: MediaCheck, tmp_path: Path) -> None:
    assert isinstance(verdict(check, tmp_path, "images/front.jpg", jpeg()[:300]), Unfinished)


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


def test_a_file_that_is_gone_again_is_asked_for_later(check: MediaCheck, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check.check(tmp_path, "images/gone.jpg")


def test_a_pipe_neither_hangs_nor_passes(check: MediaCheck, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    os.mkfifo(tmp_path / "images" / "front.jpg")

    assert isinstance(check.check(tmp_path, "images/front.jpg"), Wrong)
