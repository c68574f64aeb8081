from collections.abc import Callable
from pathlib import Path

import pytest

from dropd.errors import SetupFault
from dropd.media.builds import FfmpegBuild, find_ffmpeg

Install = Callable[..., Path]

GOOD = " V....D libx264  H.264\n A....D aac  AAC\n"


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Write a program that answers as an FFmpeg of some version and encoders does."""

    def written(version: str, encoders: str = GOOD, name: str = "ffmpeg") -> Path:
        path = tmp_path / name
        path.write_text(
            "#!/bin/sh\n"
            f'case "$*" in *-version*) echo "ffmpeg version {version} Copyright";; *) cat <<"END"\n'
            f"{encoders}END\n;; esac\n"
        )
        path.chmod(0o755)
        return path

    return written


def test_there_is_always_one_that_encodes(build: FfmpegBuild) -> None:
    assert {"libx264", "aac"} <= set(build.encoders)
    assert len(build.digest) == 16


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("5.1.6-0+deb12u1", "5.1.6-0+deb12u1"),
        ("n9.0.2-17-g2a571b6068", "n9.0.2-17-g2a571b6068"),
        ("10.0", "10.0"),
        ("N-118193-gabcdef", "from Git"),
    ],
)
def test_a_good_one_is_taken_from_the_machine(
    install: Install, monkeypatch: pytest.MonkeyPatch, version: str, told: str
) -> None:
    monkeypatch.setenv("PATH", str(install(version).parent), prepend=":")

    found = find_ffmpeg()

    assert (found.origin, found.version) == ("machine", told)


@pytest.mark.parametrize(
    ("version", "encoders"), [("4.4.2", GOOD), ("5.0.1", GOOD), ("7.1", " V....D h264_nvenc\n A....D aac\n")]
)
def test_one_that_is_too_old_or_cannot_encode_is_passed_over(
    install: Install, monkeypatch: pytest.MonkeyPatch, version: str, encoders: str
) -> None:
    monkeypatch.setenv("PATH", str(install(version, encoders).parent), prepend=":")

    assert find_ffmpeg().origin == "embedded"


@pytest.mark.parametrize(
    ("version", "encoders", "why"),
    [
        ("4.4.2", GOOD, "is version 4.4, older than 5.1"),
        ("7.1", " V....D h264_nvenc\n", "has no libx264 and no aac"),
    ],
)
def test_the_configured_one_is_never_silently_replaced(install: Install, version: str, encoders: str, why: str) -> None:
    configured = install(version, encoders)

    with pytest.raises(SetupFault) as caught:
        find_ffmpeg(configured)

    assert caught.value.message == f"No FFmpeg that dropd can use: {configured}: {why}."


def test_a_configured_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupFault, match="does not start"):
        find_ffmpeg(tmp_path / "ffmpeg")


def test_two_builds_have_two_digests(install: Install) -> None:
    one, other = find_ffmpeg(install("7.1", name="one")), find_ffmpeg(install("7.1.1", name="other"))

    assert one.digest != other.digest
