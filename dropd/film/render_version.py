"""What every kept piece of a film depends on besides its description: how this version draws, and with what."""

from functools import cache
from importlib.metadata import version

RENDER_VERSION = 9
"""Raise it whenever the same description gives other pixels, or other bytes of a chunk, than before."""

PACKAGES = ("opencv-python-headless", "numpy", "pillow", "pillow-heif")
"""Those whose version may change a pixel; text reaches a key as the pixels that were drawn."""


@cache
def drawn_with() -> tuple[str, ...]:
    """The render version and those of the packages, as parts of a key; looking up one takes a millisecond."""
    return (str(RENDER_VERSION), *(version(package) for package in PACKAGES))
