import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.captions.caption_lines import captions_of, clauses_of, columns, in_lines
from dropd.film.captions.line_rules import ENGLISH, LineRules, line_rules
from dropd.language.sentences import sentences

words = st.builds(str.__add__, st.text("abcdefgh'", min_size=1, max_size=13), st.sampled_from(["", "", "", ",", "."]))
texts = st.lists(words, max_size=60).map(" ".join)
anything = st.text(st.characters(codec="utf-8"), max_size=200)

JAPANESE = "この家は東京の中心にあり、四つの寝室と広々とした庭、そして家族全員が楽しめるプールを備えています。"
THAI = "สวนสวยมากและมีสระว่ายน้ำขนาดใหญ่อยู่ด้านหลังบ้านซึ่งเหมาะสำหรับครอบครัวใหญ่ที่ต้องการพื้นที่"


def shown(text: str, rules: LineRules = ENGLISH) -> list[str]:
    return [
        in_lines(caption, rules)
        for sentence in sentences(text, rules.language)
        for caption in captions_of(sentence, rules)
    ]


@given(texts)
def test_a_caption_has_two_lines_of_42_columns_at_most(text: str) -> None:
    for caption in shown(text):
        lines = caption.split("\n")
        assert 1 <= len(lines) <= 2
        assert all(0 < len(line) <= 42 for line in lines)


@given(texts)
def test_no_word_is_lost_or_doubled(text: str) -> None:
    assert " ".join(shown(text)).split() == text.split()


@given(anything)
def test_any_text_can_be_shown(text: str) -> None:
    for caption in shown(text):
        assert caption.strip()
        assert caption.count("\n") <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Welcome.", ["Welcome."]),
        ("Welcome home. Come in.", ["Welcome home.", "Come in."]),
        (
            "A bright kitchen opens to the garden, with room for ten at table",
            ["A bright kitchen opens to the garden,\nwith room for ten at table"],
        ),
        (
            "Call us at 9:30 p.m. on any day of the week or write to our agent Mr. J. R. Jones.",
            ["Call us at 9:30 p.m.\non any day of the week", "or write to our agent Mr. J. R. Jones."],
        ),
        (
            "The house stands in the middle of town and belonged to Dr. Smith",
            ["The house stands in the middle of town\nand belonged to Dr. Smith"],
        ),
        ("x" * 50 + " end", ["x" * 50 + "\nend"]),
        ("one\n\n  two\tthree", ["one two three"]),
    ],
)
def test_texts_are_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_long_sentence_is_parted_at_its_clauses() -> None:
    text = (
        "The kitchen was designed for people who love to cook, with granite counters, a gas range, "
        "and room for ten at the table, while the pantry next to it has space for everything else."
    )

    assert [caption[-1] for caption in shown(text)] == [",", ",", "."]


@pytest.mark.parametrize("length", range(60, 80))
def test_lines_of_a_caption_are_of_nearly_the_same_length(length: int) -> None:
    for caption in shown(("word " * 20)[:length].strip()):
        lengths = [len(line) for line in caption.split("\n")]
        assert max(lengths) - min(lengths) <= 5


@pytest.mark.parametrize("word", ["today", "and", "house."])
def test_no_line_holds_one_word_alone(word: str) -> None:
    [caption] = shown(f"Welcome to this wonderful house by the sea {word}")

    assert all(" " in line for line in caption.split("\n"))


@pytest.mark.parametrize(("text", "language"), [(JAPANESE, "ja"), (THAI, "th")])
def test_scripts_without_spaces_are_broken_between_words_and_nothing_is_lost(text: str, language: str) -> None:
    captions = shown(text, LineRules(language))

    assert "".join(captions).replace("\n", "") == text
    assert all(columns(line) <= 42 for caption in captions for line in caption.split("\n"))


def test_japanese_is_broken_between_phrases_not_within_one() -> None:
    lines = [line for caption in shown(JAPANESE, LineRules("ja")) for line in caption.split("\n")]

    assert not any(line.startswith(("に", "を", "の", "が", "て", "す", "し")) for line in lines)


@given(texts)
def test_lines_of_an_upright_film_are_shorter(text: str) -> None:
    rules = line_rules("en", (1080, 1920))

    assert all(len(line) <= 34 for caption in shown(text, rules) for line in caption.split("\n"))


def test_east_asian_characters_take_two_columns_and_marks_on_others_none() -> None:
    assert columns("家へ") == 4
    assert columns("ที่") == 1
    assert columns("e\u0301") == 1


def test_slow_speech_gets_shorter_captions() -> None:
    text = "A bright kitchen opens to the garden with room for ten at table"

    assert all(len(caption) <= 30 for caption in captions_of(text, ENGLISH, 30))


def test_clauses_end_at_marks_but_not_at_abbreviations() -> None:
    parts = list(clauses_of("First, Dr. Smith came at 9:30; then we left: all of us."))

    assert parts == ["First, ", "Dr. Smith came at 9:30; ", "then we left: ", "all of us."]
