"""What is asked for, put together: the trigger first, then scenes.json's `vid`, then the settings. Pure."""

from pydantic import BaseModel

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scenes
from dropd.contracts.trigger import Trigger
from dropd.settings.model import Speech
from dropd.speech.speaker import Voice

SILENCE = "none"
"""`tts: none`: no narration, on purpose."""


def resolved_options(trigger: Trigger, defaults: RenderOptions) -> RenderOptions:
    """The trigger's options over those that the settings set."""
    asked = trigger.render_options
    style = defaults.title_style.model_copy(update=_given(asked.title_style))
    merged = defaults.model_copy(update={**_given(asked), "title_style": style})
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
    """The film's name without its ending: what the trigger says, else what its own name says."""
    stem = (trigger.output_name or f"{trigger_stem}.mp4").removesuffix(".mp4")
    return f"{stem}.draft" if options.draft else stem


def _given(group: BaseModel) -> dict[str, object]:
    return {name: getattr(group, name) for name in group.model_fields_set}
