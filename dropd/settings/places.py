"""Where things are for one user on one machine: what relative paths and default folders depend on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dropd.errors import SetupFault

SYSTEM_CONFIG = Path("/etc/dropd/dropd.yaml")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that the environment decides."""

    working_folder: Path
    home: Path
    user_config: Path
    cache: Path
    state: Path

    @classmethod
    def of(cls, environment: Mapping[str, str], working_folder: Path) -> "Places":
        """The folders of systemd's unit, else of the XDG variables, else of the XDG rules.

        Raises SetupFault when the user has no home folder.
        """
        home = _home(environment)
        return cls(
            working_folder=working_folder,
            home=home,
            user_config=_xdg(environment, "XDG_CONFIG_HOME", home / ".config") / "dropd.yaml",
            cache=_unit_folder(environment, "CACHE_DIRECTORY") or _xdg(environment, "XDG_CACHE_HOME", home / ".cache"),
            state=_unit_folder(environment, "STATE_DIRECTORY")
            or _xdg(environment, "XDG_STATE_HOME", home / ".local" / "state"),
        )

    def default_settings(self) -> dict[str, Path]:
        """The settings whose default depends on the environment."""
        return {"root": self.home / "Videos", "cache_folder": self.cache, "state_folder": self.state}

    def full_path(self, path: Path) -> Path:
        """A path as somebody typed it, made independent of the working folder; `~` is the home folder."""
        if path.parts[:1] == ("~",):
            return self.home.joinpath(*path.parts[1:])
        return self.working_folder / path


def _home(environment: Mapping[str, str]) -> Path:
    if environment.get("HOME"):
        return Path(environment["HOME"])
    try:
        return Path.home()
    except RuntimeError as error:
        raise SetupFault("This user has no home folder.", hint="Set HOME to a folder.") from error


def _unit_folder(environment: Mapping[str, str], variable: str) -> Path | None:
    # systemd joins several folders with colons; dropd's units have one.
    first = environment.get(variable, "").partition(":")[0]
    return Path(first) if first else None


def _xdg(environment: Mapping[str, str], variable: str, default: Path) -> Path:
    # The XDG rules say that relative paths are to be ignored.
    folder = Path(environment.get(variable, ""))
    return (folder if folder.is_absolute() else default) / "dropd"
