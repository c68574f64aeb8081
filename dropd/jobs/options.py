"""What is asked for, put together: the trigger first, then scenes.json's `vid`, then the settings. Pure."""

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from dropd.contracts.names import parse_output_name
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scenes
from dropd.contracts.trigger import Trigger
from dropd.errors import ContractFault, Problem
from dropd.settings.model import Speech
from dropd.speech.speaker import Voice


def resolved_options(trigger: Trigger, defaults: RenderOptions) -> RenderOptions:
    """The trigger's options over those that the settings set."""
    asked = trigger.render_options
    styles = {
        name: getattr(defaults, name).model_copy(update=_given(getattr(asked, name)))
        for name in ("title_style", "caption_style")
    }
    merged = defaults.model_copy(update={**_given(asked), **styles})
    if merged.max_shot < merged.min_shot:
        # Each file is sound on its own; where they disagree, the trigger wins.
        bound = "min_shot" if "min_shot" in asked.model_fields_set else "max_shot"
        value = getattr(merged, bound)
        merged = merged.model_copy(update={"min_shot": value, "max_shot": value})
    return merged


def resolved_voice(options: RenderOptions, scenes: Scenes, speech: Speech) -> Voice:
    """Which service speaks, with which voice and language."""
    return Voice(
        api=options.tts_api or scenes.vid.api or speech.api,
        name=options.tts or scenes.vid.voice or speech.voice,
        language=options.tts_language or scenes.vid.lang or speech.language,
        piper_voice=speech.piper_voice,
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


def _given(group: BaseModel) -> dict[str, object]:
    return {name: getattr(group, name) for name in group.model_fields_set}
