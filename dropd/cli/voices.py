"""`dropd voices`: which voices the speech service has, and how one sounds."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from dropd.cache.store import Cache
from dropd.cli.console import say
from dropd.cli.lookup import settings_of
from dropd.cli.options import ConfigOption
from dropd.contracts.options import RenderOptions, SpeechApi
from dropd.contracts.scenes import Vid
from dropd.errors import SetupFault, SpeechFault
from dropd.jobs.options import resolved_voice
from dropd.language.spoken_text import has_words
from dropd.media.builds import find_ffmpeg
from dropd.settings import Settings
from dropd.speech.patience import patiently
from dropd.speech.service import Service, service_for
from dropd.speech.voice import Voice

PATIENCE_S = 30.0


def voices(
    speak: Annotated[str | None, typer.Option("--speak", metavar="TEXT", help="Have a text spoken.")] = None,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Where to, a WAV file.")] = Path("voice.wav"),
    voice: Annotated[str | None, typer.Option("--voice", help="By this voice.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="In this language, such as en.")] = None,
    api: Annotated[SpeechApi | None, typer.Option("--api", help="By this service.")] = None,
    config: ConfigOption = None,
) -> None:
    """List the voices of the speech service, or have one speak a sample to a file."""
    settings, _ = settings_of(config)
    if speak is not None:
        _need_words(speak)
        _need_folder(to)
    wished = _wished(settings, voice, language, api)
    with TemporaryDirectory(prefix="dropd-voices-") as scratch:
        cache = Cache(settings.cache_folder)
        try:
            with service_for(wished, Path(scratch), cache) as service:
                if speak is None:
                    _list(service)
                else:
                    _speak(speak, service, wished, to, settings)
                _note(service)
        except SpeechFault as fault:
            raise SetupFault(fault.message, hint=fault.hint) from None


def _wished(settings: Settings, voice: str | None, language: str | None, api: SpeechApi | None) -> Voice:
    asked = RenderOptions.model_validate({"tts": voice, "ttsLanguage": language, "ttsApi": api})
    wished = resolved_voice(asked, Vid(), settings.defaults, settings.speech)
    if wished.api is None:
        raise SetupFault(
            "Nothing says which speech service is meant.",
            hint="Name one, such as: dropd voices --api piper. Or write speech: {api: piper} into the settings.",
        )
    return wished


def _need_words(text: str) -> None:
    if not has_words(text):
        raise SetupFault("There is nothing to be spoken in this text.", hint="Write words or numbers.")


def _need_folder(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise SetupFault(
            f"The folder {target.absolute().parent} does not exist.", hint="Make it, or name another file with --to."
        )


def _list(service: Service) -> None:
    names = patiently(service.voices, within_s=PATIENCE_S)
    for name in names:
        say(name)
    if not names:
        say("The service does not tell which voices it has.", "yellow")


def _speak(text: str, service: Service, wished: Voice, target: Path, settings: Settings) -> None:
    from dropd.speech.sample import write_sample  # noqa: PLC0415 - loads NumPy, for this command only

    ffmpeg, turns = find_ffmpeg(settings.ffmpeg).path, settings.cache_folder
    write_sample(text, service, wished, target, ffmpeg=ffmpeg, turns=turns)
    say(f"{service.voice} spoke to {target}.", "green")


def _note(service: Service) -> None:
    for note in service.notes:
        say(f"! {note}", "yellow")
