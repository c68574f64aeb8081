"""One speech server: what it is asked and what it answers, within limits of time and size.

It is never followed elsewhere, and asked through a proxy only if the settings name one: the key, and what is to be
said, are for it alone.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx

from dropd.errors import SpeechDownFault, SpeechFault
from dropd.speech.answers import complaint_in
from dropd.speech.patience import MOST_TRIES, MOST_TRIES_OF_THE_BUSY, TryAgain
from dropd.speech.voice import Server

MOST_BYTES = 64 << 20
"""Longest answer: six minutes of sound at 48 kHz, stereo and 16 bits. Compressed answers are refused."""
SHOWN_CHARACTERS = 160
NO_HOST = ("Name or service not known", "No address associated", "Temporary failure in name resolution")
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
PASSING = frozenset({408, 425, 429, 502, 503, 504})
"""Status codes of a server that may answer well later (RFC 9110, RFC 6585)."""
UNKNOWING = frozenset({400, 404, 405, 406, 415, 422, 500, 501})
"""What servers answer to what they do not know: no such path, not this way, not in this form."""
BUSY = frozenset({425, 429, 503})
AT_FAULT = 500
"""Of a server that has failed, or was asked for what it cannot do: xtts-api-server says 500 for both."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: its media type, and all of it."""

    kind: str
    body: bytes


class Web:
    """Asks one server. `name` is what people call it, as in "the XTTS server"."""

    def __init__(self, server: Server, name: str, headers: Mapping[str, str]) -> None:
        """Raises SpeechFault if the settings lack the server's address."""
        if server.url is None:
            raise SpeechFault(f"Text is to be spoken by {name}, but the settings do not say where it is.", hint=HINT)
        self._address = server.url.rstrip("/")
        self.name = f"{name} ({httpx.URL(self._address).netloc.decode()})"
        self._total_s = server.total_timeout_s
        self._key = server.key
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise SpeechFault(f"The key for {name} has characters that no key has.", hint=HINT)
        self._client = httpx.Client(
            headers={"User-Agent": "dropd", "Accept-Encoding": "identity", **headers},
            timeout=httpx.Timeout(server.read_timeout_s, connect=server.connect_timeout_s),
            follow_redirects=False,
            trust_env=False,
            proxy=server.proxy,
        )

    def __enter__(self) -> Self:
        """The server itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, method: str, path: str, **content: Any) -> Answer:
        """Ask once; `content` is what httpx takes as body and headers. Raises SpeechFault, or TryAgain."""
        response, body = self._exchange(method, path, content)
        self._refuse(response, body)
        return Answer(response.headers.get("content-type", ""), body)

    def try_out(self, method: str, path: str, **content: Any) -> Answer | None:
        """Ask what this server may not know; None if it says so. Raises SpeechFault, or TryAgain."""
        response, body = self._exchange(method, path, content)
        if response.status_code in UNKNOWING:
            return None
        self._refuse(response, body)
        return Answer(response.headers.get("content-type", ""), body)

    def _exchange(self, method: str, path: str, content: Mapping[str, Any]) -> tuple[httpx.Response, bytes]:
        try:
            with self._client.stream(method, self._address + path, **content) as response:
                return response, self._body(response)
        except httpx.LocalProtocolError:  # its words would hold the key
            raise SpeechFault(
                f"{self.name} cannot be asked: its key or address is not well-formed.", hint=HINT
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if UNTRUSTED in str(error):
                raise SpeechFault(f"{self.name} has a certificate that is not to be trusted.", hint=HINT) from None
            raise TryAgain(self._down(_unreached(error), error)) from None
        except httpx.TimeoutException as error:
            raise TryAgain(self._down("does not answer", error), most_tries=2) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TryAgain(self._down("broke off its answer", error)) from None

    def _body(self, response: httpx.Response) -> bytes:
        ends_at_s = time.monotonic() + self._total_s
        body = bytearray()
        if response.headers.get("content-encoding", "identity") != "identity":
            raise SpeechFault(f"{self.name} compressed its answer, though it was asked not to.", hint=HINT)
        for piece in response.iter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                fault = SpeechFault(f"{self.name} sent more than {MOST_BYTES >> 20} MB for one sentence.", hint=HINT)
                raise TryAgain(fault, most_tries=2)
            if time.monotonic() > ends_at_s:
                fault = SpeechDownFault(f"{self.name} needs more than {self._total_s:.0f} s for one sentence.")
                raise TryAgain(fault, most_tries=1)
        return bytes(body)

    def _refuse(self, response: httpx.Response, body: bytes) -> None:
        """Raise what an answer means that is none."""
        status = response.status_code
        if response.is_success:
            return
        said = _said(body, self._key)
        if status in PASSING:
            fault = SpeechDownFault(f"{self.name} cannot answer now (HTTP {status}).{said}")
            tries = MOST_TRIES_OF_THE_BUSY if status in BUSY else MOST_TRIES
            raise TryAgain(fault, after_s=_retry_after_s(response), most_tries=tries)
        if status >= AT_FAULT:
            raise TryAgain(SpeechFault(f"{self.name} failed (HTTP {status}).{said}", hint=HINT), most_tries=2)
        if response.has_redirect_location:
            elsewhere = httpx.URL(response.headers["location"]).host or "another address"
            raise SpeechFault(
                f"{self.name} points to {elsewhere}, and dropd does not follow.",
                hint="Write the address that is meant into the settings.",
            )
        if status in (401, 403):
            what = "does not accept the key" if self._key else "wants a key, and the settings have none"
            raise SpeechFault(f"{self.name} {what} (HTTP {status}).", hint=HINT)
        raise SpeechRefusal(f"{self.name} refused the text (HTTP {status}).{said}", status, hint=HINT)

    def _down(self, what: str, error: httpx.TransportError | httpx.DecodingError) -> SpeechDownFault:
        fault = SpeechDownFault(f"{self.name} {what}.", hint="Check that it runs, and its address in the settings.")
        said = str(error).replace(self._key, "…") if self._key else str(error)
        fault.detail = f"{type(error).__name__}: {said}"
        return fault


class SpeechRefusal(SpeechFault):
    """A server that is well said no: `status` is the HTTP status code, 400 to 499."""

    def __init__(self, message: str, status: int, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


HINT = "Correct speech in the settings, and start dropd again if it runs; dropd voices shows whether it is right."


def _said(body: bytes, key: str | None) -> str:
    """What a server said for people to read: never a page, never more than a line, never the key."""
    text = complaint_in(body) or " ".join(body[: 4 * SHOWN_CHARACTERS].decode("utf-8", "replace").split())
    text = text.replace(key, "…") if key else text
    if not text or text.startswith("<") or not text.isprintable():
        return ""
    return f" It said: “{text[:SHOWN_CHARACTERS].rstrip(' .')}”."


def _unreached(error: httpx.ConnectError | httpx.ConnectTimeout) -> str:
    """The cause in plain words, where the system has told a usual one."""
    said = str(error)
    if any(words in said for words in NO_HOST):
        return "cannot be reached: no machine has this name"
    return "cannot be reached: nothing answers at this port" if "refused" in said else "cannot be reached"


def _retry_after_s(response: httpx.Response) -> float | None:
    """How long the server asks to be left alone: seconds, or a date (RFC 9110, 10.2.3)."""
    said = response.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
