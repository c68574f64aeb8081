"""What is known of a drop at one moment, and how long to wait before believing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from dropd.contracts.options import RenderOptions
from dropd.contracts.precedence import resolved_options
from dropd.contracts.scenes import ParsedScenes
from dropd.contracts.trigger import Trigger
from dropd.errors import DropFault
from dropd.intake.delivery import Awaited
from dropd.intake.listing import Listing
from dropd.intake.probe import Verdict
from dropd.intake.quiet import History, quiet_for_s, quiet_since_any_s

EARLY_CHECK_S = 0.4
"""A copy over a network writes more often than this; and a check of what then grows on is made once more."""

GROWING = "still arriving"


@dataclass(frozen=True, slots=True)
class Graces:
    """For how many seconds of quiet to wait before something is believed."""

    quiet_s: float = 2.0
    unsure_quiet_s: float = 10.0
    """The same where nobody can tell whether a file is still being written: another owner, a network disk."""
    empty_trigger_s: float = 10.0
    media_fault_s: float = 30.0
    text_fault_s: float = 60.0
    voice_over_s: float = 60.0
    restless_quiet_s: float = 60.0
    """After files have changed again and again while the film was being made."""
    arrival_timeout_s: float | None = None
    """Counted from the last change in `input/`, so that a slow upload is not cut off."""


@dataclass(frozen=True, slots=True)
class DropFacts:
    """What is known of one drop at one moment."""

    listing: Listing
    history: History
    """With the listing observed."""
    trigger_path: str | None
    """None where a command asks for the film, and no file."""
    trigger: Trigger | DropFault | None
    """As parsed from its settled content, or why that failed; None while neither is known."""
    scenes: ParsedScenes | DropFault | None
    """The same of scenes.json."""
    verdicts: Mapping[str, Verdict]
    """By path, for the files as listed; a file without one is still being checked."""
    is_restless: bool = False
    """Whether files have changed again and again while the film was being made."""
    defaults: RenderOptions = field(default_factory=RenderOptions)
    """What the settings say where the trigger says nothing."""
    has_speech_service: bool = False
    """Whether the settings name a service that speaks text without a voice-over."""

    @property
    def options(self) -> RenderOptions:
        """How the film is to be made; as the settings say while no trigger is known."""
        asked = self.trigger.render_options if isinstance(self.trigger, Trigger) else RenderOptions()
        return resolved_options(asked, self.defaults)


@dataclass(frozen=True, slots=True)
class Wait:
    """Something to wait for, and the monotonic second at which time alone makes a difference to it, if it does."""

    file: Awaited
    until_s: float = inf
    fault: DropFault | None = None
    """What is wrong with it, should it stay as it is."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The facts, read at one monotonic second."""

    facts: DropFacts
    now_s: float
    graces: Graces

    @property
    def is_check(self) -> bool:
        """Whether the trigger asks for a check at once, and not for a film."""
        return isinstance(self.facts.trigger, Trigger) and self.facts.trigger.check_only

    def is_by_settings(self, option: str) -> bool:
        """Whether an option of the film, as Python names it, is what the settings say, and not the trigger."""
        trigger = self.facts.trigger
        return not isinstance(trigger, Trigger) or option not in trigger.render_options.model_fields_set

    @property
    def wants_no_speech(self) -> bool:
        """Whether a film without narration is asked for (`tts: none`)."""
        return self.facts.options.is_silent

    @property
    def can_speak(self) -> bool:
        """Whether any service is named that speaks text without a voice-over."""
        scenes = self.facts.scenes
        by_scenes = isinstance(scenes, ParsedScenes) and scenes.scenes.vid.api is not None
        return self.facts.options.tts_api is not None or by_scenes or self.facts.has_speech_service

    def quiet_s(self, path: str) -> float:
        """For how many seconds a file has not changed."""
        return quiet_for_s(self.facts.history, path, self.now_s)

    def quiet_since_any_s(self) -> float:
        """For how many seconds nothing in `input/` has changed."""
        return quiet_since_any_s(self.facts.history, self.now_s)

    def has_settled(self, path: str) -> bool:
        """Whether a file has content and has not changed for the quiet period."""
        observation = self.facts.listing.files.get(path)
        if observation is None or not observation.is_file or observation.size_bytes == 0:
            return False
        return self.quiet_s(path) >= self.graces.quiet_s

    def may_be_whole(self, path: str) -> bool:
        """Whether a file rests, so that its content can be looked at while the quiet period still passes."""
        observation = self.facts.listing.files.get(path)
        if observation is None or not observation.is_file or observation.size_bytes == 0:
            return False
        return self.quiet_s(path) >= min(EARLY_CHECK_S, self.graces.quiet_s)

    def believed_at_s(self, path: str, grace_s: float) -> float:
        """The moment from which what is wrong with a file counts; a check does not wait to see whether it stays."""
        return self.quiet_until_s(path, self.graces.quiet_s if self.is_check else grace_s)

    def awaited(
        self,
        path: str,
        reason: str,
        *,
        until_s: float = inf,
        fault: DropFault | None = None,
        passes: bool = False,
    ) -> Wait:
        """A file to wait for, with the size that it has so far."""
        observation = self.facts.listing.files.get(path)
        size_bytes = observation and observation.size_bytes
        return Wait(Awaited(path=path, reason=reason, size_bytes=size_bytes, passes=passes), until_s, fault)

    def growing(self, path: str) -> Wait:
        """A file to wait for because it has changed just now."""
        rest_s = self.graces.quiet_s if self.may_be_whole(path) else min(EARLY_CHECK_S, self.graces.quiet_s)
        return self.awaited(path, GROWING, until_s=self.quiet_until_s(path, rest_s), passes=True)

    def quiet_until_s(self, path: str, span_s: float) -> float:
        """The moment at which a file will not have changed for so long."""
        return self.now_s - self.quiet_s(path) + span_s

    def all_quiet_until_s(self, span_s: float) -> float:
        """The moment at which nothing in `input/` will have changed for so long."""
        return self.now_s - self.quiet_since_any_s() + span_s
