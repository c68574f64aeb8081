"""What a complete drop hands to the render: the files of the film, as they lay on disk."""

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SceneFiles(_Value):
    """The files of one scene; paths are below `input/` and as on disk."""

    images: tuple[str, ...]
    voice_over: str | None


class Fingerprint(_Value):
    """How a file looked when it was delivered: whoever reads it later can tell whether it is still the same."""

    path: str
    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class UsedFile(Fingerprint):
    """A delivered file, and what was in it when a render began."""

    sha256: str

    @property
    def fingerprint(self) -> Fingerprint:
        """How the file looked."""
        return Fingerprint(**self.model_dump(exclude={"sha256"}))


class Awaited(_Value):
    """A file that is waited for, and why, in words that follow "is"; its size if a part of it is there."""

    path: str
    reason: str
    size_bytes: int | None = None
    passes: bool = False
    """Whether that ends by itself: nobody needs to copy anything."""


class Delivery(_Value):
    """Everything that a film is made from; it goes to the render process as JSON."""

    scenes: tuple[SceneFiles, ...]
    files: tuple[Fingerprint, ...]
    """All files that the film uses, scenes.json and the trigger among them; each once, by path."""
    music: str | None = None
    watermark: str | None = None
    title_font: str | None = None
    warnings: tuple[str, ...] = ()
    lacking: tuple[Awaited, ...] = ()
    """What is not there, for a check only; `scenes` may then name it all the same."""
