"""A scene's voice-over as it is laid into the film: recorded by somebody, or spoken by a service."""

from dataclasses import dataclass

from dropd.film.sound.tracks import Recording


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence that a service spoke, and where in the recording."""

    text: str
    first_sample: int
    """At 48 kHz."""
    end_sample: int


@dataclass(frozen=True, slots=True)
class VoiceOver:
    """What is heard of a scene's voice."""

    recording: Recording
    identity: str
    """What tells it from any other: what it was decoded or spoken from, and how."""
    spans: tuple[Span, ...] = ()
    """Where each sentence is, if it was spoken sentence by sentence."""

    @property
    def samples(self) -> int:
        """How long it is."""
        return self.recording.samples


VoiceOvers = tuple[VoiceOver | None, ...]
"""Those of scenes in their order; None for a scene without."""
