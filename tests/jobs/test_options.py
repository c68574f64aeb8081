import pytest

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Vid, parse_scenes
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.jobs.options import output_stem, resolved_voice
from dropd.settings.model import Speech


def trigger(text: str) -> Trigger:
    return parse_trigger(text.encode(), "render.yaml")


VID = b'{"vid": {"voice": "p263", "lang": "de"}, "scenes": [{"images": ["a.jpg"]}]}'


@pytest.mark.parametrize(
    ("asked", "vid", "speech", "expected"),
    [
        ("ttsLanguage: fr", VID, {"api": "piper", "voice": "joe", "language": "en"}, ("piper", "p263", "fr")),
        ("tts: amy, ttsApi: openai", VID, {"api": "xtts"}, ("openai", "amy", "de")),
        ("", VID.replace(b'"lang"', b'"api": "azure", "lang"'), {"api": "xtts"}, ("azure", "p263", "de")),
        ("", None, {"api": "xtts", "xtts_voice": "x", "xtts_language": "it", "voice": "v"}, ("xtts", "v", "it")),
        ("", None, {"api": "xtts", "xtts_voice": "x", "azure_voice": "y"}, ("xtts", "x", None)),
        (
            "",
            None,
            {"api": "azure", "xtts_voice": "x", "azure_voice": "y", "xtts_language": "it"},
            ("azure", "y", None),
        ),
        ("", None, {}, (None, None, None)),
    ],
)
def test_the_voice_is_that_of_the_trigger_then_the_drop_then_the_settings(
    asked: str, vid: bytes | None, speech: dict[str, str], expected: tuple[str | None, ...]
) -> None:
    said = trigger(f"renderOptions: {{{asked}}}").render_options
    scenes = parse_scenes(vid or b'{"scenes": [{"images": ["a.jpg"]}]}').scenes

    voice = resolved_voice(said, scenes.vid, said, Speech.model_validate(speech))

    assert (voice.api, voice.name, voice.language) == expected


def test_what_the_settings_set_for_triggers_counts_less_than_the_drop() -> None:
    """`defaults` says what a trigger means that says nothing; scenes.json has said something."""
    defaults = RenderOptions.model_validate({"tts": "joe", "ttsLanguage": "en"})
    vid = parse_scenes(VID).scenes.vid

    voice = resolved_voice(RenderOptions(), vid, defaults, Speech(api="piper"))
    unsaid = resolved_voice(RenderOptions(), Vid(), defaults, Speech())

    assert (voice.name, voice.language) == ("p263", "de")
    assert unsaid.name == "joe"


def test_a_server_is_reached_as_the_settings_say_and_its_key_is_shown_nowhere() -> None:
    speech = Speech.model_validate(
        {"api": "azure", "azure_region": "eastus", "azure_key": "hush", "requests_at_once": 2}
    )

    voice = resolved_voice(RenderOptions(), Vid(), RenderOptions(), speech)

    assert voice.server.url == "https://eastus.tts.speech.microsoft.com"
    assert (voice.server.key, voice.server.requests_at_once) == ("hush", 2)
    assert "hush" not in f"{voice} {voice!r} {speech} {speech!r}"


@pytest.mark.parametrize(
    ("text", "stem", "film"),
    [
        ("", "video", "video"),
        ("", "kitchen", "kitchen"),
        ("outputName: demo.mp4", "kitchen", "demo"),
        ("renderOptions: {draft: yes}", "video", "video.draft"),
    ],
)
def test_the_film_is_named_by_what_is_asked_for(text: str, stem: str, film: str) -> None:
    asked = trigger(text)

    assert output_stem(asked, asked.render_options, stem) == film
