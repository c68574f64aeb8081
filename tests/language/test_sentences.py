import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.language.sentences import BAD, FINE, break_cost, sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith met Mr. J. R. Tolkien on Main St. near No. 5.",
        "Open from 9:30 p.m. on Sundays.",
        "It has 3.5 baths, approx. 2.400 sq. ft. and a view of the U.S. Capitol.",
        "Bring a torch, e.g. a lamp, etc. and a coat.",
        "Er heißt Prof. Dr. Müller und wohnt bei Nr. 7.",
        "Die Miete ist 900 Euro zzgl. NK, im 2. OG und mit Balkon.",
        "Rufen Sie an: Tel. 0171 1234567.",
        "See www.example.com for more.",
        "Ask the owner, J. Jones, about it!",
    ],
)
def test_an_abbreviation_a_number_or_an_initial_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"Hello. {sentence} Good bye.") == ("Hello.", sentence, "Good bye.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" \n ", ()),
        ("Come\n\n in.  Sit\tdown", ("Come in.", "Sit down")),
        ("We close at 10 p.m. The bar stays open.", ("We close at 10 p.m.", "The bar stays open.")),
        ("Is there a pool? No. There is a lake.", ("Is there a pool?", "No.", "There is a lake.")),
        ("It was I. You knew.", ("It was I.", "You knew.")),
        ("He said “Come in.” We did.", ("He said “Come in.”", "We did.")),
        ("ようこそ、この家へ。庭は広いです。", ("ようこそ、この家へ。", "庭は広いです。")),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_a_german_date_is_one() -> None:
    parts = (
        "Es kostet 1.250,50 € am 3. Mai 2026.", "Wir kamen am 3. Jan. 2026 an.", "Es war Platz 3.", "Danach kam er.",
        "Er ist 40.", "August blieb.", "Um 10:30.", "Juni war es.", "Es kostet 1.250,50.", "Mai war schön.",
    )  # fmt: skip

    assert sentences(" ".join(parts), "de") == parts
    assert break_cost("das Haus am 3. ", "Mai in der Zeit") == BAD
    assert sentences("It was number 3. August came.", "en") == ("It was number 3.", "August came.")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_character_but_white_space_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_break_after_a_comma_is_better_than_one_before_and_and_that_is_better_than_one_within_a_phrase() -> None:
    after_comma = break_cost("the garden, ", "with a pool")
    before_and = break_cost("the garden ", "and a pool")
    between_words = break_cost("bright ", "kitchen")
    after_article = break_cost("behind the ", "house")

    assert after_comma < before_and < between_words < after_article


@pytest.mark.parametrize("before", ["ask Dr. ", "by J. ", "at No. ", "room 5 ", "a "])
def test_what_belongs_together_is_parted_last(before: str) -> None:
    assert break_cost(before, "Smith") == BAD


def test_scripts_without_spaces_break_best_after_their_own_commas() -> None:
    assert break_cost("ようこそ、", "この家へ") == FINE < break_cost("この", "家へ")
