"""Text that has no voice-over becomes a recording: parted into sentences, each spoken once and kept, and strung."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from dropd.cache import Cache
from dropd.errors import DropdError, SpeechAwaitedFault, SpeechDownFault, SpeechFault
from dropd.film.sound.sentences import Sentence, strung
from dropd.film.sound.tracks import Recording, Samples
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.scene_names import named
from dropd.speech.pieces import Piece, pieces_of
from dropd.speech.reading.aloud import read_aloud
from dropd.speech.service import Service, service_for
from dropd.speech.takes import Takes
from dropd.speech.turns import Turns


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
            Turns(folder, f"{order.voice.api} {server.url}", server.requests_at_once, self._over),
            self._over,
            ffmpeg=order.ffmpeg.path,
            folder=order.work_folder,
            within_s=server.total_timeout_s,
        )
        self._pieces: dict[int, tuple[Piece, ...]] = {}
        self._sounds: dict[int, list[Future[Samples]]] = {}
        self._until_over = ExitStack()

    def __enter__(self) -> Self:
        """Itself, ready to begin."""
        # Sentences are asked for in their order, by as many as may ask; what is kept need not wait behind them.
        self._asking = self._pool(self._order.voice.server.requests_at_once)
        self._reading = self._pool(self._order.workers)
        # Closed before the pools are waited for: a request that is under way ends with its connection.
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
            pieces = pieces_of(text, self._language, self.service.longest, lambda part: len(self._said(part)))
            self._pieces[scene] = pieces
            self._sounds[scene] = [self._sound(self._said(piece.text)) for piece in pieces]

    def recording(self, scene: int) -> Recording:
        """The recording of a scene, once it is spoken. Raises SpeechFault, or SpeechAwaitedFault to wait for it."""
        target = self._order.work_folder / f"voice_{scene:02}.f32"
        pairs = zip(self._pieces[scene], self._sounds[scene], strict=True)
        try:
            return strung((Sentence(piece.text, sound.result(), piece.pause_s) for piece, sound in pairs), target)
        except SpeechFault as fault:
            raise self._lost(fault) from None

    def _pool(self, threads: int) -> ThreadPoolExecutor:
        pool = self._until_over.enter_context(ThreadPoolExecutor(threads, thread_name_prefix="speech"))
        self._until_over.callback(pool.shutdown, wait=False, cancel_futures=True)
        return pool

    def _sound(self, said: str) -> Future[Samples]:
        pool = self._reading if self._takes.is_kept(said) else self._asking
        return pool.submit(self._takes.take, said)

    def _lost(self, fault: SpeechFault) -> DropdError:
        """What it means for the film that a sentence cannot be spoken."""
        scenes = self._order.scenes.scenes
        silent = [scene for scene, pieces in self._pieces.items() if not all(map(self._is_kept, pieces))]
        message = f"{fault.message} {_without_narration(named(scenes, silent))}"
        is_awaited = isinstance(fault, SpeechDownFault) and self._order.options.speech_down == "wait"
        if is_awaited:
            lost: DropdError = SpeechAwaitedFault(f"{message} dropd goes on as soon as the service answers.")
        else:
            lost = type(fault)(message, hint=f"{fault.hint} Or add voice-overs.".strip())
        lost.detail = fault.detail
        return lost

    def _is_kept(self, piece: Piece) -> bool:
        return self._takes.is_kept(self._said(piece.text))

    def _said(self, text: str) -> str:
        return text if self.service.reads_signs else read_aloud(text, self._language or "en")

    @property
    def _language(self) -> str | None:
        return self._order.voice.language or self.service.language


def _without_narration(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"Scene {names[0]} has no narration."
    return f"{len(names)} scenes have no narration: {', '.join(names)}."
