"""Which voice speaks, and what the film is called: the trigger, then scenes.json's `vid`, then settings. Pure."""

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from dropd.contracts.names import parse_output_name
from dropd.contracts.options import RenderOptions, SpeechApi
from dropd.contracts.scenes import Vid
from dropd.contracts.trigger import Trigger
from dropd.errors import ContractFault, Problem
from dropd.settings.model import Speech
from dropd.speech.voice import Server, Voice


def resolved_voice(asked: RenderOptions, vid: Vid, options: RenderOptions, speech: Speech) -> Voice:
    """Which service speaks, with which voice and language: where a trigger says nothing, scenes.json may say it.

    `asked` is what the trigger itself says, `options` the same over what the settings set.
    """
    api = asked.tts_api or vid.api or options.tts_api or speech.api
    voices = {"xtts": speech.xtts_voice, "openai": speech.openai_voice, "azure": speech.azure_voice}
    usual = speech.voice or voices.get(api or "")
    language = speech.language or (speech.xtts_language if api == "xtts" else None)
    return Voice(
        api=api,
        name=asked.tts or vid.voice or options.tts or usual,
        language=asked.tts_language or vid.lang or options.tts_language or language,
        speed=float(speech.speed),
        piper_voice=speech.piper_voice,
        server=_server_of(api, speech),
    )


def output_stem(trigger: Trigger, options: RenderOptions, trigger_stem: str) -> str:
    """The film's name without its ending: what the trigger says, else what its own name says. Raises ContractFault."""
    name = trigger.output_name or _name_of_trigger(trigger_stem)
    stem = name.removesuffix(".mp4")
    return f"{stem}.draft" if options.draft else stem


def _name_of_trigger(stem: str) -> str:
    try:
        return parse_output_name(f"{stem}.mp4")
    except PydanticCustomError as error:
        raise ContractFault(
            f"{stem}.render.yaml",
            (Problem("", f"The film would be named after the trigger, but {error.message()}"),),
        ) from None


def _server_of(api: SpeechApi | None, speech: Speech) -> Server:
    """The server of a service, as the settings say it; Piper has none, and one process."""
    if api is None or api == "piper":
        return Server()
    region = f"https://{speech.azure_region}.tts.speech.microsoft.com" if speech.azure_region else None
    url, key = {
        "xtts": (speech.xtts_url, speech.xtts_key),
        "openai": (speech.openai_url, speech.openai_key),
        "azure": (speech.azure_url or region, speech.azure_key),
    }[api]
    return Server(
        url=url,
        key=_plain(key),
        model=speech.openai_model if api == "openai" else None,
        dialect=speech.xtts_dialect,
        proxy=speech.proxy,
        requests_at_once=speech.requests_at_once,
        connect_timeout_s=float(speech.connect_timeout_s),
        read_timeout_s=float(speech.read_timeout_s),
        total_timeout_s=float(speech.total_timeout_s),
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value().strip() if secret else None
