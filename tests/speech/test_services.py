"""Each service against a server that behaves as the real one does, over real HTTP."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import pytest

from dropd.cache.store import Cache
from dropd.errors import SpeechFault
from dropd.speech.azure import ssml_of
from dropd.speech.patience import TryAgain
from dropd.speech.service import Service, service_for
from dropd.speech.voice import Server, Voice
from tests.speech.servers import (
    AzureServer,
    CompanionServer,
    CoquiServer,
    Fault,
    Occasion,
    OpenAiServer,
    Redirect,
    Reply,
    Request,
    SpeechServer,
    Status,
    XttsApiServer,
    sound_of,
    whole,
)

HARD = 'Ölkännchen & <b>"Söhne"</b>: 50 % off; a+b=c?'


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def xtts(server: SpeechServer, cache: Cache, tmp_path: Path, **wishes: str) -> Service:
    reached = Server(url=server.url, key=server.key)
    return service_for(Voice(api="xtts", server=reached, **wishes), tmp_path, cache)


XTTS_SERVERS: list[Callable[[], SpeechServer]] = [
    CoquiServer,
    lambda: CoquiServer(fork=True),
    CompanionServer,
    lambda: CompanionServer(answer="audio"),
    lambda: CompanionServer(answer="wav"),
    lambda: CompanionServer(answer="audio_base64"),
    XttsApiServer,
    lambda: CoquiServer(fork=True, key="hush"),
    lambda: XttsApiServer(key="hush"),
]


@pytest.mark.parametrize("started", XTTS_SERVERS)
def test_every_xtts_server_gets_the_text_the_voice_and_the_language(
    started: Callable[[], SpeechServer], cache: Cache, tmp_path: Path
) -> None:
    with started() as server, xtts(server, cache, tmp_path, name="p263", language="de-AT") as service:
        sound = service.say(HARD)

    assert sound[:4] == b"RIFF"
    (asked,) = server.asked
    assert (asked.text, asked.voice, asked.language) == (HARD, "p263", "de")
    assert asked.method == "POST"
    assert "text" not in asked.path


@pytest.mark.parametrize("started", [CoquiServer, lambda: CoquiServer(fork=True), CompanionServer])
def test_without_a_voice_an_xtts_server_uses_its_own(
    started: Callable[[], SpeechServer], cache: Cache, tmp_path: Path
) -> None:
    with started() as server, xtts(server, cache, tmp_path) as service:
        service.say("Hello.")
        assert any("No language is given" in note for note in service.notes)

    assert server.asked[0].voice in (None, "")


def test_a_server_that_must_be_told_a_voice_says_so(cache: Cache, tmp_path: Path) -> None:
    with XttsApiServer() as server, xtts(server, cache, tmp_path) as service:
        with pytest.raises(SpeechFault, match="needs to be told which voice"):
            service.say("Hello.")
        assert service.voices() != ()


def memory_of(tmp_path: Path) -> Path:
    (memory,) = (tmp_path / "cache").rglob("*.dialect")
    return memory


def test_the_dialect_is_found_out_once_and_remembered(cache: Cache, tmp_path: Path) -> None:
    with CoquiServer(fork=True) as server:
        with xtts(server, cache, tmp_path) as service:
            service.say("Hello.")
        assert memory_of(tmp_path).read_text() == "coqui"
        found_out = memory_of(tmp_path).stat().st_ino
        with xtts(server, cache, tmp_path) as service:
            service.say("Hello.")
        assert memory_of(tmp_path).stat().st_ino == found_out


@pytest.mark.parametrize("started", [CoquiServer, lambda: CoquiServer(fork=True), CompanionServer, XttsApiServer])
@pytest.mark.parametrize("before", ["coqui", "companion", "api-server"])
def test_another_server_at_the_same_address_is_noticed(
    cache: Cache, tmp_path: Path, started: Callable[[], SpeechServer], before: str
) -> None:
    with started() as server:
        with xtts(server, cache, tmp_path, name="amy") as service:
            service.say("Hello.")
        memory_of(tmp_path).write_text(before)
        with xtts(server, cache, tmp_path, name="amy") as service:
            assert service.say("Hello.")[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Status(503), "cannot answer now"),
        (Status(401), "wants a key, and the settings have none"),
        (Redirect("https://elsewhere.example/"), "points to elsewhere.example"),
    ],
)
def test_a_server_that_cannot_be_asked_is_not_taken_for_another(
    cache: Cache, tmp_path: Path, fault: Fault, sentence: str
) -> None:
    with (
        AlwaysFaulty(fault) as server,
        xtts(server, cache, tmp_path) as service,
        pytest.raises((SpeechFault, TryAgain), match=sentence),
    ):
        service.say("Hello.")
    assert list((tmp_path / "cache").rglob("*.dialect")) == []


def test_what_is_no_xtts_server_is_not_guessed_at(cache: Cache, tmp_path: Path) -> None:
    with OpenAiServer() as server, xtts(server, cache, tmp_path) as service:
        with pytest.raises(SpeechFault, match="not known to be an XTTS server") as caught:
            service.say("Hello.")
        assert "xtts_dialect" in caught.value.hint
    assert list((tmp_path / "cache").rglob("*.dialect")) == []


def test_an_address_that_is_missing_is_told_before_anything_is_asked(cache: Cache, tmp_path: Path) -> None:
    with pytest.raises(SpeechFault, match="do not say where it is"):
        service_for(Voice(api="xtts"), tmp_path, cache)
    with pytest.raises(SpeechFault, match="have no azure_key"):
        service_for(Voice(api="azure"), tmp_path, cache)


@pytest.mark.parametrize("sizes_unknown", [False, True])
def test_an_openai_server_gets_what_the_interface_names(cache: Cache, tmp_path: Path, *, sizes_unknown: bool) -> None:
    with OpenAiServer(key="sk-1", sizes_unknown=sizes_unknown) as server:
        reached = Server(url=f"{server.url}/v1", key="sk-1", model="kokoro")
        voice = Voice(api="openai", name="nova", speed=1.25, server=reached)
        with service_for(voice, tmp_path, cache) as service:
            assert service.say(HARD)[:4] == b"RIFF"
            assert service.voices() != ()

    (asked,) = server.asked
    assert (asked.text, asked.voice) == (HARD, "nova")
    assert (asked.extra["model"], asked.extra["speed"]) == ("kokoro", "1.25")


def test_azure_gets_text_that_stays_text(cache: Cache, tmp_path: Path) -> None:
    with AzureServer(key="k1") as server:
        voice = Voice(api="azure", language="de-DE", speed=0.9, server=Server(url=server.url, key="k1"))
        with service_for(voice, tmp_path, cache) as service:
            assert service.say(HARD + "\x00\x0b\ufffe")[:4] == b"RIFF"
            assert "en-US-AvaMultilingualNeural" in service.voice
            assert service.voices() != ()

    (asked,) = server.asked
    assert (asked.text, asked.language) == (HARD, "de-DE")
    assert asked.extra["rate"] == "-10%"


def test_ssml_holds_nothing_but_one_voice() -> None:
    speak = ET.fromstring(ssml_of('</voice><voice name="x">', 'a"b', "en", 1))  # noqa: S314 - our own

    assert [element.tag.rpartition("}")[2] for element in speak.iter()] == ["speak", "voice"]
    assert speak[0].text == '</voice><voice name="x">'


@pytest.mark.parametrize("started", XTTS_SERVERS)
def test_identities_tell_servers_voices_and_languages_apart(
    started: Callable[[], SpeechServer], cache: Cache, tmp_path: Path
) -> None:
    with started() as one, started() as two:
        identities = {
            xtts(server, cache, tmp_path, name=name, language=language).identity
            for server in (one, two)
            for name in ("a", "b")
            for language in ("en", "de")
        }
    assert len(identities) == 8
    assert not any("hush" in identity for identity in identities)


def test_a_sound_of_the_test_is_one() -> None:
    assert sound_of("Hello.")[8:12] == b"WAVE"


class AlwaysFaulty(SpeechServer):
    """Answers every request, whatever it is for, with the same fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def answer(self, _request: Request) -> Reply | None:
        return self._fault.reply(Occasion("", lambda: whole(b""), self._stopped.wait))


class Mute(BaseHTTPRequestHandler):
    """An XTTS server of which nothing is known but how it speaks: JSON, or form fields."""

    takes_json = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_json = "json" in self.headers["Content-Type"]
        fields = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
        answer = sound_of(fields["text"]) if is_json == self.takes_json and self.path == "/api/tts" else b""
        self.send_response(200 if answer else 500)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class MuteForms(Mute):
    takes_json = False


@pytest.mark.parametrize(("handler", "dialect"), [(Mute, "companion"), (MuteForms, "coqui")])
def test_a_server_that_names_nothing_is_known_by_how_it_speaks(
    cache: Cache, tmp_path: Path, handler: type[Mute], dialect: str
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        voice = Voice(api="xtts", server=Server(url=f"http://127.0.0.1:{server.server_port}"))
        with service_for(voice, tmp_path, cache) as service:
            assert service.say("Welcome to the house.") == sound_of("Welcome to the house.")
        server.shutdown()

    assert memory_of(tmp_path).read_text() == dialect
