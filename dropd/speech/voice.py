"""Which service speaks, with which voice, and how it is reached: a part of the work order."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from dropd.contracts.options import SpeechApi, XttsDialect


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
