from fractions import Fraction

import pytest

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.jobs.options import output_stem, resolved_options, resolved_voice
from dropd.settings.model import Speech


def trigger(text: str) -> Trigger:
    return parse_trigger(text.encode(), "render.yaml")


def test_the_trigger_comes_before_the_settings() -> None:
    defaults = RenderOptions.model_validate({"crf": 22, "fps": 25, "titleStyle": {"fontSize": 90}})
    options = resolved_options(trigger("renderOptions: {crf: 20, titleStyle: {fill: red}}"), defaults)

    assert (options.crf, options.fps) == (20, Fraction(25))
    assert options.title_style.font_size == 90
    assert options.title_style.fill.red == 255


def test_where_two_bounds_contradict_each_other_the_trigger_wins() -> None:
    options = resolved_options(trigger("renderOptions: {minShot: 9}"), RenderOptions.model_validate({"maxShot": 6}))

    assert (options.min_shot, options.max_shot) == (Fraction(9), Fraction(9))


def test_the_voice_is_that_of_the_trigger_then_the_drop_then_the_settings() -> None:
    scenes = parse_scenes(b'{"vid": {"voice": "p263", "lang": "de"}, "scenes": [{"images": ["a.jpg"]}]}').scenes
    options = trigger("renderOptions: {ttsLanguage: fr}").render_options
    voice = resolved_voice(options, scenes, Speech(api="piper", voice="joe", language="en"))

    assert (voice.api, voice.name, voice.language) == ("piper", "p263", "fr")


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
