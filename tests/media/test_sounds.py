import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dropd.errors import MediaFault
from dropd.media import sounds
from dropd.media.builds import FfmpegBuild
from dropd.media.endings import StartFault
from dropd.media.unfinished import UnfinishedMedia

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, build: FfmpegBuild) -> Write:
    """Write a second of noise in the format that the ending names."""

    def written(name: str, *options: str, rate: int = 48_000, channels: int = 1, samples: int = 48_000) -> Path:
        noise = np.random.default_rng(7).normal(0, 0.1, samples * channels).astype("<f4")
        argv = (
            *(build.path, "-v", "error", "-f", "f32le", "-ar", str(rate), "-ac", str(channels), "-i", "pipe:0"),
            *options,
            str(tmp_path / name),
        )
        subprocess.run(argv, input=noise.tobytes(), check=True)
        return tmp_path / name

    return written


def counted(path: Path, build: FfmpegBuild) -> int:
    with path.open("rb") as file:
        return sounds.count_samples(build.path, file, path.name)


def cut(path: Path, part: float) -> Path:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    return path


@pytest.mark.parametrize("ending", ["wav", "flac"])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("rate", "samples", "heard"), [(48_000, 48_001, 48_001), (44_100, 44_100, 48_000), (44_100, 33_333, 36_281)]
)
def test_the_length_is_exact(
    write: Write, build: FfmpegBuild, ending: str, channels: int, rate: int, samples: int, heard: int
) -> None:
    path = write(f"a.{ending}", rate=rate, channels=channels, samples=samples)

    assert counted(path, build) == heard


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp3", ()),
        ("a.m4a", ()),
        ("fast.m4a", ("-movflags", "+faststart")),
        ("a.opus", ()),
        ("a.ogg", ("-c:a", "libvorbis")),
        ("a.aac", ()),
    ],
)
def test_every_format_is_heard_whole(write: Write, build: FfmpegBuild, name: str, options: tuple[str, ...]) -> None:
    assert 48_000 <= counted(write(name, *options), build) <= 48_000 + 2048


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", bytes(4)])
@pytest.mark.parametrize("samples", [48_000, 47_777, 2048])
def test_a_wav_that_was_written_to_a_pipe_is_heard_whole(
    write: Write, build: FfmpegBuild, samples: int, length: bytes
) -> None:
    path = write("a.wav", "-fflags", "+bitexact", samples=samples)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + length + whole[8:40] + length + whole[44:])

    assert whole[36:40] == b"data"
    assert counted(path, build) == samples


def test_the_name_of_a_sound_is_not_believed(write: Write, build: FfmpegBuild) -> None:
    wav = write("a.wav")

    assert counted(wav.rename(wav.with_name("a.mp3")), build) == 48_000


def test_both_sides_of_a_stereo_sound_stay_apart(tmp_path: Path, build: FfmpegBuild) -> None:
    sides = np.zeros((4800, 2), "<i2")
    sides[:, 1] = 8192
    header = b"fmt " + bytes.fromhex("10000000 0100 0200 80bb0000 00ee0200 0400 1000")
    content = b"WAVE" + header + b"data" + sides.nbytes.to_bytes(4, "little") + sides.tobytes()
    (tmp_path / "a.wav").write_bytes(b"RIFF" + len(content).to_bytes(4, "little") + content)

    with (tmp_path / "a.wav").open("rb") as file:
        pcm = np.frombuffer(b"".join(sounds.decode(build.path, file, "a.wav")), np.float32).reshape(-1, 2)

    assert pcm.shape == (4800, 2)
    assert np.all(pcm == np.array([0.0, 0.25], np.float32))


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.wav", ()), ("a.m4a", ()), ("fast.m4a", ("-movflags", "+faststart"))],
)
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_a_sound_that_was_cut_off_is_unfinished(
    write: Write, build: FfmpegBuild, name: str, options: tuple[str, ...], part: float
) -> None:
    path = cut(write(name, *options), part)

    with pytest.raises(UnfinishedMedia, match=path.name):
        counted(path, build)


