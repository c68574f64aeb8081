"""What is said in the film, as captions with their times. Found once, and kept: to hear each voice takes long."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from unicodedata import unidata_version

from icu4py import icu_version

from dropd.cache.checked import Facts, find_or_make
from dropd.cache.store import Cache
from dropd.film.captions.cues import Cue, cues
from dropd.film.captions.line_rules import LineRules, line_rules
from dropd.film.captions.speech_times import Narration
from dropd.film.plan import Plan
from dropd.film.sound.voice_over import VoiceOver, VoiceOvers
from dropd.jobs.order import WorkOrder
from dropd.language.tags import icu_language

CAPTIONS_VERSION = 1
"""Raise it whenever the same words in the same voices get other captions than before."""


def film_captions(order: WorkOrder, plan: Plan, voices: VoiceOvers, cache: Cache) -> tuple[Cue, ...]:
    """Return the captions of the film, none where none are wanted.

    The times are taken from the recordings, which must be those that are laid into the film.
    """
    if order.options.captions == "none":
        return ()
    texts = [scene.vo or "" for scene in order.scenes.scenes]
    size = order.options.film_size
    rules = line_rules(icu_language(order.voice.language), (size.width, size.height))

    def caption(_: tuple[Path, ...]) -> Facts:
        narrations = [_narration(text, voice) for text, voice in zip(texts, voices, strict=True)]
        return {"cues": [(cue.first_frame, cue.frames, cue.text) for cue in cues(plan, narrations, rules)]}

    facts = find_or_make(cache, _key(plan, texts, voices, rules), (), caption).facts
    return tuple(Cue(*cue) for cue in facts["cues"])


def _key(plan: Plan, texts: list[str], voices: VoiceOvers, rules: LineRules) -> str:
    """A digest of all words, and of when and how they are said."""
    described = {
        "captions": [CAPTIONS_VERSION, *_versions()],
        "fps": str(plan.fps),
        "scenes": [(scene.first_frame, scene.frames, scene.samples) for scene in plan.scenes],
        "texts": texts,
        "voices": [voice.identity if voice else None for voice in voices],
        "rules": asdict(rules),
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _versions() -> tuple[str, ...]:
    """Those of what may change when a voice is heard, where a line breaks, or how wide a letter is."""
    return version("numpy"), version("icu4py"), icu_version, unidata_version


def _narration(text: str, voice: VoiceOver | None) -> Narration:
    return Narration(text, voice.recording, voice.spans) if voice else Narration(text, None)
