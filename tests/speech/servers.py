"""Text-to-speech servers on loopback that behave, well or badly, as real ones do."""

import base64
import hashlib
import io
import json
import re
import sys
import wave
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Literal, Protocol, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 24_000
LETTERS_A_SECOND = 15
SHORTEST_S = 0.4
COQUI_ZEROS = 10_000
OPENAI_LETTERS = 4096
OPENAI_SPEEDS = (0.25, 4.0)
AZURE_LONGEST_S = 600
AZURE_VOICES = 50
AZURE_RATES_HZ = {"riff-24khz-16bit-mono-pcm": 24_000, "riff-48khz-16bit-mono-pcm": 48_000}
XTTS_LANGUAGES = {"English": "en", "French": "fr", "German": "de", "Japanese": "ja", "Spanish": "es"}
JSON = "application/json"
HTML = "text/html; charset=utf-8"
PAGE = b"<!doctype html><html><head><title>Speech</title></head><body><h1>Speech</h1></body></html>"
NO_LENGTH = b"\xff\xff\xff\xff"


def tone_hz(text: str) -> float:
    """The tone that stands for a text: one of 140, so two texts in a hundred-odd share one."""
    digest = hashlib.sha256(text.encode()).digest()
    return 200.0 + 20 * (int.from_bytes(digest[:8], "big") % 140)


def seconds_of(text: str) -> float:
    """How long a text is spoken."""
    return max(SHORTEST_S, len(text) / LETTERS_A_SECOND)


def sound_of(text: str, *, rate_hz: int = RATE_HZ, seconds: float | None = None, trailing_zeros: int = 0) -> bytes:
    """A WAV of the tone of a text, with silence after it."""
    tone = _tone(text, rate_hz, seconds_of(text) if seconds is None else seconds)
    return _wav(tone.tobytes() + bytes(2 * trailing_zeros), rate_hz)


def strongest_hz(samples: NDArray[Any], rate_hz: int) -> float:
    """The strongest tone in a piece of mono sound, to 1 Hz where the piece is long enough."""
    windowed = (samples - np.mean(samples)) * np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(windowed, max(len(samples), rate_hz)))
    return float(np.argmax(spectrum)) * rate_hz / max(len(samples), rate_hz)


def _tone(text: str, rate_hz: int, seconds: float) -> NDArray[np.int16]:
    """A tone that swells and fades four times a second, and is never silent; every second is alike."""
    time = np.arange(rate_hz) / rate_hz
    swell = 0.3 + 0.15 * np.sin(2 * np.pi * 4 * time)
    second = 32_767 * swell * np.sin(2 * np.pi * tone_hz(text) * time)
    return np.resize(second.astype("<i2"), round(seconds * rate_hz))


