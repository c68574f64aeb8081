"""One frozen Settings, from the command line, the environment, `.env`, a YAML file and the defaults."""

from dropd.settings.load import LoadedSettings, load_settings
from dropd.settings.model import Settings, Speech

__all__ = ["LoadedSettings", "Settings", "Speech", "load_settings"]
