"""Which render options count: the trigger's, and where it says nothing, those of the settings. Pure."""

from pydantic import BaseModel

from dropd.contracts.options import RenderOptions


def resolved_options(asked: RenderOptions, defaults: RenderOptions) -> RenderOptions:
    """The trigger's options over those that the settings set."""
    styles = {
        name: getattr(defaults, name).model_copy(update=_given(getattr(asked, name)))
        for name in ("title_style", "caption_style")
    }
    merged = defaults.model_copy(update={**_given(asked), **styles})
    if merged.is_silent and "tts_api" in asked.model_fields_set and "tts" not in asked.model_fields_set:
        merged = merged.model_copy(update={"tts": None})  # who names a service wants to hear it
    if merged.max_shot < merged.min_shot:
        # Each file is sound on its own; where they disagree, the trigger wins.
        bound = "min_shot" if "min_shot" in asked.model_fields_set else "max_shot"
        value = getattr(merged, bound)
        merged = merged.model_copy(update={"min_shot": value, "max_shot": value})
    return merged


def _given(group: BaseModel) -> dict[str, object]:
    return {name: getattr(group, name) for name in group.model_fields_set}
