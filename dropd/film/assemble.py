"""Join the chunks, the sound, captions, chapters and poster into a film."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from dropd.film.captions.caption_files import vtt
from dropd.film.captions.cues import Cue
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan, sample_at
from dropd.language.tags import UNKNOWN
from dropd.media import joining
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import ticks
from dropd.media.fragments import ChunkFile, joined
from dropd.media.joining import SoundPart
from dropd.media.mp4_tracks import switch_off_subtitles
from dropd.media.process import Limits, start

LIMITS = Limits(stall_s=1200)
"""When all packets are written, the film is copied once more without a word, which takes long on a slow disk."""


@dataclass(frozen=True, slots=True)
class Reel:
    """A film before its sound."""

    plan: Plan
    chunks: tuple[Chunk, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the film to be joined: its chunks in order, and its measure."""

    chunks: tuple[Chunk, ...]
    fps: Fraction
    first_frame: int

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return sum(chunk.frames for chunk in self.chunks)

    @property
    def first_sample(self) -> int:
        """Where its sound begins in the film's track."""
        return sample_at(self.first_frame, self.fps)

    @property
    def samples(self) -> int:
        """How much sound it has."""
        return sample_at(self.first_frame + self.frames, self.fps) - self.first_sample


def whole_film(plan: Plan, chunks: Sequence[Chunk]) -> Cut:
    """The film from its first frame to its last."""
    return Cut(tuple(chunks), plan.fps, 0)


def one_scene(plan: Plan, chunks: Sequence[Chunk], scene: int) -> Cut:
    """The chunks of a scene; with the transition into it, without the one out of it."""
    numbered = [(span, chunk) for span, chunk in zip(plan.chunk_spans, chunks, strict=True) if span.scene == scene]
    first_span, _ = numbered[0]
    return Cut(tuple(chunk for _, chunk in numbered), plan.fps, first_span.first_frame)


@dataclass(frozen=True, slots=True)
class Labels:
    """What is around the pictures and the sound of a film."""

    title: str | None = None
    language: str = UNKNOWN
    """That of sound and captions: three letters of ISO 639-2/T."""
    chapters: Mapping[Fraction, str] = field(default_factory=dict)
    """Titles by their start in seconds, in ascending order."""
    captions: tuple[Cue, ...] = ()
    """What a player offers as subtitles, switched off."""
    poster: Path | None = None


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """Where all the sound of a film is, and the hashes of its packets as they were encoded."""

    path: Path
    packets: tuple[str, ...]


def join(cut: Cut, sound: SoundTrack, *, labels: Labels, target: Path, build: FfmpegBuild) -> None:
    """Write a cut of the film to `target`, with its part of the film's sound; nothing is encoded again."""
    metadata, captions = target.with_suffix(".ffmeta"), target.with_suffix(".ffvtt")
    tags = {"title": labels.title} if labels.title else {}
    written = joining.chapters_text(labels.chapters, cut.frames / cut.fps, tags=tags)
    metadata.write_text(written, encoding="utf-8", errors="replace")
    captions.write_text(_plain(vtt(labels.captions, cut.fps)), encoding="utf-8", errors="replace")
    argv = joining.join(
        build.path,
        fps=cut.fps,
        sound=SoundPart(sound.path, cut.first_sample, cut.samples),
        metadata=metadata,
        captions=captions if labels.captions else None,
        poster=labels.poster,
        language=labels.language,
        target=target,
    )
    with start(argv, purpose="joining of the film", limits=LIMITS, takes_input=True) as joiner:
        joiner.feed_all(joined([ChunkFile(chunk.path, ticks(chunk.frames, cut.fps)) for chunk in cut.chunks]))
    switch_off_subtitles(target)
    for helper in (metadata, captions):
        helper.unlink()


def _plain(captions: str) -> str:
    """Replace what FFmpeg's subtitles would take for commands: they are ASS inside, where braces hold styles."""
    return captions.translate(str.maketrans("{}\\", "()/"))
