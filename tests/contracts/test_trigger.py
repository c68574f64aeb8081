"""A trigger says how a film is made, or is told everything that is wrong with it."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.options import RenderOptions
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.errors import ContractFault, SyntaxFault

ANCESTOR = (
    '{"outputName":"demo.mp4","renderOptions":{"fps":30,"minShot":2.5,"maxShot":8.0,"xfade":0.5,"crf":18,'
    '"preset":"medium","tts":null,"voiceDir":"voiceovers","music":null,"ducking":false}}'
)


def parse(text: str) -> Trigger:
    return parse_trigger(text.encode(), "render.yaml")


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ContractFault) as caught:
        parse(text)
    return caught.value.told


def complaint(text: str) -> str:
    try:
        parse(text)
    except (ContractFault, SyntaxFault) as fault:
        return fault.message
    return ""


@pytest.mark.parametrize("text", [ANCESTOR, json.dumps(json.loads(ANCESTOR), indent="\t")])
def test_the_body_of_an_older_service_is_read_as_it_is(text: str) -> None:
    trigger = parse(text)
    assert trigger.output_name == "demo.mp4"
    assert trigger.render_options.min_shot == Fraction(5, 2)


@pytest.mark.parametrize("text", ["", "  \n", "# all defaults\n", "{}", "null", "renderOptions:\n"])
def test_an_empty_trigger_means_all_defaults(text: str) -> None:
    assert parse(text) == Trigger()


def test_null_means_default_and_does_not_count_as_given() -> None:
    options = parse("renderOptions: {crf: null, fps: 25, loudness: ~}").render_options
    assert options.model_fields_set == {"fps"}
    assert options.loudness == RenderOptions().loudness


def test_off_and_none_mean_without() -> None:
    options = parse(
        "renderOptions: {music: none, tts: none, captions: off, loudness: Off, xfade: off, motion: off,"
        " transition: none, titleStyle: {outline: off}}"
    ).render_options
    assert (options.music, options.tts, options.captions, options.loudness) == (None, "none", "none", None)
    assert options.xfade == 0
    assert (options.motion, options.transition) == ("none", "cut")
    assert options.title_style.outline is None
    assert parse("renderOptions: {captions: no, music: No}").render_options.captions == "none"
    assert parse_trigger(b'{"renderOptions": {"captions": false}}', "render.json").render_options.captions == "none"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("renderOptions: {crff: 20}", "Did you mean `crf`?"),
        ("renderOptions: {min_shot: 2}", "Did you mean `minShot`?"),
        ("renderOptions: {fill: red}", "Move it under titleStyle (in YAML, with two spaces before it)."),
        ("renderOptions: {force: yes}", "Move it to the top, outside of all groups."),
        ("crf: 20", "Move it under renderOptions (in YAML, with two spaces before it)."),
        ("crff:", "Did you mean `crf`? It belongs under renderOptions (in YAML, with two spaces before it)."),
        ("zebra: 1", "Check its spelling."),
        ("renderOptions: {xfade: 0,5}", "If it is the end of a number, write that with a point: 0.5, not 0,5."),
        ("renderOptions: {fps: 29,97}", "If it is the end of a number, write that with a point: 0.5, not 0,5."),
    ],
)
def test_an_unknown_key_is_a_problem_that_names_what_was_meant(text: str, hint: str) -> None:
    (problem,) = problems_of(text)
    assert problem.endswith(f": dropd knows no such key. {hint}")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("crf: 99", "99 is too large. Write a number from 0 to 51."),
        ("crf: best", '"best" is not a number. Write a number alone.'),
        ("loudness: -16 LUFS", '"-16 LUFS" is not a number. Write the number alone: -16'),
        ("minShot: .5 s", '".5 s" is not a number of seconds. Write the number alone: .5'),
        ("minShot: '1:30'", '"1:30" is not a number of seconds. Write it like this: 2.5'),
        ("fps: 300", "300 is too large. Write a number from 10 to 120."),
        ("xfade: '0,5'", '"0,5" is not a number of seconds. Write it with a point: 0.5'),
        ("ducking: maybe", '"maybe" is neither yes nor no. Write true or false.'),
        ("encoder: -c copy", '"-c copy" is not the name of an encoder. Write auto, libx264, or such as h264_nvenc.'),
        (
            "transition: star",
            (
                '"star" does not work here. Write fade, fadeblack, dissolve, wipeleft, wiperight, wipeup, wipedown, '
                "slideleft, slideright, slideup, slidedown or cut."
            ),
        ),
        (
            "music: ../x.mp3",
            '"../x.mp3" is not a path in input/. Write a path in input/, such as music/song.mp3.',
        ),
        ("titleStyle: big", 'A group of keys belongs here, but there is "big".'),
        ("tts: [a]", "Text belongs here, but there is a list. Put it in quotes."),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_allowed(option: str, words: str) -> None:
    key = option.partition(":")[0]
    assert problems_of(f"renderOptions: {{{option}}}") == (f"renderOptions.{key}: {words}",)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("renderOptions:\n  size:640x360", "In YAML, put a space behind the colon."),
        ("renderOptions:\n  - size: 640x360", "Take the dash away, in JSON the square brackets."),
        ("- crf: 20", "It begins with a key:"),
    ],
)
def test_a_slip_in_yaml_is_told_with_what_to_do(text: str, hint: str) -> None:
    (problem,) = problems_of(text)
    assert "A group of keys belongs here" in problem
    assert hint in problem


def test_a_strange_key_does_not_spoil_the_sentence() -> None:
    (problem,) = problems_of(json.dumps({"x\ny" * 99: 1}))
    assert "\n" not in problem
    assert len(problem) < 200


def test_shots_need_room() -> None:
    assert problems_of("renderOptions: {minShot: 20, maxShot: 8}") == (
        "renderOptions: maxShot (8) is less than minShot (20). Make maxShot the larger one.",
    )


def test_one_bound_of_the_shots_alone_is_no_contradiction() -> None:
    assert parse_trigger(b"renderOptions: {minShot: 20}", "render.yaml").render_options.min_shot == 20


def test_all_problems_are_told_at_once() -> None:
    problems = problems_of("outputName: a.mov\npriority: 1.5\nforce: perhaps\nrenderOptions: {size: 3:2, crf: -1}")
    places = [problem.partition(":")[0] for problem in problems]
    assert places == ["outputName", "priority", "force", "renderOptions.crf", "renderOptions.size"]


def test_a_thousand_problems_are_not_all_listed() -> None:
    problems = problems_of("\n".join(f"zebra{number}: 1" for number in range(100)))
    assert len(problems) == 31
    assert problems[-1] == "And 70 more."


@pytest.mark.parametrize("text", ["[]", "5", "hello", "- a"])
def test_a_trigger_that_is_no_group_of_keys_is_told_so(text: str) -> None:
    assert problems_of(text)[0].startswith("A group of keys belongs here")


@pytest.mark.parametrize("text", [ANCESTOR, "renderOptions: {fps: 29.97, size: 9:16, loudness: off}", ""])
def test_what_is_written_out_reads_back_the_same(text: str) -> None:
    trigger = parse(text)
    written = trigger.model_dump_json(exclude_unset=True)
    assert parse(written) == trigger == parse(trigger.model_dump_json())
    assert Trigger.model_validate_json(written).render_options.model_fields_set == (
        trigger.render_options.model_fields_set
    )


def test_options_are_written_as_a_user_would_write_them() -> None:
    options = parse("renderOptions: {fps: 29.97, minShot: 2.50, crf: 20, loudness: off, size: 9:16}").render_options
    assert options.model_dump(mode="json", exclude_unset=True) == {
        "fps": "30000/1001", "minShot": 2.5, "crf": 20, "loudness": "off", "size": "1080x1920",
    }  # fmt: skip


@given(st.dictionaries(st.sampled_from(RenderOptions.keys()), st.text(max_size=8) | st.integers() | st.none()))
def test_any_values_give_options_or_plain_words(options: dict[str, object]) -> None:
    assert "Input should" not in complaint(json.dumps({"renderOptions": options}))
