"""What is heard in a voice: how loud it is from moment to moment, and where it sounds. Found once, and kept."""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.film.sound.loudness import Steps, track_steps
from dropd.film.sound.silence import Stretch, heard_in
from dropd.film.sound.voice_over import VoiceOver

HEARING_VERSION = 4
"""Raise it whenever something else is found in the same voice than before."""
HEARING_PACKAGES = ("numpy", "opencv-python-headless")
"""Those whose version may change a sample, or what is found in it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is heard in one voice."""

    steps: Steps
    stretches: tuple[Stretch, ...]
    """Where it sounds, in its own samples."""


NO_VOICE = Hearing(Steps(np.zeros(0), np.zeros(0)), ())


def hearing_of(voice: VoiceOver | None, cache: Cache) -> Hearing:
    """What is heard in a voice, as it was found for an earlier film, or now."""
    if voice is None:
        return NO_VOICE

    def hear(_: tuple[Path, ...]) -> Facts:
        steps, stretches = track_steps(voice.recording), heard_in(voice.recording)
        return {
            "powers": steps.powers.tolist(),
            "peaks": steps.peaks.tolist(),
            "stretches": [(stretch.first, stretch.end) for stretch in stretches],
        }

    described = json.dumps(["heard", *hearing_versions(), voice.identity])
    facts = find_or_make(cache, hashlib.sha256(described.encode()).hexdigest(), (), hear).facts
    return Hearing(
        Steps(np.array(facts["powers"]), np.array(facts["peaks"])),
        tuple(Stretch(first, end) for first, end in facts["stretches"]),
    )


def hearing_versions() -> tuple[int | str, ...]:
    """Which version of what hears finds that: what is made by it has them in its key, too."""
    return HEARING_VERSION, *map(version, HEARING_PACKAGES)