def _wav(frames: bytes, rate_hz: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(frames)
    return file.getvalue()


@dataclass(frozen=True)
class Asked:
    """A request for speech, as the server read it: path is as sent, with its query."""

    path: str
    method: str
    headers: dict[str, str]
    text: str
    voice: str
    language: str
    body: bytes
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """Any request."""

    target: str
    method: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def form(self) -> dict[str, str]:
        """The fields of the query and of a form; the query's go first, as in Flask."""
        return {**_fields(self.body if self.kind == "application/x-www-form-urlencoded" else b""), **self._query}

    def json(self, *, whatever_the_kind: bool = False) -> dict[str, Any]:
        """The JSON object that was sent; empty where something else was."""
        if self.kind != JSON and not whatever_the_kind:
            return {}
        with suppress(ValueError):
            sent = json.loads(self.body)
            return sent if isinstance(sent, dict) else {}
        return {}

    def asked(self, fields: Mapping[str, Any], text: str, voice: str, language: str) -> Asked:
        """This as a request for speech, given the names of three fields; the rest are extra."""
        words = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        words = {name: word for name, word in words.items() if word != "null"}
        said, by, of = (words.pop(name, "") for name in (text, voice, language))
        return Asked(self.target, self.method, self.headers, said, by, of, self.body, words)

    @property
    def _query(self) -> dict[str, str]:
        return _fields(urlsplit(self.target).query.encode())


def _fields(encoded: bytes) -> dict[str, str]:
    values = parse_qs(encoded.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: several[0] for name, several in values.items()}


@dataclass(frozen=True)
class Reply:
    """An answer. Without a length it is sent in chunks; with too great a length the connection is closed."""

    pieces: Iterable[bytes]
    length: int | None
    content_type: str = "audio/wav"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def whole(body: bytes, content_type: str = "audio/wav", status: int = 200, **headers: str) -> Reply:
    """An answer of known length; a header's name has underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply((body,), len(body), content_type, status, named)


def _as_json(content: Any, status: int = 200) -> Reply:
    return whole(json.dumps(content).encode(), JSON, status)


def _as_html(status: int) -> Reply:
    return whole(f"<!doctype html><title>{status}</title><h1>Error {status}</h1>".encode(), HTML, status)


@dataclass(frozen=True)
class Occasion:
    """What a fault may use: the text, the answer that it stands in for, and a sleep that ends with the server."""

    text: str
    good: Callable[[], Reply]
    sleep: Callable[[float], object]


class Fault(Protocol):
    """A way not to answer well."""

    def reply(self, to: Occasion) -> Reply | None:
        """What is sent instead; None closes the connection without a word."""


@dataclass(frozen=True)
class Status:
    """Any status."""

    code: int
    retry_after: str | None = None
    body: bytes = b'{"error": "as the test wants it"}'
    content_type: str = JSON

    def reply(self, _to: Occasion) -> Reply:
        headers = {} if self.retry_after is None else {"Retry_After": self.retry_after}
        return whole(self.body, self.content_type, self.code, **headers)


@dataclass(frozen=True)
class Html:
    """A page, as from a server that is not one for speech."""

    def reply(self, _to: Occasion) -> Reply:
        return whole(PAGE, HTML)


@dataclass(frozen=True)
class Silence:
    """Zeros for as long as the text would take."""

    def reply(self, to: Occasion) -> Reply:
        return whole(_wav(bytes(2 * round(seconds_of(to.text) * RATE_HZ)), RATE_HZ))


@dataclass(frozen=True)
class HalfBody:
    """All is promised and half is sent."""

    def reply(self, to: Occasion) -> Reply:
        good = to.good()
        body = b"".join(good.pieces)
        return replace(good, pieces=(body[: len(body) // 2],), length=len(body))


@dataclass(frozen=True)
class SlowDrip:
    """The good answer, a little at a time."""

    bytes_each: int
    pause_s: float

    def reply(self, to: Occasion) -> Reply:
        good = to.good()
        return replace(good, pieces=self._drops(b"".join(good.pieces), to.sleep))

    def _drops(self, body: bytes, sleep: Callable[[float], object]) -> Iterator[bytes]:
        for at in range(0, len(body), self.bytes_each):
            yield body[at : at + self.bytes_each]
            sleep(self.pause_s)


@dataclass(frozen=True)
class Hang:
    """Nothing for some time, and then the connection is closed."""

    seconds: float

    def reply(self, to: Occasion) -> None:
        to.sleep(self.seconds)


@dataclass(frozen=True)
class GzipBomb:
    """A little that unpacks to very much."""

    megabytes: int

    def reply(self, _to: Occasion) -> Reply:
        return Reply(self._packed(), None, headers={"Content-Encoding": "gzip"})

    def _packed(self) -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        megabyte = bytes(1_000_000)
        for _ in range(self.megabytes):
            yield packer.compress(megabyte)
        yield packer.flush()


@dataclass(frozen=True)
class Redirect:
    """The speech is said to be elsewhere."""

    location: str
    code: int = 307

    def reply(self, _to: Occasion) -> Reply:
        return whole(b"", HTML, self.code, Location=self.location)


@dataclass(frozen=True)
class Long:
    """The tone of the text for very long, at 8 kHz."""

    seconds: int

    def reply(self, to: Occasion) -> Reply:
        second = _tone(to.text, 8000, 1).tobytes()
        header = bytearray(_wav(b"", 8000))
        data = len(second) * self.seconds
        header[4:8] = (36 + data).to_bytes(4, "little")
        header[40:44] = data.to_bytes(4, "little")
        return Reply(self._pieces(bytes(header), second), len(header) + data)

    def _pieces(self, header: bytes, second: bytes) -> Iterator[bytes]:
        yield header
        for _ in range(self.seconds):
            yield second


@dataclass(frozen=True)
class NotSound:
    """Bytes that are said to be sound and are none."""

    def reply(self, _to: Occasion) -> Reply:
        return whole(np.random.default_rng(0).bytes(20_000))


@dataclass(frozen=True)
class DropConnection:
    """The connection is closed without a word."""

    def reply(self, _to: Occasion) -> None:
        return None


@dataclass(frozen=True)
class Tiny:
    """A valid sound, much too short."""

    def reply(self, to: Occasion) -> Reply:
        return whole(sound_of(to.text, seconds=0.02))


class SpeechServer(AbstractContextManager["SpeechServer"]):
    """What the servers have in common: the routes, the key, the faults and the records."""

    speech: Mapping[str, tuple[str, ...]] = {}
    """The paths that give speech, and their methods."""

    def __init__(self, *, key: str | None = None, takes_s: float = 0.0) -> None:
        self.key = key
        self.takes_s = takes_s
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self.most_at_once = 0
        self._at_once = 0
        self._turn: AbstractContextManager[Any] = nullcontext()
        self._lock = Lock()
        self._stopped = Event()
        self._http = _Http(self)
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()
        self._thread.join()

    def answer(self, request: Request) -> Reply | None:
        """Answer any request; None closes the connection."""
        if request.method not in self.speech.get(request.path, ()):
            return self._refusal(request.headers) or self._page(request)
        asked = self._read(request)
        with self._lock:
            self.asked.append(asked)
            fault = self.faults.popleft() if self.faults else None
        if fault is None:
            return self._good(asked)
        return fault.reply(Occasion(asked.text, lambda: self._good(asked), self._stopped.wait))

    def _good(self, asked: Asked) -> Reply:
        with self._inside(), self._turn:
            self._stopped.wait(self.takes_s)
            return self._refusal(asked.headers) or self._speak(asked)

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Count a request until its answer is made, so that a client's next one never counts beside it."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def _refusal(self, headers: Mapping[str, str]) -> Reply | None:
        if self.key is None or headers.get("authorization") == f"Bearer {self.key}":
            return None
        return self._error(401, "Incorrect API key provided.")

    def _page(self, request: Request) -> Reply:
        pages = self._pages()
        if request.path in self.speech or (request.path in pages and request.method != "GET"):
            return self._error(405, "Method Not Allowed")
        return pages.get(request.path) or self._error(404, "Not Found")

    def _pages(self) -> dict[str, Reply]:
        """What can be had with GET besides speech."""
        return {}

    def _error(self, status: int, message: str) -> Reply:
        return _as_json({"detail": message}, status)

    def _read(self, request: Request) -> Asked:
        raise NotImplementedError

    def _speak(self, asked: Asked) -> Reply:
        raise NotImplementedError


class CoquiServer(SpeechServer):
    """Coqui's tts-server 0.22, or the fork's, idiap coqui-tts 0.27. It speaks one text at a time."""

    speech: Mapping[str, tuple[str, ...]] = {"/api/tts": ("GET", "POST")}

    def __init__(self, *, fork: bool = False, key: str | None = None, takes_s: float = 0.0) -> None:
        super().__init__(key=key, takes_s=takes_s)
        self.fork = fork
        self._turn = Lock()
        if fork:
            self.speech = {**self.speech, "/v1/audio/speech": ("POST",)}

    def _read(self, request: Request) -> Asked:
        if request.path != "/api/tts":
            return request.asked(request.json(whatever_the_kind=True), "input", "voice", "")
        known = ["text", "speaker_id", "language_id", "style_wav", *(["speaker_wav"] if self.fork else [])]
        sent = request.form
        read = {name: request.headers.get(name.replace("_", "-")) or sent.get(name, "") for name in known}
        return request.asked(
            {name: value for name, value in read.items() if value}, "text", "speaker_id", "language_id"
        )

    def _speak(self, asked: Asked) -> Reply:
        openai = asked.path.startswith("/v1/")
        if not asked.text.strip():
            return _as_json({"error": "Text parameter is required"}, 400) if self.fork and not openai else _as_html(500)
        if openai and asked.extra.get("response_format", "mp3") != "wav":
            return whole(b"Unsupported format", HTML, 400)
        return whole(_wav(self._frames(asked.text), RATE_HZ))

    def _frames(self, text: str) -> bytes:
        """Sentence after sentence, all in the tone of the whole text, and zeros after each."""
        sentences = re.split(r"(?<=[.!?])\s+", text.strip())
        spoken = [_tone(text, RATE_HZ, seconds_of(sentence)).tobytes() for sentence in sentences]
        return b"".join(frames + bytes(2 * COQUI_ZEROS) for frames in spoken)

    def _pages(self) -> dict[str, Reply]:
        """Flask says that the lists are HTML; they are bare lines."""
        voices = b"p225 en u\np226 en u\n" if self.fork else b"ljspeech en u"
        return {
            "/": whole(PAGE, HTML),
            "/details": whole(PAGE, HTML),
            "/locales": whole(b"en", HTML),
            "/voices": whole(voices, HTML),
        }

    def _error(self, status: int, message: str) -> Reply:  # noqa: ARG002 - Flask's pages say the status only
        return _as_html(status)


class CompanionServer(SpeechServer):
    """The small server that stood beside the program before this one."""

    speech: Mapping[str, tuple[str, ...]] = {"/api/tts": ("POST",)}

    def __init__(
        self,
        *,
        answer: Literal["bytes", "audio", "wav", "audio_base64"] = "bytes",
        key: str | None = None,
        takes_s: float = 0.0,
    ) -> None:
        super().__init__(key=key, takes_s=takes_s)
        self._shape = answer

    def _read(self, request: Request) -> Asked:
        return request.asked(request.json(), "text", "voice", "language")

    def _speak(self, asked: Asked) -> Reply:
        if not asked.text:
            return _missing("text")
        sound = sound_of(asked.text)
        return whole(sound) if self._shape == "bytes" else _as_json({self._shape: base64.b64encode(sound).decode()})

    def _pages(self) -> dict[str, Reply]:
        return {"/api/voices": _as_json({"voices": ["amy", "joe"]})}


class XttsApiServer(SpeechServer):
    """daswer123's xtts-api-server. A voice is the name of a sample; it is in `extra` too."""

    speech: Mapping[str, tuple[str, ...]] = {"/tts_to_audio/": ("POST",)}

    def _read(self, request: Request) -> Asked:
        sent = request.json()
        asked = request.asked(sent, "text", "speaker_wav", "language")
        return replace(asked, extra={**asked.extra, **({"speaker_wav": asked.voice} if asked.voice else {})})

    def _speak(self, asked: Asked) -> Reply:
        sent = {"text": asked.text, "speaker_wav": asked.voice, "language": asked.language}
        if lacking := [name for name, value in sent.items() if not value]:
            return _missing(*lacking)
        if asked.language.lower() not in XTTS_LANGUAGES.values():
            return self._error(500, "Error: 400: Language code sent is either unsupported or misspelled.")
        return whole(sound_of(asked.text))

    def _page(self, request: Request) -> Reply:
        """FastAPI sends to the path with a slash who forgets it."""
        if request.path == "/tts_to_audio":
            return whole(b"", JSON, 307, Location=f"{self.url}/tts_to_audio/")
        return super()._page(request)

    def _pages(self) -> dict[str, Reply]:
        return {
            "/docs": whole(PAGE, HTML),
            "/speakers_list": _as_json(["amy", "joe"]),
            "/languages": _as_json({"languages": XTTS_LANGUAGES}),
        }


def _missing(*names: str) -> Reply:
    """FastAPI's answer to a body that lacks fields."""
    lacking = [{"type": "missing", "loc": ["body", name], "msg": "Field required"} for name in names]
    return _as_json({"detail": lacking}, 422)


class OpenAiServer(SpeechServer):
    """OpenAI's speech, and what imitates it. Of the formats it has WAV and PCM only."""

    speech: Mapping[str, tuple[str, ...]] = {"/v1/audio/speech": ("POST",)}

    def __init__(self, *, sizes_unknown: bool = False, key: str | None = None, takes_s: float = 0.0) -> None:
        """With `sizes_unknown` a WAV's header has no lengths, as where the sound is streamed while it is made."""
        super().__init__(key=key, takes_s=takes_s)
        self._sizes_unknown = sizes_unknown

    def _read(self, request: Request) -> Asked:
        return request.asked(request.json(), "input", "voice", "language")

    def _speak(self, asked: Asked) -> Reply:
        speed = _number(asked.extra.get("speed", "1"))
        if flaw := self._flaw(asked, speed):
            return self._error(400, flaw)
        sound = sound_of(asked.text, seconds=seconds_of(asked.text) / speed)
        if asked.extra["response_format"] == "pcm":
            return _in_chunks(sound[44:], "audio/pcm")
        if self._sizes_unknown:
            sound = sound[:4] + NO_LENGTH + sound[8:40] + NO_LENGTH + sound[44:]
        return _in_chunks(sound, "audio/wav")

    def _flaw(self, asked: Asked, speed: float) -> str | None:
        slowest, fastest = OPENAI_SPEEDS
        flaws = {
            "You must provide a model parameter.": not asked.extra.get("model"),
            "You must provide a voice parameter.": not asked.voice,
            "Input must not be empty.": not asked.text,
            f"String should have at most {OPENAI_LETTERS} characters.": len(asked.text) > OPENAI_LETTERS,
            f"Speed must be from {slowest} to {fastest}.": not slowest <= speed <= fastest,
            "This server makes wav and pcm only.": asked.extra.get("response_format", "mp3") not in ("wav", "pcm"),
        }
        return next((message for message, found in flaws.items() if found), None)

    def _pages(self) -> dict[str, Reply]:
        models = [{"id": name, "object": "model"} for name in ("tts-1", "tts-1-hd")]
        return {
            "/v1/audio/voices": _as_json({"voices": ["alloy", "nova"]}),
            "/v1/models": _as_json({"object": "list", "data": models}),
        }

    def _error(self, status: int, message: str) -> Reply:
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
        return _as_json({"error": error}, status)


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0


def _in_chunks(body: bytes, content_type: str) -> Reply:
    return Reply([body[at : at + 16_384] for at in range(0, len(body), 16_384)], None, content_type)


class AzureServer(SpeechServer):
    """Azure's REST service. It cuts speech off at ten minutes, and says nothing of it."""

    speech: Mapping[str, tuple[str, ...]] = {"/cognitiveservices/v1": ("POST",)}

    def _read(self, request: Request) -> Asked:
        root = _ssml(request.body)
        voice, prosody = root.find(".//{*}voice"), root.find(".//{*}prosody")
        fields = {
            "text": "".join(root.itertext()).strip(),
            "voice": "" if voice is None else voice.get("name", ""),
            "language": root.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
            **({} if prosody is None else prosody.attrib),
        }
        return request.asked(fields, "text", "voice", "language")

    def _speak(self, asked: Asked) -> Reply:
        rate_hz = AZURE_RATES_HZ.get(asked.headers.get("x-microsoft-outputformat", ""))
        kind = asked.headers.get("content-type", "").partition(";")[0]
        if kind != "application/ssml+xml":
            return self._error(415, "Unsupported Media Type")
        if rate_hz is None or not asked.headers.get("user-agent"):
            return self._error(400, "X-Microsoft-OutputFormat is not known, or there is no User-Agent")
        if not _is_ssml(asked):
            return self._error(400, "The SSML is not valid")
        seconds = min(seconds_of(asked.text), AZURE_LONGEST_S)
        return whole(sound_of(asked.text, rate_hz=rate_hz, seconds=seconds), "audio/x-wav")

    def _refusal(self, headers: Mapping[str, str]) -> Reply | None:
        if self.key is None or headers.get("ocp-apim-subscription-key") == self.key:
            return None
        return self._error(401, "Unauthorized")

    def _pages(self) -> dict[str, Reply]:
        voices = [
            {"ShortName": "en-US-JennyNeural", "Locale": "en-US", "Gender": "Female"},
            {"ShortName": "de-DE-ConradNeural", "Locale": "de-DE", "Gender": "Male"},
        ]
        return {"/cognitiveservices/voices/list": _as_json(voices)}

    def _error(self, status: int, message: str) -> Reply:
        return whole(message.encode(), "text/plain", status)


def _ssml(body: bytes) -> ET.Element:
    """The root of the body's XML; an element without a name where it is none."""
    try:
        return ET.fromstring(body)  # noqa: S314 - sent by the test itself
    except ET.ParseError:
        return ET.Element("")


def _is_ssml(asked: Asked) -> bool:
    root = _ssml(asked.body)
    is_speak = root.tag.rpartition("}")[2] == "speak" and "version" in root.attrib
    few = len(root.findall(".//{*}voice")) + len(root.findall(".//{*}audio")) <= AZURE_VOICES
    return is_speak and few and bool(asked.language and asked.voice and asked.text)


class _Http(ThreadingHTTPServer):
    """Listens on a free port, and knows its connections, to hang up at the end."""

    request_queue_size = 64

    def __init__(self, speech: SpeechServer) -> None:
        self.speech = speech
        self._connections: set[socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().close_request(request)

    def hang_up(self) -> None:
        for connection in self._connections.copy():
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.speech.answer(Request(self.path, self.command, headers, self._body()))
        if reply is None:
            self.close_connection = True
        else:
            self._send(reply)

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Keep the output of the tests clean."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.length is None:
            self._send_chunks(reply.pieces)
        else:
            self._send_length(reply.pieces, reply.length)

    def _send_chunks(self, pieces: Iterable[bytes]) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in filter(None, pieces):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _send_length(self, pieces: Iterable[bytes], length: int) -> None:
        self.send_header("Content-Length", str(length))
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)
            length -= len(piece)
        self.close_connection = self.close_connection or length > 0
