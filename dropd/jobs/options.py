"""Which voice speaks, and what the film is called: the trigger, then scenes.json's `vid`, then settings. Pure."""

from pydantic_core import PydanticCustomError

from dropd.contracts.names import parse_output_name
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Vid
from dropd.contracts.trigger import Trigger
from dropd.errors import ContractFault, Problem
from dropd.settings.model import Speech
from dropd.speech.voice import Voice, server_of


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
        server=server_of(api, speech),
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
