import base64
import gzip
import io
import json
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.speech.servers import (
    COQUI_ZEROS,
    AzureServer,
    CompanionServer,
    CoquiServer,
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
    SpeechServer,
    Status,
    Tiny,
    XttsApiServer,
    sound_of,
    strongest_hz,
    tone_hz,
)

TEXT = "Ein Haus am Hang, groß und hell."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
SSML = {"Content-Type": "application/ssml+xml", "X-Microsoft-OutputFormat": "riff-48khz-16bit-mono-pcm"}
AGENT = {"User-Agent": "test"}
OPENAI = {"model": "tts-1", "input": TEXT, "voice": "nova", "response_format": "wav", "speed": 1.0}
XTTS = {"text": TEXT, "speaker_wav": "amy", "language": "de"}
SPEAK = (
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="de-DE">'
    f'<voice name="de-DE-ConradNeural"><prosody rate="-5%">{TEXT}</prosody></voice></speak>'
)

Answer = tuple[int, bytes, Mapping[str, str]]


@contextmanager
def connected(server: SpeechServer) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=10)) as connection:
        yield connection


def ask(connection: HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> Answer:
    connection.request(method, path, body.encode() or None, headers)
    reply: HTTPResponse = connection.getresponse()
    return reply.status, reply.read(), {name.lower(): value for name, value in reply.getheaders()}


def asked(server: SpeechServer, method: str, path: str, body: str = "", **headers: str) -> Answer:
    with connected(server) as connection:
        return ask(connection, method, path, body, **headers)


def spoken(server: SpeechServer) -> Answer:
    return asked(server, "POST", "/api/tts", urlencode({"text": TEXT}), **FORM)


def samples(sound: bytes) -> tuple[NDArray[np.int16], int]:
    with wave.open(io.BytesIO(sound)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


def is_spoken(sound: bytes, text: str = TEXT) -> bool:
    heard, rate_hz = samples(sound)
    return abs(strongest_hz(heard, rate_hz) - tone_hz(text)) < 3


def test_the_tone_of_a_text_is_found_in_a_piece_of_its_sound() -> None:
    heard, rate_hz = samples(sound_of(TEXT, trailing_zeros=500))

    assert (len(heard), rate_hz) == (round(len(TEXT) / 15 * 24_000) + 500, 24_000)
    assert strongest_hz(heard[6000:12_000] / 32_768, rate_hz) == pytest.approx(tone_hz(TEXT), abs=3)
    assert np.abs(heard[:-500]).reshape(-1, 160).max(axis=1).min() > 3000
    assert not heard[-500:].any()


@pytest.mark.parametrize(
    ("make", "path", "body", "headers", "voice", "language"),
    [
        (CoquiServer, "/api/tts", urlencode({"text": TEXT, "speaker_id": "p1", "language_id": "de"}), FORM, "p1", "de"),
        (CompanionServer, "/api/tts", json.dumps({"text": TEXT, "language": "de", "voice": "joe"}), JSON, "joe", "de"),
        (XttsApiServer, "/tts_to_audio/", json.dumps(XTTS), JSON, "amy", "de"),
        (OpenAiServer, "/v1/audio/speech", json.dumps(OPENAI), JSON, "nova", ""),
        (AzureServer, "/cognitiveservices/v1", SPEAK, {**SSML, **AGENT}, "de-DE-ConradNeural", "de-DE"),
    ],
)
def test_every_server_speaks_to_who_has_the_key_on_one_connection(
    make: Callable[..., SpeechServer], path: str, body: str, headers: dict[str, str], voice: str, language: str
) -> None:
    key = {"Authorization": "Bearer k", "Ocp-Apim-Subscription-Key": "k"}
    with make(key="k") as server, connected(server) as connection:
        assert ask(connection, "GET", "/nowhere", **key)[0] == 404
        assert ask(connection, "PUT", path, body, **headers)[0] == 501
        assert ask(connection, "POST", path, body, **headers)[0] == 401
        port = connection.sock.getsockname()[1]
        status, sound, _ = ask(connection, "POST", path, body, **headers, **key)

        assert status == 200
        assert is_spoken(sound)
        assert connection.sock.getsockname()[1] == port
        assert len(server.asked) == 2
        heard = server.asked[1]
        assert (heard.method, heard.path, heard.body) == ("POST", path, body.encode())
        assert (heard.text, heard.voice, heard.language) == (TEXT, voice, language)
        assert heard.headers["authorization"] == "Bearer k"


def test_coqui_reads_queries_forms_and_headers_and_no_json() -> None:
    with CoquiServer() as old, CoquiServer(fork=True) as fork:
        assert is_spoken(asked(old, "GET", "/api/tts?" + urlencode({"text": TEXT}))[1])
        assert is_spoken(asked(old, "POST", "/api/tts", text="Hello", **{"speaker-id": "p1"})[1], "Hello")
        assert old.asked[1].voice == "p1"
        status, _, headers = asked(old, "POST", "/api/tts", json.dumps({"text": TEXT}), **JSON)
        assert (status, headers["content-type"]) == (500, "text/html; charset=utf-8")
        status, _, headers = asked(fork, "POST", "/api/tts", json.dumps({"text": TEXT}), **JSON)
        assert (status, headers["content-type"]) == (400, "application/json")
        assert is_spoken(asked(fork, "POST", "/v1/audio/speech", json.dumps(OPENAI))[1])
        assert asked(old, "POST", "/v1/audio/speech", json.dumps(OPENAI))[0] == 404
        assert asked(fork, "GET", "/voices")[1].split(b"\n")[0].split() == [b"p225", b"en", b"u"]


def test_coqui_appends_zeros_to_every_sentence_and_speaks_one_text_at_a_time() -> None:
    with CoquiServer(takes_s=0.2) as server:
        began = time.monotonic()
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda _: spoken(server), range(3)))
        took_s = time.monotonic() - began
        two = asked(server, "POST", "/api/tts", urlencode({"text": "Here I am. Is 3.5 enough?"}), **FORM)[1]
        most = server.most_at_once

    assert [status for status, *_ in answers] == [200] * 3
    assert took_s >= 0.59
    assert 2 <= most <= 3
    heard, _ = samples(two)
    assert len(heard) == round(24_000 * 10 / 15) + round(24_000 * 14 / 15) + 2 * COQUI_ZEROS
    assert not heard[-COQUI_ZEROS:].any()


