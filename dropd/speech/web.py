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
from dropd.speech.patience import TryAgain
from dropd.speech.voice import Server

MOST_BYTES = 64 << 20
"""Longest answer, counted after it was decompressed: six minutes of sound at 48 kHz, stereo and 16 bits."""
SHOWN_CHARACTERS = 160
PASSING = frozenset({408, 425, 429, 502, 503, 504})
"""Status codes of a server that may answer well later (RFC 9110, RFC 6585)."""
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
        self._name = f"{name} ({httpx.URL(self._address).host})"
        self._total_s = server.total_timeout_s
        self._key = server.key
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
        """Ask what this server may not know; None if it answers with an error. Raises SpeechFault, or TryAgain."""
        response, body = self._exchange(method, path, content)
        return Answer(response.headers.get("content-type", ""), body) if response.is_success else None

    def _exchange(self, method: str, path: str, content: Mapping[str, Any]) -> tuple[httpx.Response, bytes]:
        try:
            with self._client.stream(method, self._address + path, **content) as response:
                return response, self._body(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryAgain(self._down("cannot be reached", error)) from None
        except httpx.TimeoutException as error:
            raise TryAgain(self._down("does not answer", error), most_tries=2) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TryAgain(self._down("broke off its answer", error)) from None

    def _body(self, response: httpx.Response) -> bytes:
        ends_at_s = time.monotonic() + self._total_s
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                fault = SpeechFault(f"{self._name} sent more than {MOST_BYTES >> 20} MB for one sentence.", hint=HINT)
                raise TryAgain(fault, most_tries=2)
            if time.monotonic() > ends_at_s:
                fault = SpeechDownFault(f"{self._name} needs more than {self._total_s:.0f} s for one sentence.")
                raise TryAgain(fault, most_tries=1)
        return bytes(body)

    def _refuse(self, response: httpx.Response, body: bytes) -> None:
        """Raise what an answer means that is none."""
        status = response.status_code
        if response.is_success:
            return
        said = _said(body, self._key)
        if status in PASSING:
            fault = SpeechDownFault(f"{self._name} cannot answer now (HTTP {status}).{said}")
            raise TryAgain(fault, after_s=_retry_after_s(response))
        if status >= AT_FAULT:
            raise TryAgain(SpeechDownFault(f"{self._name} failed (HTTP {status}).{said}"), most_tries=2)
        if response.has_redirect_location:
            elsewhere = httpx.URL(response.headers["location"]).host or "another address"
            raise SpeechFault(
                f"{self._name} points to {elsewhere}, and dropd does not follow.",
                hint="Write the address that is meant into the settings.",
            )
        if status in (401, 403):
            raise SpeechFault(f"{self._name} does not accept the key (HTTP {status}).", hint=HINT)
        raise SpeechRefusal(f"{self._name} refused the text (HTTP {status}).{said}", status, hint=HINT)

    def _down(self, what: str, error: httpx.TransportError | httpx.DecodingError) -> SpeechDownFault:
        fault = SpeechDownFault(f"{self._name} {what}.", hint="Check that it runs, and its address in the settings.")
        fault.detail = f"{type(error).__name__}: {error}"
        return fault


class SpeechRefusal(SpeechFault):
    """A server that is well said no: `status` is the HTTP status code, 400 to 499."""

    def __init__(self, message: str, status: int, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


HINT = "Look at speech in the settings, or run: dropd voices"


def _said(body: bytes, key: str | None) -> str:
    """What a server said for people to read: never a page, never more than a line, never the key."""
    text = complaint_in(body) or " ".join(body[: 4 * SHOWN_CHARACTERS].decode("utf-8", "replace").split())
    text = text.replace(key, "…") if key else text
    if not text or text.startswith("<") or not text.isprintable():
        return ""
    return f" It said: {text[:SHOWN_CHARACTERS]}"


def _retry_after_s(response: httpx.Response) -> float | None:
    """How long the server asks to be left alone: seconds, or a date (RFC 9110, 10.2.3)."""
    said = response.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
