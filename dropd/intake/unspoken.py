"""Which scenes have a text that somebody has to speak, and what is said where nobody can. Pure."""

from collections.abc import Sequence

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.errors import NarrationFault
from dropd.intake.wording import named


def needs_speech(scenes: Sequence[Scene], voice_overs: Sequence[str | None], options: RenderOptions) -> tuple[int, ...]:
    """Which scenes have something to say but no voice-over; none of them when silence is what was asked for."""
    if options.is_silent:
        return ()
    pairs = enumerate(zip(scenes, voice_overs, strict=True))
    return tuple(index for index, (scene, voice_over) in pairs if voice_over is None and scene.has_words)


def lacking_narration(scenes: Sequence[Scene], indexes: Sequence[int], folder: str) -> NarrationFault:
    """The error for text that nobody speaks: which scenes, and the three ways out. `folder` is that of voice-overs."""
    which, have = ("Scene", "has") if len(indexes) == 1 else (f"{len(indexes)} scenes:", "have")
    return NarrationFault(
        f"{which} {', '.join(named(scenes, indexes))} {have} text to speak, but no voice-over, "
        "and no speech service is set up.",
        hint=f"Add {folder}/{indexes[0]:02}.wav and so on, counted from 00; "
        "or write ttsApi: piper into render.yaml, under renderOptions, to have the text spoken; "
        "or tts: none for a film without narration.",
    )