@pytest.mark.parametrize("extra", [bytes(3000), b"TAG" + b"x" * 125, b"junk" * 500])
def test_an_mp3_may_have_something_behind_its_sound(write: Write, build: FfmpegBuild, extra: bytes) -> None:
    path = write("a.mp3")
    path.write_bytes(path.read_bytes() + extra)

    assert 48_000 <= counted(path, build) <= 48_000 + 1152


def test_a_sound_that_is_not_one_is_refused(tmp_path: Path, build: FfmpegBuild) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF" + (200).to_bytes(4, "little") + b"WAVE" + b"\xff" * 196)

    with pytest.raises(MediaFault) as caught:
        counted(path, build)

    assert caught.value.message == "a.wav is damaged and cannot be decoded."
    assert caught.value.code == "media"


def with_a_sample(sample: float, folder: Path, build: FfmpegBuild) -> Path:
    """Two seconds of silence and one sample, as floating point."""
    wave = np.zeros(96_000, np.float32)
    wave[50_000] = sample
    path = folder / "a.wav"
    argv = (build.path, "-v", "error", "-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0", "-c:a", "pcm_f32le")
    subprocess.run((*argv, str(path)), input=wave.tobytes(), check=True)
    return path


@pytest.mark.parametrize("sample", [1.0, -30.0, 8191.0, -8191.0, 1e-40, -0.0])
def test_samples_far_above_full_scale_are_still_sound(tmp_path: Path, build: FfmpegBuild, sample: float) -> None:
    with with_a_sample(sample, tmp_path, build).open("rb") as file:
        assert sounds.count_samples(build.path, file, "a.wav") == 96_000


@pytest.mark.parametrize("sample", [np.nan, -np.nan, np.inf, -np.inf, 1e30, 12_000.0, -12_000.0])
def test_samples_that_are_no_sound_are_refused(tmp_path: Path, build: FfmpegBuild, sample: float) -> None:
    path = with_a_sample(sample, tmp_path, build)

    with path.open("rb") as file, pytest.raises(MediaFault, match=r"^a.wav has samples that are no sound"):
        sounds.count_samples(build.path, file, path.name)


def test_a_sound_without_a_sample_is_refused(write: Write, build: FfmpegBuild) -> None:
    with pytest.raises(MediaFault, match="holds no sound"):
        counted(write("a.wav", samples=0), build)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.m4a"])
@pytest.mark.parametrize("prefix", [b"", b"ID3\x04\0\0\0\0\0\0", b"\xff\xfb\x90\0"])
@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:{secret}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile 'file:{secret}'\n",
    ],
    ids=["hls", "concat"],
)
def test_a_playlist_in_disguise_opens_no_other_file(
    write: Write, build: FfmpegBuild, name: str, prefix: bytes, playlist: str
) -> None:
    secret = write("secret.wav")
    path = secret.with_name(name)
    path.write_bytes(prefix + playlist.format(secret=secret).encode() * 20)

    with pytest.raises(MediaFault) as caught:
        counted(path, build)

    assert "secret" not in caught.value.message


def test_a_decoder_that_is_no_longer_wanted_is_ended(write: Write, build: FfmpegBuild) -> None:
    with write("a.wav", samples=2_000_000).open("rb") as file:
        pieces = sounds.decode(build.path, file, "a.wav")
        first = next(pieces)
        pieces.close()  # type: ignore[attr-defined]  # a generator, told of as an iterator

    assert len(first) % sounds.BYTES_PER_SAMPLE == 0


def test_reading_begins_at_the_first_byte_wherever_the_file_stands(write: Write, build: FfmpegBuild) -> None:
    with io.FileIO(write("a.wav"), "rb") as raw, io.BufferedReader(raw) as file:
        file.seek(1000)

        assert sounds.count_samples(build.path, file, "a.wav") == 48_000


def test_a_recording_is_not_blamed_where_no_decoder_can_be_started(write: Write) -> None:
    with write("a.wav").open("rb") as file, pytest.raises(StartFault, match="could not be started"):
        list(sounds.decode("/nowhere/ffmpeg", file, "a.wav"))
