"""What every kept piece of a film depends on besides its description: how this version draws, and with what."""

from importlib.metadata import version

RENDER_VERSION = 6
"""Raise it whenever the same description gives other pixels, or other bytes of a chunk, than before."""

PACKAGES = ("opencv-python-headless", "numpy", "pillow", "pillow-heif")
"""Those whose version may change a pixel; text reaches a key as the pixels that were drawn."""


def drawn_with() -> list[str]:
    """The render version and those of the packages, as parts of a key."""
    return [str(RENDER_VERSION), *(version(package) for package in PACKAGES)]
