"""Dropped pictures are decoded in a child process with few rights; this is the side that asks.

Over a socket pair goes one JSON message and the open file; back comes one JSON message and, if pixels were asked
for, a memory file with them. So no name and no byte of a drop reaches a decoder in this process.
"""

import json
import mmap
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, ClassVar, Literal, Self

from dropd.errors import MediaFault
from dropd.media.containers import ends_in_zeros, has_a_hole
from dropd.media.endings import StartFault
from dropd.media.kinds import HEAD_BYTES, PictureKind, may_become_picture, picture_kind
from dropd.media.picture_ends import picture_is_cut
from dropd.media.picture_questions import CHECKS, MESSAGE_BYTES, READY
from dropd.media.process import Limits, Running, start
from dropd.media.unfinished import UnfinishedMedia

SERVER_LIMITS = Limits(memory_mib=4096, file_mib=2048, stall_s=float("inf"))


@dataclass(frozen=True, slots=True)
class Pixels:
    """A decoded picture: 8-bit sRGB, upright, rows from the top; `data` has height x width x channels bytes.

    There are three channels, or four where alpha was to be kept; colours are not multiplied by it.
    """

    width_px: int
    height_px: int
    data: bytes | mmap.mmap
    channels: Literal[3, 4] = 3


class PictureDecoder:
    """Asks one picture server, started when first needed and again after a crash. Not for several threads at once."""

    _options: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, max_megapixels: int = 100, patience_s: float = 60.0) -> None:
        self._max_pixels = max_megapixels * 1_000_000
        self._patience_s = patience_s
        self._server: Running | None = None
        self._channel: socket.socket | None = None
        self._has_loaded = False

    def stand_by(self) -> None:
        """Have a server load itself before it is needed. It dies with the thread that asks first for anything."""
        self._connected()

    def size(self, file: BinaryIO, name: str) -> tuple[int, int]:
        """Return the width and height in pixels of a picture held upright, from its header. Raises as `decode` does."""
        answer, _ = self._ask(file, name, {"wish": "size"})
        return answer["width"], answer["height"]

    def decode(
        self,
        file: BinaryIO,
        name: str,
        *,
        scale: Literal["cover", "contain"],
        width_px: int,
        height_px: int,
        focus: tuple[float, float] = (0.5, 0.5),
        keeps_alpha: bool = False,
    ) -> Pixels:
        """Decode a picture, scaled so that it covers, or fits into, the given size.

        Raises UnfinishedMedia if it ends too early, MediaFault if it is none that dropd can use.

        What covers is cut around the `focus` (parts from left and top), as far as the picture reaches. What is
        transparent is put on white, unless `keeps_alpha` asks for four channels.
        """
        wish = {"wish": "pixels", "scale": scale, "width": width_px, "height": height_px}
        answer, memory = self._ask(file, name, {**wish, "focus": focus, "alpha": keeps_alpha})
        if memory is None:
            raise MediaFault(f"{name} could not be decoded.", hint="Save it again as JPEG.", file=name)
        with os.fdopen(memory, "rb") as pixels:
            data = mmap.mmap(pixels.fileno(), 0, access=mmap.ACCESS_READ)
        return Pixels(answer["width"], answer["height"], data, 4 if keeps_alpha else 3)

    def close(self) -> None:
        """End the server."""
        if self._channel is not None:
            self._channel.close()
        if self._server is not None:
            self._server.close()
        self._channel = self._server = None
        self._has_loaded = False

    def __enter__(self) -> Self:
        """The decoder itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server."""
        self.close()

    def _ask(self, file: BinaryIO, name: str, wish: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
        kind = _kind_of(file, name)
        question = json.dumps({"kind": kind, "max_pixels": self._max_pixels, **wish}).encode()
        channel = self._sent(question, file)
        try:
            message, descriptors, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 1)
        except TimeoutError:
            self.close()
            raise MediaFault(
                f"{name} takes more than {self._patience_s:.0f} s to decode.",
                hint="Save it again as a JPEG of a usual size.",
                file=name,
            ) from None
        except OSError:
            message, descriptors = b"", []
        if not message:
            self.close()
            raise _damaged(file, name, "is damaged in a way that stops the picture decoder")
        answer = json.loads(message)
        if "fault" in answer:
            raise _fault(answer, file, name, self._max_pixels)
        return answer, descriptors[0] if descriptors else None

    def _sent(self, question: bytes, file: BinaryIO) -> socket.socket:
        """Send a question; to a new server if the one of before ended in between, which is no picture's fault."""
        try:
            socket.send_fds(self._ready(), [question], [file.fileno()])
        except (BrokenPipeError, ConnectionResetError):
            self.close()
            socket.send_fds(self._ready(), [question], [file.fileno()])
        return self._connected()

    def _ready(self) -> socket.socket:
        """A server that has loaded itself. Raises StartFault for one that cannot: no picture is to blame for that."""
        for _ in range(2):  # one that stood by may have been ended meanwhile
            channel = self._connected()
            if not self._has_loaded:
                with suppress(OSError):
                    self._has_loaded = channel.recv(MESSAGE_BYTES) == READY
            if self._has_loaded:
                return channel
            self.close()
        raise StartFault("picture decoder", "it ended, or said nothing, before it was asked for anything")

    def _connected(self) -> socket.socket:
        if self._channel is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._server = start(
                    (sys.executable, "-P", "-m", "dropd.media.picture_server", str(theirs.fileno()), *self._options),
                    purpose="picture decoder",
                    limits=SERVER_LIMITS,
                    pass_fds=(theirs.fileno(),),
                )
            ours.settimeout(self._patience_s)
            self._channel = ours
        return self._channel


