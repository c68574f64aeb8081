"""Which service speaks, with which voice, and how it is reached: resolved from trigger, scenes.json and settings."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from dropd.contracts.options import SpeechApi
from dropd.settings.model import Speech, XttsDialect


class Server(BaseModel):
    """Where a service is, and how patiently it is asked. The key is for it alone, and shown nowhere."""

    model_config = ConfigDict(frozen=True)

    url: str | None = None
    key: str | None = Field(default=None, repr=False)
    model: str | None = None
    dialect: XttsDialect | None = None
    """None finds it out."""
    proxy: str | None = Field(default=None, repr=False)
    requests_at_once: int = 1
    connect_timeout_s: float = 5
    read_timeout_s: float = 120
    total_timeout_s: float = 300


def server_of(api: SpeechApi | None, speech: Speech) -> Server:
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


class Voice(BaseModel):
    """What speaks, as a part of a work order."""

    model_config = ConfigDict(frozen=True)

    api: SpeechApi | None = None
    name: str | None = None
    """What the service calls the voice; None for its default. For Piper it is a file of the settings."""
    language: str | None = None
    speed: float = 1
    piper_voice: Path | None = None
    server: Server = Server()
