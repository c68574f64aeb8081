"""scenes.json is read with all its spellings; what is left out is told, what is needed is a fault."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.focus import Focus, parse_focus
from dropd.contracts.scenes import ParsedScenes, parse_scenes
from dropd.errors import ContractFault

ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a.jpg", "../x", "xtts"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["scenes", "images", "VO", "timeline", "image", "duration", "vid", "info", "mood"]),
            inner,
        )
    ),
    max_leaves=20,
)


def parse(document: object, max_images: int = 3, max_scenes: int = 2000) -> ParsedScenes:
    return parse_scenes(json.dumps(document).encode(), max_images=max_images, max_scenes=max_scenes)


def problems_of(document: object, max_scenes: int = 2000) -> list[str]:
    with pytest.raises(ContractFault) as caught:
        parse(document, max_scenes=max_scenes)
    return [str(problem) for problem in caught.value.problems]


def test_a_whole_document_is_read() -> None:
    parsed = parse({
        "info": {"address": "9642 Meadowglen Lane"},
        "vid": {"voice": "p263", "lang": "en", "api": "xtts"},
        "scenes": [{
            "title": "Welcome", "VO": "Welcome to the property", "images": ["front.jpg", "yard.jpg"],
            "voiceover": "welcome.wav", "duration": 10.0, "description": "not rendered",
            "timeline": [{"image": "front.jpg", "duration": 4.1}, {"image": "yard.jpg", "duration": "5.5"}],
        }],
    })  # fmt: skip
    scene = parsed.scenes.scenes[0]
    assert parsed.warnings == ()
    assert (scene.vo, scene.images) == ("Welcome to the property", ("front.jpg", "yard.jpg"))
    assert scene.timeline is not None
    assert [entry.duration for entry in scene.timeline] == [Fraction(41, 10), Fraction(11, 2)]
    assert scene.duration == 10


def test_other_spellings_mean_the_same() -> None:
    vid = {"voice": "p", "language": "de", "tts_api": "XTTS"}
    parsed = parse({"video": vid, "vid": None, "scenes": [{"images": ["a.jpg"]}]})
    assert (parsed.scenes.vid.lang, parsed.scenes.vid.api) == ("de", "xtts")
    assert parsed.warnings == ()


def test_two_spellings_of_the_same_are_told() -> None:
    parsed = parse({"vid": {"lang": "de", "language": "en"}, "scenes": [{"images": ["a.jpg"]}]})
    assert parsed.scenes.vid.lang == "de"
    assert parsed.warnings == (
        "vid.language is passed over: The same is given in another spelling. Keep one of the two.",
    )


@pytest.mark.parametrize("text", [None, "", "  \r\n"])
def test_null_and_blank_text_are_no_text(text: str | None) -> None:
    scene = parse({"scenes": [{"VO": text, "title": text, "duration": None, "images": ["a"]}]}).scenes.scenes[0]
    assert (scene.vo, scene.title, scene.duration) == (None, None, None)


def test_unknown_keys_are_warned_of_once_for_each_kind() -> None:
    scenes = [{"images": ["a.jpg"], "mood": number} for number in range(3)]
    parsed = parse({"scenes": scenes, "scenees": [], "vid": {"langage": "en"}})
    assert set(parsed.warnings) == {
        "scenes[0].mood (and 2 more like it) is passed over: dropd knows no such key. Check its spelling.",
        "scenees is passed over: dropd knows no such key. Did you mean `scenes`?",
        "vid.langage is passed over: dropd knows no such key. Did you mean `language`?",
    }


@pytest.mark.parametrize(
    "timeline",
    [
        [{"image": "a.jpg", "duration": 4}],
        [{"image": "b.jpg", "duration": 4}, {"image": "a.jpg", "duration": 4}],
        [{"image": "a.jpg", "duration": 4}, {"image": "b.jpg", "duration": 0}],
        [{"image": "a.jpg", "duration": 4, "mood": 1}, {"image": "c.jpg", "duration": 4}],
        [{"image": "a.jpg", "duration": 4}, {"image": "b.jpg"}],
        [{"image": "a.jpg", "focus": "nowhere"}, {"image": "b.jpg"}],
        "a.jpg: 4",
        [4, 4],
    ],
)
def test_a_timeline_that_does_not_fit_is_left_out_with_a_warning(timeline: object) -> None:
    parsed = parse({"scenes": [{"images": ["a.jpg", "b.jpg"], "timeline": timeline}]})
    assert parsed.scenes.scenes[0].timeline is None
    assert any(warning.startswith("scenes[0].timeline is passed over: ") for warning in parsed.warnings)


def test_a_timeline_may_say_where_to_look_and_nothing_of_time() -> None:
    timeline = [{"image": "a.jpg", "focus": "top-left", "motion": "IN"}, {"image": "b.jpg", "focus": [0.25, "0.75"]}]

    parsed = parse({"scenes": [{"images": ["a.jpg", "b.jpg"], "timeline": timeline, "transition": "FadeBlack"}]})

    scene = parsed.scenes.scenes[0]
    assert parsed.warnings == ()
    assert (scene.timeline_s, scene.transition) == (None, "fadeblack")
    assert scene.timeline is not None
    assert [(entry.focus, entry.motion) for entry in scene.timeline] == [
        (Focus(0.0, 0.0), "in"),
        (Focus(0.25, 0.75), None),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("left", Focus(0, 0.5)),
        ("bottom", Focus(0.5, 1)),
        ("center", Focus(0.5, 0.5)),
        ("Center-Right", Focus(1, 0.5)),
        ([0, 1], Focus(0, 1)),
    ],
)
def test_a_focus_is_a_word_or_two_parts(typed: object, meant: Focus) -> None:
    assert parse_focus(typed) == meant


@pytest.mark.parametrize("typed", [[50, 50], [0.5], ["left", 0.5]])
def test_numbers_that_are_no_place_in_a_picture_are_told_as_such(typed: list[object]) -> None:
    timeline = [{"image": "a.jpg", "focus": typed}]

    (warning,) = parse_scenes(json.dumps({"scenes": [{"images": ["a.jpg"], "timeline": timeline}]}).encode()).warnings
    assert "focus: Two numbers from 0 to 1 belong here. Write a place such as left" in warning


def test_all_problems_are_told_at_once_each_with_its_path() -> None:
    scenes = [
        {"images": ["a.jpg", "images/b.jpg"]},
        {"images": []},
        {"images": ["a", "b", "c", "d"], "duration": 0},
        {"title": 5},
        7,
        {"images": "a.jpg", "voiceover": "../x.wav"},
        {"images": [None]},
    ]
    assert problems_of({"scenes": scenes, "vid": {"api": "coqui"}}) == [
        'vid.api: "coqui" does not work here. Write xtts, openai, azure or piper.',
        (
            'scenes[0].images[1]: "images/b.jpg" names a folder, but pictures are named relative to '
            'input/images/. Write "b.jpg" only.'
        ),
        "scenes[1].images: This is empty. Name at least one.",
        "scenes[2].images: 4 pictures are too many. A scene shows 3 at most.",
        "scenes[2].duration: 0 is too small. Write a number above 0 and up to 3600.",
        "scenes[3].title: Text belongs here, but there is 5. Put it in quotes.",
        "scenes[3].images: This is missing, and dropd cannot do without it.",
        "scenes[4]: A group of keys belongs here, but there is 7.",
        'scenes[5].images: A list belongs here, but there is "a.jpg". Put it in square brackets: [ ].',
        (
            'scenes[5].voiceover: "../x.wav" names a folder, but voice-overs are named relative to '
            'input/voiceovers/. Write "x.wav" only.'
        ),
        "scenes[6].images[0]: Text belongs here, but there is nothing. Put it in quotes.",
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"scene": [{"images": ["a.jpg"]}]}, "scenes: {missing} There is `scene`: did you mean `scenes`?"),
        ({"scenes": [{"image": ["a"]}]}, "scenes[0].images: {missing} There is `image`: did you mean `images`?"),
        ({"scenes": [{"Images": ["a"]}]}, "scenes[0].images: {missing} There is `Images`: did you mean `images`?"),
        ({"image": "a", "scenes": [{"mood": ["a"]}]}, "scenes[0].images: {missing}"),
    ],
)
def test_what_is_missing_and_there_in_another_spelling_is_told(document: object, problem: str) -> None:
    assert problems_of(document) == [problem.format(missing="This is missing, and dropd cannot do without it.")]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({}, "scenes: This is missing, and dropd cannot do without it."),
        ({"scenes": []}, "scenes: This is empty. Name at least one."),
        (
            [],
            (
                "A group of keys belongs here, but there is a list. "
                'It begins with a key: {"scenes": … } in scenes.json, renderOptions: in a trigger.'
            ),
        ),
    ],
)
def test_a_film_without_scenes_is_a_fault(document: object, problem: str) -> None:
    assert problems_of(document) == [problem]


def test_the_limits_of_the_settings_hold() -> None:
    scene = {"images": ["a", "b", "c", "d"]}
    assert parse({"scenes": [scene]}, max_images=4).warnings == ()
    assert problems_of({"scenes": [scene] * 3}, max_scenes=2) == [
        "scenes: 3 scenes are too many. A film has 2 at most."
    ]


@given(st.fixed_dictionaries({"scenes": ANY_VALUE}) | ANY_VALUE)
def test_any_document_is_read_or_told_in_plain_words(document: object) -> None:
    assert "Input should" not in complaint(document)


def complaint(document: object) -> str:
    try:
        parse(document)
    except ContractFault as fault:
        return fault.message
    return ""
