"""Text without a voice-over is given one: parted into sentences, each spoken once and kept, and strung."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from dropd.cache.store import Cache
from dropd.errors import DropdError, SpeechAwaitedFault, SpeechDownFault, SpeechFault
from dropd.film.sound.sentences import Sentence, strung
from dropd.film.sound.tracks import Samples
from dropd.film.sound.voice_over import Span, VoiceOver
from dropd.intake.wording import named
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.kept_narrations import Narrations, Utterance
from dropd.language.spoken_text import has_words
from dropd.language.tags import UNKNOWN
from dropd.speech.pieces import Piece, pieces_of
from dropd.speech.reading.aloud import read_aloud
from dropd.speech.service import Service, service_for
from dropd.speech.takes import Takes
from dropd.speech.turns import Turns

WORD_EVERY_S = 30.0


class Speaking(AbstractContextManager["Speaking"]):
    """Has scenes spoken by the service that a job names, sentences side by side as far as the service allows."""

    def __init__(self, order: WorkOrder, cache: Cache) -> None:
        """Raises SpeechFault or SetupFault if there is no such service."""
        self._order = order
        self._over = threading.Event()
        self.service: Service = service_for(order.voice, order.work_folder, cache)
        server = order.voice.server
        # Piper is a process of this job alone.
        folder = order.work_folder if order.voice.api == "piper" else order.cache_folder
        self._takes = Takes(
            self.service,
            cache,
            Turns(folder, server, self._over),
            self._over,
            ffmpeg=order.ffmpeg.path,
            folder=order.work_folder,
            within_s=server.total_timeout_s,
        )
        self._narrations = Narrations(cache, self.service.identity, order.ffmpeg.digest)
        self._pieces: dict[int, list[Piece]] = {}
        self._found: dict[int, VoiceOver] = {}
        self._asked: dict[str, Future[Samples]] = {}
        self._until_over = ExitStack()

    def __enter__(self) -> Self:
        """Itself, ready to begin."""
        # Sentences are asked for in their order, by as many as may ask; what is kept need not wait behind them.
        self._asking = self._pool(self._order.voice.server.requests_at_once)
        self._reading = self._pool(self._order.workers)
        self._until_over.enter_context(self.service)
        self._until_over.callback(self._over.set)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what is not spoken yet."""
        self._until_over.close()

    def begin(self, texts: Mapping[int, str]) -> None:
        """Have these scenes spoken, in their order."""
        for scene, text in texts.items():
            pieces = pieces_of(text, self.language, self.service.longest, lambda part: len(self._said(part)))
            self._pieces[scene] = [piece for piece in pieces if has_words(self._said(piece.text))]
            found = self._narrations.find(self._sentences(scene))
            if found is not None:
                self._found[scene] = found
                continue
            for said in map(self._said_of, self._pieces[scene]):
                if said not in self._asked and not self._takes.is_kept(said):
                    self._asked[said] = self._asking.submit(self._takes.take, said)

    def awaited(self, scene: int) -> Iterator[None]:
        """Yield now and then until a scene is spoken, or cannot be."""
        asked = [self._asked[said] for said in map(self._said_of, self._pieces[scene]) if said in self._asked]
        while wait(asked, WORD_EVERY_S, return_when=FIRST_EXCEPTION).not_done and not any(map(_failed, asked)):
            yield

    def voice_over(self, scene: int) -> VoiceOver:
        """The voice-over of a scene, once it is spoken. Raises SpeechFault, or SpeechAwaitedFault to wait for it."""
        if scene in self._found:
            return self._found[scene]
        pieces = self._pieces[scene]
        sounds = [self._sound(self._said_of(piece)) for piece in pieces]

        def string(target: Path) -> tuple[Span, ...]:
            pairs = zip(pieces, sounds, strict=True)
            return strung((Sentence(piece.text, sound.result(), piece.pause_s) for piece, sound in pairs), target)

        try:
            return self._narrations.make(self._sentences(scene), string)
        except SpeechFault as fault:
            raise lost(self._order, fault, [index for index in self._pieces if not self._is_spoken(index)]) from None

    def _pool(self, threads: int) -> ThreadPoolExecutor:
        """A pool that nobody waits for: a request that is under way may take minutes, and its process is ended."""
        pool = ThreadPoolExecutor(threads, thread_name_prefix="speech")
        self._until_over.callback(pool.shutdown, wait=False, cancel_futures=True)
        return pool

    def _sound(self, said: str) -> Future[Samples]:
        """What was asked for, which is forgotten with it: hours of sound would fill the memory; or what is kept."""
        return self._asked.pop(said, None) or self._reading.submit(self._takes.take, said)

    def _is_spoken(self, scene: int) -> bool:
        return scene in self._found or all(self._takes.is_kept(self._said_of(piece)) for piece in self._pieces[scene])

    def _sentences(self, scene: int) -> list[Utterance]:
        return [Utterance(piece.text, self._said_of(piece), piece.pause_s) for piece in self._pieces[scene]]

    def _said_of(self, piece: Piece) -> str:
        return self._said(piece.text)

    def _said(self, text: str) -> str:
        return text if self.service.reads_signs else read_aloud(text, self.language or UNKNOWN)

    @property
    def language(self) -> str | None:
        """The language that is spoken, where it is known."""
        return self._order.voice.language or self.service.language


def lost(order: WorkOrder, fault: SpeechFault, silent: Sequence[int]) -> DropdError:
    """What it means for the film that these scenes cannot be spoken."""
    names = named(order.scenes.scenes, silent)
    which = f"Scene {names[0]} has" if len(silent) == 1 else f"{len(silent)} scenes have"
    listed = "" if len(silent) == 1 else f": {', '.join(names)}"
    message = f"{fault.message[:1].upper()}{fault.message[1:]} {which} no narration{listed}."
    is_down = isinstance(fault, SpeechDownFault)
    if is_down and order.options.speech_down == "wait":
        means: DropdError = SpeechAwaitedFault(
            f"{message} A dropd that runs goes on as soon as the service answers.", hint=fault.hint
        )
    else:
        kind = SpeechDownFault if is_down else SpeechFault
        means = kind(
            message, hint=f"{fault.hint} Or record {order.options.voice_dir}/{silent[0]:02}.wav and so on.".strip()
        )
    means.detail = fault.detail
    return means


def _failed(asked: Future[Samples]) -> bool:
    return asked.done() and asked.exception() is not None
