import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.speech.pieces import PARAGRAPH_PAUSE_S, PART_PAUSE_S, SENTENCE_PAUSE_S, Piece, pieces_of


def texts(text: str, longest: int = 250, language: str = "en") -> list[str]:
    return [piece.text for piece in pieces_of(text, language, longest)]


def test_each_sentence_is_a_piece_with_a_pause_after_it() -> None:
    assert pieces_of("Welcome home. Come in!\n\nThis is the garden.", "en", 250) == (
        Piece("Welcome home.", SENTENCE_PAUSE_S),
        Piece("Come in!", PARAGRAPH_PAUSE_S),
        Piece("This is the garden.", PARAGRAPH_PAUSE_S),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith lives in Oak Ave. Come and see.", ["Mr. Smith lives in Oak Ave.", "Come and see."]),
        ("It costs $1.5 million. Really.", ["It costs $1.5 million.", "Really."]),
        ("Das sind ca. 120 m². Schön, z. B. im Mai.", ["Das sind ca. 120 m².", "Schön, z. B. im Mai."]),
        ("...\n\nYes.\n\n---", ["Yes."]),
        ("Line one\nruns on. Next.", ["Line one runs on.", "Next."]),
    ],
)
def test_numbers_and_abbreviations_stay_whole(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_long_sentence_is_broken_after_a_mark_or_before_a_clause() -> None:
    text = "The house has a large garden with old trees, a pond and a terrace, and it is close to the station."

    assert texts(text, 70) == [
        "The house has a large garden with old trees, a pond and a terrace,",
        "and it is close to the station.",
    ]
    assert pieces_of(text, "en", 70)[0].pause_s == PART_PAUSE_S


def test_a_break_keeps_numbers_with_what_they_count() -> None:
    text = "This flat with 3 rooms on 120 square metres costs 450,000 euros for Dr. Meyer only"
    for longest in range(30, 90):
        for part in texts(text, longest):
            assert not part.endswith(("with 3", "on 120", "costs 450,000", "450,", "Dr."))


def test_chinese_is_broken_after_its_own_marks() -> None:
    house, garden, welcome = "这是一座美丽的房子、", "花园很大、离车站很近。", "欢迎光临。"

    assert texts(house + garden + welcome, 12, "zh") == [house, garden, welcome]


def test_what_is_said_counts_not_what_is_written() -> None:
    parts = [piece.text for piece in pieces_of("1 2 3 4 5 6", "en", 12, lambda part: 5 * len(part))]

    assert all(5 * len(part) <= 12 for part in parts)


@given(st.text(max_size=300), st.integers(5, 80), st.sampled_from(["en", "de", "zh", "xx", None]))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, longest: int, language: str | None) -> None:
    parts = [piece.text for piece in pieces_of(text, language, longest)]

    assert all(0 < len(part) <= longest for part in parts)
    letters = "".join(character for character in text if character.isalnum())
    assert "".join(character for part in parts for character in part if character.isalnum()) == letters
