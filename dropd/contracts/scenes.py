"""scenes.json: what the film shows and says."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from dropd.contracts.bounds import Between
from dropd.contracts.checking import checked, faults
from dropd.contracts.documents import parse_json
from dropd.contracts.exact import Seconds
from dropd.contracts.focus import TypedFocus
from dropd.contracts.leniency import leave_out, warnings_of
from dropd.contracts.model import Contract
from dropd.contracts.names import PictureName, VoiceoverName
from dropd.contracts.options import SpeechApi, TypedTransition
from dropd.contracts.plain_words import UNKNOWN_KEY
from dropd.contracts.refusal import refused
from dropd.contracts.unknown_keys import Groups
from dropd.contracts.words import AnyCase, NotEmpty, OffMeans, Text
from dropd.language.spoken_text import has_words

ShotMotion = Literal["in", "out", "left", "right", "up", "down", "pan", "none"]
"""Where a camera goes; `pan` is along the longer side of the picture."""

SceneSeconds = Annotated[Seconds, Between(0, 3600, above_low=True)]
"""Seconds of a picture or a scene."""

_AT_LEAST_ONE = Field(json_schema_extra={"minItems": 1})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one film may hold; from the settings."""

    max_images: int = 3
    max_scenes: int = 2000


class _Part(Contract):
    model_config = ConfigDict(alias_generator=None)


class Info(_Part):
    """What the film is about."""

    address: Text = None
    """Where the property is, in one line."""

    title: Text = None
    """The film's title, as players show it; without it the address."""


class Vid(_Part):
    """How the narration is spoken, where the trigger says nothing else."""

    voice: Text = None
    """The voice, by the name that the speech service gives it."""

    lang: Annotated[Text, Field(validation_alias=AliasChoices("lang", "language"))] = None
    """The language of the texts, such as `en`."""

    api: Annotated[SpeechApi | None, AnyCase, Field(validation_alias=AliasChoices("api", "tts_api"))] = None
    """The speech service."""


class TimelineEntry(_Part):
    """How one picture is shown."""

    image: PictureName
    """The picture, as in `images`."""

    duration: SceneSeconds | None = None
    """Seconds; given for each picture of the scene, or for none."""

    motion: Annotated[ShotMotion | None, AnyCase, OffMeans("none")] = None
    """Where the camera goes; without it dropd chooses."""

    focus: TypedFocus | None = None
    """What matters in the picture: what `fit: cover` keeps and the camera goes to."""


class Scene(_Part):
    """One to three pictures and what is said over them."""

    title: Text = None
    """Shown at the scene's beginning."""

    vo: Annotated[Text, Field(validation_alias=AliasChoices("VO", "vo"), serialization_alias="VO")] = None
    """The text that is spoken, or shown as captions to a voice-over."""

    images: Annotated[tuple[PictureName, ...], NotEmpty, _AT_LEAST_ONE]
    """Pictures in `input/images/`, in their order."""

    voiceover: VoiceoverName | None = None
    """A sound file in the folder of voice-overs; without it, the one numbered as this scene, from 00."""

    timeline: tuple[TimelineEntry, ...] | None = None
    """Seconds, camera move and focus for each of `images`, in the same order."""

    transition: TypedTransition | None = None
    """How the film goes over into this scene; without it as the trigger says."""

    duration: SceneSeconds | None = None
    """Seconds that the scene lasts at least."""

    description: Text = None
    """Free text that is not rendered."""

    @field_validator("images")
    @classmethod
    def _not_too_many(cls, images: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        limit = _limits(info).max_images
        if len(images) > limit:
            raise refused(f"{len(images)} pictures are too many.", f"A scene shows {limit} at most.")
        return images

    @field_validator("timeline")
    @classmethod
    def _fits(
        cls, timeline: tuple[TimelineEntry, ...] | None, info: ValidationInfo
    ) -> tuple[TimelineEntry, ...] | None:
        images = info.data.get("images")
        if timeline and images and tuple(entry.image for entry in timeline) != images:
            raise refused("The timeline does not name the pictures of `images` in their order.")
        if timeline and len({entry.duration is None for entry in timeline}) > 1:
            raise refused("Some pictures of the timeline have a duration and others have none.", "Give all or none.")
        return timeline

    @property
    def has_words(self) -> bool:
        """Whether there is anything to be spoken in its text: not in `...`."""
        return has_words(self.vo or "")

    @property
    def timeline_s(self) -> tuple[Fraction, ...] | None:
        """Seconds of each picture, if the timeline gives them."""
        given = tuple(entry.duration for entry in self.timeline or () if entry.duration is not None)
        return given or None


class Scenes(_Part):
    """The whole document."""

    info: Info = Info()
    """Facts about the property."""

    vid: Annotated[Vid, Field(validation_alias=AliasChoices("vid", "video"))] = Vid()
    """How the narration is spoken."""

    scenes: Annotated[tuple[Scene, ...], NotEmpty, _AT_LEAST_ONE]
    """The scenes, in the order of the film."""

    @field_validator("scenes", mode="before")
    @classmethod
    def _not_too_many(cls, scenes: Any, info: ValidationInfo) -> Any:
        limit = _limits(info).max_scenes
        if isinstance(scenes, list) and len(scenes) > limit:
            raise refused(f"{len(scenes)} scenes are too many.", f"A film has {limit} at most.")
        return scenes


@dataclass(frozen=True, slots=True)
class ParsedScenes:
    """What scenes.json says, and what its owner may want to know about it."""

    scenes: Scenes
    warnings: tuple[str, ...]


_GROUPS: Groups = {
    "": Scenes,
    "info": Info,
    "vid": Vid,
    "video": Vid,
    "scenes": Scene,
    "timeline": TimelineEntry,
}


def parse_scenes(
    data: bytes, file: str = "scenes.json", *, max_images: int = 3, max_scenes: int = 2000
) -> ParsedScenes:
    """Read scenes.json. Unknown keys, and timelines that do not fit, are left out and told as warnings.

    Raises SyntaxFault with line and column, TooLargeFault above 4 MB, ContractFault with every problem.
    """
    limits = Limits(max_images, max_scenes)
    value, left_out = leave_out(
        parse_json(data, file), lambda document: faults(Scenes, document, limits), _place_to_leave_out
    )
    places = (omission.place for omission in left_out)
    scenes = checked(Scenes, value, file=file, groups=_GROUPS, context=limits, passed_over=places)
    return ParsedScenes(scenes, warnings_of(left_out, _GROUPS))


def _place_to_leave_out(error: ErrorDetails) -> tuple[int | str, ...]:
    """What can be left out so that the film is made all the same; empty for a fault."""
    place = error["loc"]
    if error["type"] == UNKNOWN_KEY:
        return place
    return place[:3] if place[:1] == ("scenes",) and place[2:3] == ("timeline",) else ()


def _limits(info: ValidationInfo) -> Limits:
    return info.context if isinstance(info.context, Limits) else Limits()
