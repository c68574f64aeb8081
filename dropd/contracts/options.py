"""How a film is to be made: `renderOptions` of a trigger, every default in its place."""

from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import PlainSerializer, model_validator

from dropd.contracts.bounds import Between
from dropd.contracts.colour import Colour, TypedColour
from dropd.contracts.exact import FrameRate, Number, Seconds, plain_float
from dropd.contracts.model import Contract
from dropd.contracts.names import EncoderName, FolderName, FontPath, PathBeneathInput, PicturePath
from dropd.contracts.refusal import refused, shown_number
from dropd.contracts.size import FilmSize, Size
from dropd.contracts.words import AnyCase, LanguageTag, NotEmpty, OffMeans, Switch, Text

DRAFT_LINES = 360
LEAST_HALVED_FPS = 24

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"]
SpeechApi = Literal["xtts", "openai", "azure", "piper"]
Position = Literal[
    "top-left", "top-center", "top-right",
    "center-left", "center", "center-right",
    "bottom-left", "bottom-center", "bottom-right",
]  # fmt: skip
Transition = Literal[
    "fade", "fadeblack", "dissolve",
    "wipeleft", "wiperight", "wipeup", "wipedown",
    "slideleft", "slideright", "slideup", "slidedown",
    "cut",
]  # fmt: skip

XttsDialect = Literal["coqui", "companion", "api-server"]
"""What people run as an XTTS server: Coqui's own and its fork; the small one of dropd's ancestor; xtts-api-server."""


DEFAULT_FONT_FAMILY = "EB Garamond"
"""Installed with dropd: fontpkg-eb-garamond."""


def _off_for_none(value: Any) -> Any:
    if value is None:
        return "off"
    return str(value) if isinstance(value, Colour) else plain_float(value)


_OffForNone = PlainSerializer(_off_for_none)
"""In files null means the default, so None is written as the user would write it."""


TypedTransition = Annotated[Transition, AnyCase, OffMeans("cut")]
"""A transition as it is typed in a trigger or in scenes.json."""

ColourOrOff = Annotated[TypedColour | None, OffMeans(None), _OffForNone]


class TitleStyle(Contract):
    """How titles look."""

    font_family: Annotated[str, NotEmpty] = DEFAULT_FONT_FAMILY
    """The font family."""

    font_file: Annotated[FontPath | None, OffMeans(None)] = None
    """A font in `input/`, such as `fonts/brand.ttf`; it counts more than the family."""

    font_size: Annotated[Number, Between(8, 400)] = 72
    """Height of the letters, in pixels of a picture whose shorter side is 1080; they grow with the film."""

    fill: TypedColour = Colour(255, 255, 255)
    """Colour of the letters."""

    outline: ColourOrOff = Colour(0, 0, 0, 166)
    """Colour of the line around the letters; `off` for none."""

    box: ColourOrOff = None
    """Colour of a box behind the letters, such as `black@0.5`; `off` for none."""

    shadow: ColourOrOff = None
    """Colour of a soft shadow; `off` for none."""

    position: Annotated[Position, AnyCase] = "top-center"
    """Where in the picture the title stands."""

    duration: Annotated[Seconds, Between(0.5, 3600)] = Fraction(5)
    """Seconds for which a title is shown; never longer than its scene."""

    fade: Annotated[Seconds, Between(0, 5), OffMeans(0)] = Fraction(3, 5)
    """Seconds in which a title comes, and goes; 0 or `off`: at once."""


