"""What each setting is called in YAML and in the environment."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from pydantic import BaseModel

from dropd.contracts.unknown_keys import nearest
from dropd.settings.model import Settings

PREFIX = "DROPD_"

ANCESTOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "RENDER_STORAGE": "root",
        "DEFAULT_FPS": "defaults.fps",
        "DEFAULT_MIN_SHOT": "defaults.minShot",
        "DEFAULT_MAX_SHOT": "defaults.maxShot",
        "DEFAULT_XFADE": "defaults.xfade",
        "DEFAULT_CRF": "defaults.crf",
        "DEFAULT_PRESET": "defaults.preset",
        "DEFAULT_TTS_VOICE": "speech.voice",
        "DEFAULT_TTS_LANGUAGE": "speech.language",
        "DEFAULT_TTS_API": "speech.api",
        "XTTS_API_URL": "speech.xtts_url",
        "XTTS_API_KEY": "speech.xtts_key",
        "XTTS_VOICE": "speech.xtts_voice",
        "XTTS_LANGUAGE": "speech.xtts_language",
        "AZURE_SPEECH_KEY": "speech.azure_key",
        "AZURE_SPEECH_REGION": "speech.azure_region",
        "AZURE_KEY": "speech.azure_key",
        "AZURE_REGION": "speech.azure_region",
        "AZURE_TTS_VOICE": "speech.azure_voice",
        "TITLE_FONT_FILE": "title_font_file",
    }
)
"""Variables of the render service before dropd; where two set the same, the later counts."""

ANCESTOR_SERVER_NAMES = ("AUTH_TOKEN", "DB_URL", "ALLOW_ORIGINS", "INLINE_WORKER")
"""Variables of its web server, for which dropd has no use."""


def setting_names() -> tuple[str, ...]:
    """Every setting as YAML spells it, groups joined by a point: `speech.api`, `defaults.minShot`."""
    return tuple(_names_and_variables(Settings))


def names_by_variable() -> dict[str, str]:
    """Every variable with the setting that it sets; where two set the same, the later counts."""
    own = _names_and_variables(Settings)
    return dict(ANCESTOR_NAMES) | {variable: name for name, variable in own.items()}


def did_you_mean(typed: str, names: Collection[str]) -> str:
    """Given a name that does not exist, a question with the one that was probably meant, or nothing."""
    same_elsewhere = (name for name in names if _last_part(name) == _last_part(typed))
    meant = next(same_elsewhere, None) or nearest(typed, names)
    return f"Did you mean {meant}?" if meant else ""


def _last_part(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _names_and_variables(model: type[BaseModel], name: str = "", variable: str = PREFIX) -> dict[str, str]:
    found: dict[str, str] = {}
    for field_name, field in model.model_fields.items():
        inner_name = f"{name}{field.alias or field_name}"
        inner_variable = f"{variable}{field_name.upper()}"
        if group := _group(field.annotation):
            found |= _names_and_variables(group, f"{inner_name}.", f"{inner_variable}__")
        else:
            found[inner_name] = inner_variable
    return found


def _group(annotation: object) -> type[BaseModel] | None:
    """The model of a field that holds several settings; None for a single setting."""
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
