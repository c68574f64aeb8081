"""What is said in the film, as captions with their times."""

from dropd.film.captions.cues import Cue, cues
from dropd.film.captions.line_rules import line_rules
from dropd.film.captions.speech_times import Narration
from dropd.film.plan import Plan
from dropd.film.sound.voice_over import VoiceOver, VoiceOvers
from dropd.jobs.order import WorkOrder
from dropd.language.tags import icu_language


def film_captions(order: WorkOrder, plan: Plan, voices: VoiceOvers) -> tuple[Cue, ...]:
    """Return the captions of the film, none where none are wanted.

    The times are taken from the recordings, which must be those that are laid into the film.
    """
    if order.options.captions == "none":
        return ()
    texts = [scene.vo or "" for scene in order.scenes.scenes]
    narrations = [_narration(text, voice) for text, voice in zip(texts, voices, strict=True)]
    size = order.options.film_size
    return cues(plan, narrations, line_rules(icu_language(order.voice.language), (size.width, size.height)))


def _narration(text: str, voice: VoiceOver | None) -> Narration:
    return Narration(text, voice.recording, voice.spans) if voice else Narration(text, None)
