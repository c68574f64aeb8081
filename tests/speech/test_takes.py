"""What becomes of every way in which a speech server can fail, over real HTTP."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.errors import SpeechDownFault, SpeechFault
from dropd.media.builds import find_ffmpeg
from dropd.media.ffmpeg import SAMPLE_RATE_HZ
from dropd.speech.service import service_for
from dropd.speech.takes import Takes
from dropd.speech.turns import Turns
from dropd.speech.voice import Server, Voice
from tests.accounts import needs_root
from tests.speech.servers import (
    DropConnection,
    Fault,
    GzipBomb,
    HalfBody,
    Hang,
    Html,
    Long,
    NotSound,
    OpenAiServer,
    Redirect,
    Silence,
    SlowDrip,
    Status,
    Tiny,
    strongest_hz,
    tone_hz,
)

TEXT = "Welcome to the house on the hill."


@contextmanager
def takes_from(
    url: str, folder: Path, *, key: str | None = None, at_once: int = 1, decoded_in: Path | None = None
) -> Iterator[Takes]:
    server = Server(
        url=f"{url}/v1", key=key, requests_at_once=at_once, connect_timeout_s=1, read_timeout_s=0.4, total_timeout_s=4
    )
    voice = Voice(api="openai", name="nova", server=server)
    cache, over = Cache(folder / "cache"), threading.Event()
    with service_for(voice, folder, cache) as service:
        turns = Turns(folder / "cache", server, over)
        yield Takes(service, cache, turns, over, ffmpeg=find_ffmpeg().path, folder=decoded_in or folder, within_s=60)


def is_of(text: str, samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bool:
    return abs(strongest_hz(samples[:, 0], SAMPLE_RATE_HZ) - tone_hz(text)) < 5


def test_a_sentence_is_asked_for_once_and_kept(tmp_path: Path) -> None:
    with OpenAiServer() as server:
        with takes_from(server.url, tmp_path) as takes:
            assert not takes.is_kept(TEXT)
            assert is_of(TEXT, takes.take(TEXT))
            assert takes.is_kept(TEXT)
        with takes_from(server.url, tmp_path) as takes:
            assert is_of(TEXT, takes.take(TEXT))
    assert len(server.asked) == 1


def test_a_sound_whose_header_does_not_know_its_length_is_a_sound(tmp_path: Path) -> None:
    with OpenAiServer(sizes_unknown=True) as server, takes_from(server.url, tmp_path) as takes:
        assert is_of(TEXT, takes.take(TEXT))
        assert is_of(TEXT, takes.take(TEXT))
    assert len(server.asked) == 1


@pytest.mark.parametrize("key", ["sk-hush\n", "sk-hüsh", "sk\x00hush"])
def test_a_key_that_is_none_is_told_without_showing_it(tmp_path: Path, key: str) -> None:
    with (
        OpenAiServer() as server,
        pytest.raises(SpeechFault, match="characters that no key has") as caught,
        takes_from(server.url, tmp_path, key=key),
    ):
        pass
    assert "hush" not in f"{caught.value.message} {caught.value.hint} {caught.value.detail}"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """Mounts a tmpfs. Only root may."""
    folder = tmp_path / "full"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


@needs_root
def test_a_full_disk_does_not_cost_what_was_spoken(tmp_path: Path, full_disk: Path) -> None:
    with OpenAiServer() as server:
        with takes_from(server.url, tmp_path) as takes:
            takes.take(TEXT)
        with (
            takes_from(server.url, tmp_path, decoded_in=full_disk) as takes,
            pytest.raises(OSError, match="No space left"),
        ):
            takes.take(TEXT)
        with takes_from(server.url, tmp_path) as takes:
            assert is_of(TEXT, takes.take(TEXT))
    assert len(server.asked) == 1


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"x" * 4000])
def test_what_was_damaged_in_the_cache_is_spoken_again(tmp_path: Path, damage: bytes) -> None:
    with OpenAiServer() as server, takes_from(server.url, tmp_path) as takes:
        takes.take(TEXT)
        (kept,) = (tmp_path / "cache").rglob("*.speech")
        kept.write_bytes(damage)

        assert is_of(TEXT, takes.take(TEXT))
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("faults", "asked"),
    [
        ([Status(500)], 2),
        ([Status(503), Status(502), Status(504)], 4),
        ([Status(429, retry_after="0")], 2),
        ([Status(503, retry_after="Fri, 31 Dec 99999 23:59:59 GMT")], 2),
        ([DropConnection(), DropConnection()], 3),
        ([HalfBody()], 2),
        ([Html()], 2),
        ([Silence()], 2),
        ([NotSound()], 2),
        ([Tiny()], 2),
        ([Long(10_800)], 2),
        ([Hang(1)], 2),
    ],
)
def test_what_passes_is_outlived(tmp_path: Path, faults: list[Fault], asked: int) -> None:
    with OpenAiServer() as server, takes_from(server.url, tmp_path) as takes:
        server.faults.extend(faults)

        assert is_of(TEXT, takes.take(TEXT))
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("fault", "asked", "sentence"),
    [
        (Status(401, body=b"Incorrect API key: sk-hush"), 1, "does not accept the key"),
        (Status(400, body=b'{"error": {"message": "no such voice: nova; sk-hush"}}'), 1, "no such voice: nova; …"),
        (Status(422, body=b"[" * 60_000), 1, "refused the text"),
        (Status(404), 1, "refused the text"),
        (Redirect("http://169.254.169.254/latest"), 1, "points to 169.254.169.254, and dropd does not follow"),
        (GzipBomb(512), 1, "compressed its answer"),
        (Status(500, body=b"<html>Traceback (most recent call last)"), 2, r"failed \(HTTP 500\)\.$"),
        (Html(), 2, "something that is no sound"),
        (NotSound(), 2, "no sound"),
        (Silence(), 2, "silence"),
        (Tiny(), 2, "spoke for only 0.0 s, which is too short"),
        (Long(10_800), 2, "of sound|more than 64 MB"),
        (Status(503, retry_after="0"), 10, r"cannot answer now \(HTTP 503\)"),
        (Status(502, retry_after="0"), 5, r"cannot answer now \(HTTP 502\)"),
        (HalfBody(), 5, "broke off its answer"),
        (DropConnection(), 5, "broke off its answer"),
        (Hang(5), 2, "does not answer"),
        (SlowDrip(64, 0.2), 1, "needs more than 4 s"),
    ],
)
def test_what_does_not_pass_ends_in_a_sentence(tmp_path: Path, fault: Fault, asked: int, sentence: str) -> None:
    with OpenAiServer() as server, takes_from(server.url, tmp_path, key="sk-hush") as takes:
        server.faults.extend([fault] * 12)
        with pytest.raises(SpeechFault, match=sentence) as caught:
            takes.take(TEXT)

    assert len(server.asked) == asked
    assert "sk-hush" not in f"{caught.value.message} {caught.value.hint} {caught.value.detail}"
    assert list((tmp_path / "cache").rglob("*.speech")) == []


def test_a_long_wait_that_a_server_asks_for_is_not_waited_out(tmp_path: Path) -> None:
    with OpenAiServer() as server, takes_from(server.url, tmp_path) as takes:
        server.faults.append(Status(429, retry_after="3600"))
        with pytest.raises(SpeechDownFault, match=r"cannot answer now \(HTTP 429\)"):
            takes.take(TEXT)
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://speech.invalid"])
def test_a_server_that_is_not_there_is_told_in_seconds(tmp_path: Path, url: str) -> None:
    with takes_from(url, tmp_path) as takes, pytest.raises(SpeechDownFault, match="cannot be reached"):
        takes.take(TEXT)


def test_a_proxy_of_the_environment_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with OpenAiServer() as server, takes_from(server.url, tmp_path) as takes:
        assert is_of(TEXT, takes.take(TEXT))
    with OpenAiServer() as server, pytest.raises(httpx.ConnectError):
        httpx.get(server.url)  # it would have been


def test_one_sentence_at_a_time_is_asked_for_however_many_ask(tmp_path: Path) -> None:
    texts = [f"This is sentence number {number}." for number in range(8)]
    with (
        OpenAiServer(takes_s=0.05) as server,
        takes_from(server.url, tmp_path) as one,
        takes_from(server.url, tmp_path) as two,
    ):
        asking = [threading.Thread(target=takes.take, args=(text,)) for takes in (one, two) for text in texts]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert server.most_at_once == 1
    assert sorted(each.text for each in server.asked) == texts  # each once, though both wanted it


def test_two_jobs_take_turns(tmp_path: Path) -> None:
    """The one with many sentences does not keep the other waiting until it is through."""
    many = [f"This is sentence number {number}." for number in range(12)]
    with (
        OpenAiServer(takes_s=0.15) as server,
        takes_from(server.url, tmp_path) as one,
        takes_from(server.url, tmp_path) as two,
    ):
        first = threading.Thread(target=lambda: [one.take(text) for text in many])
        first.start()
        while not server.asked:
            time.sleep(0.01)
        two.take(TEXT)
        first.join()
    assert [asked.text for asked in server.asked].index(TEXT) <= 4


def test_a_server_that_can_is_asked_for_more_at_once(tmp_path: Path) -> None:
    texts = [f"This is sentence number {number}." for number in range(6)]
    with OpenAiServer(takes_s=0.3) as server, takes_from(server.url, tmp_path, at_once=3) as takes:
        asking = [threading.Thread(target=takes.take, args=(text,)) for text in texts]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert server.most_at_once == 3