class CaptionStyle(Contract):
    """How captions look where they are drawn into the picture."""

    font_family: Annotated[str, NotEmpty] = "Noto Sans"
    """The font family."""

    font_size: Annotated[Number, Between(8, 200)] = 46
    """Height of the letters, in pixels of a picture whose shorter side is 1080; they grow with the film."""

    fill: TypedColour = Colour(255, 255, 255)
    """Colour of the letters."""

    outline: ColourOrOff = None
    """Colour of the line around the letters; `off` for none."""

    box: ColourOrOff = Colour(0, 0, 0, 153)
    """Colour of the box behind the letters; `off` for none."""

    position: Annotated[Literal["bottom-center", "top-center"], AnyCase] = "bottom-center"
    """Where in the picture captions stand."""


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

    tts_language: LanguageTag = None
    """Language of the narration, such as `en`; null for the setting."""

    tts_api: Annotated[SpeechApi | None, AnyCase] = None
    """The speech service; null for the one in the settings."""

    speech_down: Annotated[Literal["fail", "wait"], AnyCase] = "fail"
    """What becomes of the film while the speech service is down: it fails at once, or waits and goes on by itself."""

    voice_dir: FolderName = "voiceovers"
    """The folder in `input/` that holds the voice-overs."""

    music: Annotated[PathBeneathInput | None, OffMeans(None)] = None
    """A sound file in `input/`, such as `music/song.mp3`; null or `off` for none."""

    ducking: Switch = False
    """Whether music becomes quieter while somebody speaks."""

    trim_silence: Switch = False
    """Whether silence at the beginning and the end of voice-overs is cut off."""

    title_style: TitleStyle = TitleStyle()
    """Font, colours and place of the titles."""

    scene_pad: Annotated[Seconds, Between(0, 10)] = Fraction(2, 5)
    """Seconds of picture after a scene's last word."""

    size: FilmSize = Size(1920, 1080)
    """Width and height in pixels, or a shape: 16:9, 9:16, 1:1, 4:5."""

    fit: Annotated[Literal["blur", "cover", "contain"], AnyCase] = "blur"
    """What is around a picture of another shape: itself, blurred; nothing, it is cropped; `background`."""

    background: TypedColour = Colour(0, 0, 0)
    """Colour around pictures with fit: contain."""

    motion: Annotated[Literal["kenburns", "none"], AnyCase, OffMeans("none")] = "kenburns"
    """Whether the camera moves slowly over each picture."""

    transition: TypedTransition = "fade"
    """How one picture becomes the next; `xfade` is how long it takes."""

    scene_transition: TypedTransition | None = None
    """How one scene becomes the next; null: as `transition`. A scene may say it for itself in scenes.json."""

    fade_in: Annotated[Seconds, Between(0, 10), OffMeans(0)] = Fraction(1, 2)
    """Seconds in which the film comes out of black; 0 or `off`: at once."""

    fade_out: Annotated[Seconds, Between(0, 10), OffMeans(0)] = Fraction(1, 2)
    """Seconds in which the film ends in black; 0 or `off`: at once."""

    captions: Annotated[Literal["sidecar", "burn", "none"], AnyCase, OffMeans("none")] = "sidecar"
    """Whether the spoken text is written beside the film and can be switched on in it, or is also drawn into it."""

    caption_style: CaptionStyle = CaptionStyle()
    """Font, colours and place of captions that are drawn into the picture."""

    watermark: Annotated[PicturePath | None, OffMeans(None)] = None
    """A picture in `input/` that is shown over the whole film, such as `logo.png`; null or `off` for none."""

    watermark_position: Annotated[Position, AnyCase] = "bottom-right"
    """Where in the picture the watermark stands."""

    watermark_width: Annotated[Number, Between(0.01, 1)] = 0.12
    """Width of the watermark as a part of the film's width."""

    watermark_opacity: Annotated[Number, Between(0.05, 1)] = 0.8
    """How much the watermark covers: 1 wholly."""

    loudness: Annotated[Annotated[Number, Between(-40, -5)] | None, OffMeans(None), _OffForNone] = -16
    """Loudness of the film in LUFS; `off` leaves it as it is."""

    encoder: Annotated[EncoderName, AnyCase] = "auto"
    """The H.264 encoder, by FFmpeg's name, such as `h264_nvenc`; `auto` is libx264."""

    tune: Annotated[Literal["slideshow", "none"], AnyCase, OffMeans("none")] = "slideshow"
    """`slideshow` reaches the quality of crf and preset in less time; `none` passes both on as they are."""

    draft: Switch = False
    """360 lines, half the frame rate and fastest settings, without scene files, to video.draft.mp4."""

    scene_files: Switch = True
    """Whether each scene is also written as a film of its own: scene_00.mp4, …"""

    contact_sheet: Switch = True
    """Whether a picture with a frame of each shot is written beside the film."""

    @property
    def is_silent(self) -> bool:
        """Whether there is to be no narration, on purpose."""
        return self.tts == "none"

    @property
    def film_size(self) -> Size:
        """The size of the film that is made; a draft has 360 lines, or columns if it is upright."""
        return self.size.shrunk_to(DRAFT_LINES) if self.draft else self.size

    @property
    def film_fps(self) -> Fraction:
        """The frame rate of the film that is made; a draft has half of it where that is still a moving picture."""
        return self.fps / 2 if self.draft and self.fps >= LEAST_HALVED_FPS else self.fps

    @property
    def has_scene_files(self) -> bool:
        """Whether each scene becomes a film of its own; a draft is looked at as a whole."""
        return self.scene_files and not self.draft

    @model_validator(mode="after")
    def _shots_have_room(self) -> Self:
        both_given = {"min_shot", "max_shot"} <= self.model_fields_set
        if both_given and self.max_shot < self.min_shot:
            low, high = shown_number(self.min_shot), shown_number(self.max_shot)
            raise refused(f"maxShot ({high}) is less than minShot ({low}).", "Make maxShot the larger one.")
        return self