def test_who_asks_one_after_the_other_is_never_counted_twice() -> None:
    with CoquiServer() as server, connected(server) as connection:
        for _ in range(20):
            ask(connection, "GET", "/api/tts?text=Hello")

        assert server.most_at_once == 1


@pytest.mark.parametrize("shape", ["audio", "wav", "audio_base64"])
def test_the_companion_may_wrap_its_sound(shape: Literal["audio", "wav", "audio_base64"]) -> None:
    with CompanionServer(answer=shape) as server:
        answer = asked(server, "POST", "/api/tts", json.dumps({"text": TEXT}), **JSON)[1]
        assert is_spoken(base64.b64decode(json.loads(answer)[shape]))
        assert spoken(server)[0] == 422
        assert json.loads(asked(server, "GET", "/api/voices")[1]) == {"voices": ["amy", "joe"]}


def test_xtts_turns_a_bad_language_into_an_error_of_its_own() -> None:
    with XttsApiServer() as server:
        assert asked(server, "POST", "/tts_to_audio/", json.dumps({**XTTS, "language": "xx"}), **JSON)[0] == 500
        assert asked(server, "POST", "/tts_to_audio/", json.dumps({"text": TEXT}), **JSON)[0] == 422
        assert asked(server, "POST", "/tts_to_audio", json.dumps(XTTS), **JSON)[0] == 307
        assert server.asked[0].extra == {"speaker_wav": "amy"}
        assert "de" in json.loads(asked(server, "GET", "/languages")[1])["languages"].values()


def test_openai_streams_and_has_limits() -> None:
    def say(server: SpeechServer, **changes: Any) -> Answer:
        return asked(server, "POST", "/v1/audio/speech", json.dumps({**OPENAI, **changes}), **JSON)

    with OpenAiServer() as server, OpenAiServer(sizes_unknown=True) as streaming:
        _, pcm, headers = say(server, response_format="pcm", speed=2)
        assert headers["transfer-encoding"] == "chunked"
        assert "content-length" not in headers
        assert len(pcm) == 2 * round(len(TEXT) / 30 * 24_000)
        assert server.asked[0].extra == {"model": "tts-1", "response_format": "pcm", "speed": "2"}
        assert say(server, input="a" * 4097)[0] == 400
        assert say(server, speed=5)[0] == 400
        assert say(server, response_format="mp3")[0] == 400
        assert say(streaming)[1][40:44] == b"\xff" * 4


