"""`dropd doctor`: is this machine ready, and if not, what to do."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from dropd.cache.store import Cache
from dropd.cli.console import say
from dropd.cli.lookup import how_to_start, settings_of
from dropd.cli.options import ConfigOption, RootOption
from dropd.contracts.options import DEFAULT_FONT_FAMILY, RenderOptions
from dropd.contracts.scenes import Vid
from dropd.errors import SetupFault, SpeechFault
from dropd.intake.mounts import mount_of, read_mountinfo
from dropd.intake.rootguard import RootGuard
from dropd.intake.rounds import POLL_S
from dropd.jobs.obstacles import unwritable
from dropd.jobs.options import resolved_voice
from dropd.media.builds import find_ffmpeg
from dropd.media.encoder_options import SURE_ENCODER, Wish, asked, h264_encoders
from dropd.media.endings import StartFault
from dropd.project import Root
from dropd.settings import Settings
from dropd.speech.patience import TryAgain
from dropd.speech.piper import bundled_voice
from dropd.speech.service import service_for
from dropd.systemd import STALE_AFTER_S, last_heartbeat

BYTES_PER_GIGABYTE = 1e9
USEFUL_WATCHES = 65_536
FULL_HD = Wish("medium", 18, 1920, 1080, Fraction(30))
"""What encoders are tried with."""
MAX_WATCHES = Path("/proc/sys/fs/inotify/max_user_watches")
FONT_HINTS = {
    "cjk": "No font for Chinese, Japanese and Korean: apt install fonts-noto-cjk.",
    "emoji": "No font for emoji: apt install fonts-noto-color-emoji.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    told: str
    hint: str = ""


def doctor(
    config: ConfigOption = None,
    root: RootOption = None,
    heartbeat: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--heartbeat", help="Only tell whether a daemon is alive; for health checks.")
    ] = False,
) -> None:
    """Look at FFmpeg, fonts, the root, the kernel's limits and the speech service."""
    settings, _ = settings_of(config, root)
    findings = [_heartbeat(settings, how_to_start(config, root))] if heartbeat else list(_examine(settings))
    for finding in findings:
        say(f"{'✓' if finding.is_well else '✗'} {finding.what:12} {finding.told}", "" if finding.is_well else "red")
        if finding.hint:
            say(f"  {'':12} {finding.hint}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _examine(settings: Settings) -> Iterator[Finding]:
    yield from _ffmpeg(settings)
    yield _fonts()
    yield from _root(settings)
    yield _cache(settings)
    yield _watches()
    yield _speech(settings)


def _heartbeat(settings: Settings, hint: str) -> Finding:
    life = last_heartbeat(settings.state_folder)
    if life is None:
        return Finding("daemon", False, "is not running.", hint)
    age_s = (datetime.now(UTC) - life.at).total_seconds()
    if age_s > STALE_AFTER_S:
        return Finding("daemon", False, f"gave its last sign of life {age_s:.0f} s ago.", hint)
    if life.trouble is not None:
        return Finding("daemon", True, f"is alive, but: {life.trouble}")
    return Finding("daemon", True, f"is alive (last sign {max(age_s, 0):.0f} s ago).")


def _ffmpeg(settings: Settings) -> Iterator[Finding]:
    from dropd.media.encoder_trial import refusal  # noqa: PLC0415 - loads NumPy, for this command only

    try:
        build = find_ffmpeg(settings.ffmpeg)
        reasons = {name: refusal(build, asked(name, FULL_HD), FULL_HD) for name in h264_encoders(build)}
    except (SetupFault, StartFault) as error:
        yield Finding("ffmpeg", False, error.message, error.detail or error.hint)
        return
    reason = reasons[SURE_ENCODER]
    where = f"{build.version} ({build.origin}: {build.path})"
    if reason is not None:
        yield Finding("ffmpeg", False, f"{where} cannot make films: {reason}.", "Install it anew, or another one.")
        return
    yield Finding("ffmpeg", True, f"{where} encodes a test film.")
    works = [name for name, reason in reasons.items() if reason is None]
    refused = [f"{name} ({reason})" for name, reason in reasons.items() if reason is not None]
    yield Finding("encoders", True, ", ".join(works), f"Not on this machine: {', '.join(refused)}." if refused else "")


def _fonts() -> Finding:
    from dropd.film.lettering.fonts import FontBook  # noqa: PLC0415 - loads HarfBuzz, for this command only

    fonts = FontBook()
    families, machine = fonts.families(), fonts.machine_fonts()
    others = dict.fromkeys(font.family for font in machine if font.use != "other")
    told = ", ".join(families) + (f"; of this machine: {', '.join(others)}" if others else "")
    if DEFAULT_FONT_FAMILY not in families:
        return Finding("fonts", False, f"{DEFAULT_FONT_FAMILY} is missing.", "Install dropd anew: pip install dropd")
    uses = {font.use for font in machine}
    return Finding("fonts", True, told, " ".join(hint for use, hint in FONT_HINTS.items() if use not in uses))


def _root(settings: Settings) -> Iterator[Finding]:
    root = Root.at(settings.root)
    if not root.projects.is_dir():
        yield Finding("root", False, f"{root.projects} does not exist.", "Make it with: dropd init")
        return
    if gone := RootGuard(root, settings.state_folder).look():
        yield Finding("root", False, gone.reason)
        return
    for folder in (root.folder, root.projects):
        if fault := unwritable(folder.resolve()):
            yield Finding("root", False, fault.message, fault.hint)
            return
    free_gb = shutil.disk_usage(root.folder).free / BYTES_PER_GIGABYTE
    mount = mount_of(root.projects, read_mountinfo())
    told = f"{root.folder}: {free_gb:.0f} GB free" + (f", {mount.kind}" if mount else "")
    if mount is not None and not mount.tells_of_changes:
        told += f"; no events from there, so it is looked at every {POLL_S:g} s"
    yield Finding("root", True, told + ".")


def _cache(settings: Settings) -> Finding:
    folder = settings.cache_folder
    # Not Path.is_dir: before Python 3.12 it raises where it may not look.
    there = next(path for path in (folder, *folder.absolute().parents) if os.path.isdir(path))  # noqa: PTH112
    if fault := unwritable(there.resolve()):
        return Finding("cache", False, fault.message, fault.hint)
    free_gb = shutil.disk_usage(there).free / BYTES_PER_GIGABYTE
    return Finding("cache", True, f"{folder}: {settings.cache_limit_gb:g} GB at most; {free_gb:.0f} GB are free.")


def _watches() -> Finding:
    try:
        watches = int(MAX_WATCHES.read_text())
    except (OSError, ValueError):
        return Finding("inotify", True, "not on this system: folders are looked through regularly.")
    if watches < USEFUL_WATCHES:
        return Finding(
            "inotify",
            True,
            f"{watches} folders can be watched at most; each project takes about seven.",
            f"For more: sudo sysctl fs.inotify.max_user_watches={USEFUL_WATCHES}",
        )
    return Finding("inotify", True, f"{watches} folders can be watched.")


def _speech(settings: Settings) -> Finding:
    has_piper = importlib.util.find_spec("piper") is not None
    if settings.defaults.is_silent:
        return Finding("speech", True, "the settings say tts: none, so films are silent, or have voice-overs.")
    if settings.speech.api is None:
        also = "; triggers may say ttsApi: piper" if has_piper else ""
        return Finding("speech", True, f"no service is set up, so drops need voice-overs{also}.")
    if settings.speech.api != "piper":
        return _speech_server(settings)
    try:
        voice = settings.speech.piper_voice or bundled_voice()
    except SetupFault as error:
        return Finding("speech", False, error.message, error.hint)
    return Finding("speech", has_piper and voice.exists(), f"piper with {voice}.")


def _speech_server(settings: Settings) -> Finding:
    """Whether the server can be asked at all; that it speaks well is heard with `dropd voices --speak`."""
    wished = resolved_voice(RenderOptions(), Vid(), settings.defaults, settings.speech)
    with TemporaryDirectory(prefix="dropd-doctor-") as scratch:
        try:
            with service_for(wished, Path(scratch), Cache(settings.cache_folder)) as service:
                names = service.voices()
        except TryAgain as error:
            return Finding("speech", False, error.fault.message, error.fault.hint)
        except SpeechFault as fault:
            return Finding("speech", False, fault.message, fault.hint)
    return Finding("speech", True, f"{service.voice}; it names {len(names)} voices.")
