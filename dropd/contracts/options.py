"""How a film is to be made: `renderOptions` of a trigger, every default in its place."""

from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import PlainSerializer, model_validator

from dropd.contracts.bounds import Between
from dropd.contracts.colour import Colour, TypedColour
from dropd.contracts.exact import FrameRate, Number, Seconds, plain_float
from dropd.contracts.model import Contract
from dropd.contracts.names import FolderName, PathBeneathInput
from dropd.contracts.refusal import refused, shown_number
from dropd.contracts.size import FilmSize, Size
from dropd.contracts.words import AnyCase, NotEmpty, OffMeans, Switch, Text

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"]
SpeechApi = Literal["xtts", "openai", "azure", "piper"]
Position = Literal[
    "top-left", "top-center", "top-right",
    "center-left", "center", "center-right",
    "bottom-left", "bottom-center", "bottom-right",
]  # fmt: skip


def _off_for_none(value: Any) -> Any:
    if value is None:
        return "off"
    return str(value) if isinstance(value, Colour) else plain_float(value)


_OffForNone = PlainSerializer(_off_for_none)
"""In files null means the default, so None is written as the user would write it."""


class TitleStyle(Contract):
    """How titles look."""

    font_family: Annotated[str, NotEmpty] = "EB Garamond"
    """The font family."""

    font_size: Annotated[Number, Between(8, 400)] = 72
    """Height of the letters, in pixels of a picture whose shorter side is 1080; they grow with the film."""

    fill: TypedColour = Colour(255, 255, 255)
    """Colour of the letters."""

    outline: Annotated[TypedColour | None, OffMeans(None), _OffForNone] = Colour(0, 0, 0, 166)
    """Colour of the line around the letters; `off` for none."""

    position: Annotated[Position, AnyCase] = "top-center"
    """Where in the picture the title stands."""


class RenderOptions(Contract):
    """How a film is made. A key that is null or left out has its default and is not in `model_fields_set`."""

    fps: Annotated[FrameRate, Between(10, 120)] = Fraction(30)
    """Frames a second: 24, 25, 29.97 (= 30000/1001), 30, 50, 60, …"""

    min_shot: Annotated[Seconds, Between(0.5, 60)] = Fraction(5, 2)
    """Seconds for which each picture is shown at least."""

    max_shot: Annotated[Seconds, Between(0.5, 600)] = Fraction(8)
    """Seconds for which a picture is shown at most in one shot; not less than minShot."""

    xfade: Annotated[Seconds, Between(0, 5), OffMeans(0)] = Fraction(1, 2)
    """Seconds of a crossfade; 0 or `off` cuts."""

    crf: Annotated[Number, Between(0, 51)] = 18
    """x264's quality: less is better and larger; 18 cannot be told from the original by most eyes."""

    preset: Annotated[Preset, AnyCase] = "medium"
    """x264's effort: slower ones make smaller files."""

    tts: Annotated[Text, OffMeans("none")] = None
    """The voice that speaks; null for the service's own, `none` for a film without narration, on purpose."""

    tts_language: Text = None
    """Language of the narration, such as `en`; null for the setting."""

    tts_api: Annotated[SpeechApi | None, AnyCase] = None
    """The speech service; null for the one in the settings."""

    voice_dir: FolderName = "voiceovers"
    """The folder in `input/` that holds the voice-overs."""

    music: Annotated[PathBeneathInput | None, OffMeans(None)] = None
    """A sound file in `input/`, such as `music/song.mp3`; null or `off` for none."""

    ducking: Switch = False
    """Whether music becomes quieter while somebody speaks."""

    title_style: TitleStyle = TitleStyle()
    """Font, colours and place of the titles."""

    scene_pad: Annotated[Seconds, Between(0, 10)] = Fraction(2, 5)
    """Seconds of picture after a scene's last word."""

    size: FilmSize = Size(1920, 1080)
    """Width and height in pixels, or a shape: 16:9, 9:16, 1:1, 4:5."""

    fit: Annotated[Literal["blur", "cover", "contain"], AnyCase] = "blur"
    """What is around a picture of another shape: itself, blurred; nothing, it is cropped; black."""

    motion: Annotated[Literal["kenburns", "none"], AnyCase, OffMeans("none")] = "kenburns"
    """Whether the camera moves slowly over each picture."""

    transition: Annotated[Literal["fade", "cut"], AnyCase, OffMeans("cut")] = "fade"
    """How one shot becomes the next."""

    captions: Annotated[Literal["sidecar", "none"], AnyCase, OffMeans("none")] = "sidecar"
    """Whether the spoken text is written beside the film, as .srt and .vtt."""

    loudness: Annotated[Annotated[Number, Between(-40, -5)] | None, OffMeans(None), _OffForNone] = -16
    """Loudness of the film in LUFS; `off` leaves it as it is."""

    encoder: Annotated[Literal["auto", "libx264"], AnyCase] = "auto"
    """The video encoder."""

    tune: Annotated[Literal["slideshow", "none"], AnyCase, OffMeans("none")] = "slideshow"
    """`slideshow` reaches the quality of crf and preset in less time; `none` passes both on as they are."""

    draft: Switch = False
    """Quarter size and fastest settings, to video.draft.mp4."""

    scene_files: Switch = True
    """Whether each scene is also written as a film of its own: scene_00.mp4, …"""

    @property
    def is_silent(self) -> bool:
        """Whether there is to be no narration, on purpose."""
        return self.tts == "none"

    @model_validator(mode="after")
    def _shots_have_room(self) -> Self:
        both_given = {"min_shot", "max_shot"} <= self.model_fields_set
        if both_given and self.max_shot < self.min_shot:
            low, high = shown_number(self.min_shot), shown_number(self.max_shot)
            raise refused(f"maxShot ({high}) is less than minShot ({low}).", "Make maxShot the larger one.")
        return self