def test_azure_is_strict() -> None:
    with AzureServer() as server:
        path = "/cognitiveservices/v1"
        _, sound, _ = asked(server, "POST", path, SPEAK, **SSML, **AGENT)
        assert samples(sound)[1] == 48_000
        assert server.asked[0].extra == {"rate": "-5%"}
        assert asked(server, "POST", path, SPEAK, **SSML)[0] == 400
        assert asked(server, "POST", path, SPEAK.replace(TEXT, "this & that"), **SSML, **AGENT)[0] == 400
        assert asked(server, "POST", path, SPEAK.replace(' version="1.0"', ""), **SSML, **AGENT)[0] == 400
        assert asked(server, "POST", path, SPEAK, **{**SSML, **AGENT, "Content-Type": "text/plain"})[0] == 415
        assert asked(server, "POST", path, SPEAK, **{**SSML, **AGENT, "X-Microsoft-OutputFormat": "x"})[0] == 400
        long = SPEAK.replace(TEXT, "a" * 9100)
        assert len(samples(asked(server, "POST", path, long, **SSML, **AGENT)[1])[0]) == 600 * 48_000
        voices = json.loads(asked(server, "GET", "/cognitiveservices/voices/list")[1])
        assert set(voices[0]) == {"ShortName", "Locale", "Gender"}


def test_faults_are_answers_too() -> None:
    faults: list[Fault] = [
        Status(503, retry_after="7"),
        Html(),
        Silence(),
        GzipBomb(3),
        Redirect("http://elsewhere.example/"),
        Long(90),
        NotSound(),
        Tiny(),
        SlowDrip(20_000, 0.01),
    ]
    with CoquiServer() as server, connected(server) as connection:
        server.faults.extend(faults)
        path = "/api/tts?" + urlencode({"text": TEXT})
        unwell, html, silence, bomb, redirect, long, noise, tiny, slow = [
            ask(connection, "GET", path) for _ in range(len(faults))
        ]
        assert len(server.asked) == len(faults)
        assert not server.faults

    assert (unwell[0], unwell[2]["retry-after"]) == (503, "7")
    assert (html[0], html[2]["content-type"]) == (200, "text/html; charset=utf-8")
    assert not samples(silence[1])[0].any()
    assert len(bomb[1]) < 10_000
    assert gzip.decompress(bomb[1]) == bytes(3_000_000)
    assert (redirect[0], redirect[2]["location"]) == (307, "http://elsewhere.example/")
    assert len(samples(long[1])[0]) == 90 * 8000
    assert is_spoken(long[1])
    assert (noise[2]["content-type"], noise[1][:4] == b"RIFF") == ("audio/wav", False)
    assert len(samples(tiny[1])[0]) == 480
    assert is_spoken(slow[1])


def test_connections_end_early() -> None:
    with OpenAiServer() as server:
        server.faults.extend([HalfBody(), DropConnection(), Hang(0.05)])
        body = json.dumps(OPENAI)
        with pytest.raises(IncompleteRead):
            asked(server, "POST", "/v1/audio/speech", body, **JSON)
        for _ in range(2):
            with pytest.raises(RemoteDisconnected):
                asked(server, "POST", "/v1/audio/speech", body, **JSON)
        assert asked(server, "POST", "/v1/audio/speech", body, **JSON)[0] == 200


def test_a_server_stops_at_once_though_it_sleeps() -> None:
    with ThreadPoolExecutor(2) as pool:
        with CoquiServer() as server:
            server.faults.extend([Hang(3600), SlowDrip(1000, 3600)])
            clients = [pool.submit(spoken, server) for _ in range(2)]
            while len(server.asked) < 2:
                time.sleep(0.01)
            began = time.monotonic()
        assert time.monotonic() - began < 2
        for client in clients:
            assert isinstance(client.exception(), RemoteDisconnected | IncompleteRead | ConnectionError | type(None))

    with pytest.raises(ConnectionRefusedError):
        spoken(server)


def test_a_body_may_come_in_chunks() -> None:
    with CompanionServer() as server, connected(server) as connection:
        pieces = [json.dumps({"text": TEXT})[at : at + 9].encode() for at in range(0, 60, 9)]
        connection.request("POST", "/api/tts", filter(None, pieces), JSON, encode_chunked=True)
        assert connection.getresponse().read() == sound_of(TEXT)
        assert ask(connection, "GET", "/api/voices")[0] == 200