class PictureExaminer(PictureDecoder):
    """One that also tells whether pictures are whole: its server takes longer to load."""

    _options = (CHECKS,)

    def check(self, file: BinaryIO, name: str) -> bool:
        """Decode a picture to find out whether that works. Returns whether it is damaged inside all the same.

        Raises UnfinishedMedia if the file ends too early, MediaFault if it is no picture that dropd can use.
        """
        answer, _ = self._ask(file, name, {"wish": "check"})
        return bool(answer["damaged"])


def _kind_of(file: BinaryIO, name: str) -> PictureKind:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise UnfinishedMedia(name, "is empty")
    kind = picture_kind(head)
    if may_become_picture(head) if kind is None else picture_is_cut(file, kind, size):
        raise UnfinishedMedia(name)
    if kind is None:
        raise MediaFault(
            f"{name} is not a picture that dropd can read, by what is in it.",
            hint="Save it as JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF or BMP; another name alone does not help.",
            file=name,
        )
    return kind


def _fault(answer: dict[str, Any], file: BinaryIO, name: str, max_pixels: int) -> MediaFault:
    match answer["fault"]:
        case "truncated" if not _is_jpeg(file) or has_a_hole(file):
            return UnfinishedMedia(name)
        case "memory":
            return MediaFault(
                f"{name} needs more memory to decode than a picture may.",
                hint="Save a smaller copy of it as JPEG.",
                file=name,
            )
        case "large":
            megapixels = f"{answer['width'] * answer['height'] / 1e6:.2f}".rstrip("0").rstrip(".")
            return MediaFault(
                f"{name} has {megapixels} megapixels; the limit is {max_pixels / 1e6:.0f}.",
                hint="Save a smaller copy of it.",
                file=name,
            )
        case _:
            return _damaged(file, name, "is damaged and cannot be decoded")


def _is_jpeg(file: BinaryIO) -> bool:
    """Of what else is said to be truncated, the end may be missing all the same: a BMP need not say how long it is."""
    file.seek(0)
    return picture_kind(file.read(HEAD_BYTES)) == "JPEG"


def _damaged(file: BinaryIO, name: str, what: str) -> MediaFault:
    if ends_in_zeros(file, os.fstat(file.fileno()).st_size):
        return UnfinishedMedia(name)
    return MediaFault(f"{name} {what}.", hint="Open it in an image program and save it again as JPEG.", file=name)
