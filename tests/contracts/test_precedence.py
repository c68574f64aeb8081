from fractions import Fraction

from dropd.contracts.options import RenderOptions
from dropd.contracts.precedence import resolved_options
from dropd.contracts.trigger import parse_trigger


def asked(options: str) -> RenderOptions:
    return parse_trigger(f"renderOptions: {{{options}}}".encode(), "render.yaml").render_options


def test_the_trigger_comes_before_the_settings() -> None:
    defaults = RenderOptions.model_validate({"crf": 22, "fps": 25, "titleStyle": {"fontSize": 90}})
    options = resolved_options(asked("crf: 20, titleStyle: {fill: red}"), defaults)

    assert (options.crf, options.fps) == (20, Fraction(25))
    assert options.title_style.font_size == 90
    assert options.title_style.fill.red == 255


def test_where_two_bounds_contradict_each_other_the_trigger_wins() -> None:
    options = resolved_options(asked("minShot: 9"), RenderOptions.model_validate({"maxShot": 6}))

    assert (options.min_shot, options.max_shot) == (Fraction(9), Fraction(9))


def test_who_names_a_service_wants_to_hear_it() -> None:
    silent = RenderOptions.model_validate({"tts": "none"})

    assert resolved_options(asked("crf: 20"), silent).is_silent
    assert not resolved_options(asked("ttsApi: piper"), silent).is_silent
    assert resolved_options(asked("ttsApi: piper, tts: none"), silent).is_silent


def test_null_in_a_trigger_means_what_the_settings_say_and_none_means_without() -> None:
    defaults = RenderOptions.model_validate({"music": "song.mp3", "watermark": "logo.png"})
    options = resolved_options(asked("music: null, watermark: none"), defaults)

    assert (options.music, options.watermark) == ("song.mp3", None)
