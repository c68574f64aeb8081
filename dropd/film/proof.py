"""Prove of finished films, before they are published, that they hold exactly what was made for them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dropd.errors import RenderFault
from dropd.film.assemble import LIMITS, Cut, SoundTrack
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Packet, ticks
from dropd.media.process import read_all


def verify(films: Mapping[Path, Cut], sound: SoundTrack, build: FfmpegBuild) -> None:
    """Prove that each film holds each packet of its pictures and its sound, at its exact time.

    The chunks and the sound themselves were proved, and decoded, when they were made. Several are read by one process,
    whose start takes as long as to read a scene. Raises RenderFault.
    """
    listing = read_all(ffmpeg.list_films(build.path, tuple(films)), purpose="check of the film", limits=LIMITS)
    for cut, found in zip(films.values(), ffmpeg.parse_films(listing, len(films)), strict=True):
        _verify_pictures(cut, found.pictures)
        _verify_sound(cut, sound, found.sound)


def _verify_pictures(cut: Cut, packets: Sequence[Packet]) -> None:
    expected = [packet for chunk in cut.chunks for packet in chunk.packets]
    if [packet.hash for packet in packets] != expected:
        raise _unsound("Its pictures are not those that were encoded.")
    frame_ticks = ticks(1, cut.fps)
    if sorted(packet.pts for packet in packets) != list(range(0, len(packets) * frame_ticks, frame_ticks)):
        raise _unsound("Its pictures are not evenly spaced.")


def _verify_sound(cut: Cut, sound: SoundTrack, packets: Sequence[Packet]) -> None:
    """Packet k of AAC is heard from (k - 1) * 1024 on, and needs the one before."""
    first = cut.first_sample // ffmpeg.AAC_FRAME_SAMPLES
    end = (cut.first_sample + cut.samples - 1) // ffmpeg.AAC_FRAME_SAMPLES + 2
    if not packets or [packet.hash for packet in packets] != list(sound.packets[first:end]):
        raise _unsound("Its sound is not what was encoded.")
    if packets[0].pts != (first - 1) * ffmpeg.AAC_FRAME_SAMPLES - cut.first_sample:
        raise _unsound("Its sound is not in time.")
    samples = packets[-1].pts + packets[-1].duration
    if samples != cut.samples:
        raise _unsound(f"Its sound has {samples} samples instead of {cut.samples}.")


def _unsound(what: str) -> RenderFault:
    return RenderFault(
        f"The finished film did not pass its check and was not published. {what}",
        hint="Drop the trigger again; if it fails again, run: dropd doctor",
    )
