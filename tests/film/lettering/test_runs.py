import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.runs import bidi_levels, itemise, language_of, runs_of

FONTS = FontBook(machine_folders=())
CHAIN = FONTS.chain(DEFAULT_FONT_FAMILY)
GARAMOND = FONTS.resolve(DEFAULT_FONT_FAMILY).font


def runs(text: str) -> list[tuple[str, str | None]]:
    return [(run.text, run.script) for run in runs_of(itemise(text, CHAIN))]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(run.text for run in runs_of(itemise(text, CHAIN))) == text


@pytest.mark.parametrize(
    ("paragraph", "levels"),
    [
        ("abc", (0, 0, 0)),
        ("a é 😀", (0, 0, 0, 0, 0)),
        ("אב 12", (1, 1, 1, 2, 2)),
        ("a אב", (0, 0, 1, 1)),
        ("levels: [", (0,) * 9),
        ("\u0378", (0,)),
    ],
)
def test_levels_follow_the_unicode_rules_character_by_character(paragraph: str, levels: tuple[int, ...]) -> None:
    assert bidi_levels(paragraph) == levels


def test_isolates_are_understood() -> None:
    assert bidi_levels("a \u2067אב\u2069 b")[3:5] == (1, 1)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Home, 12!", [("Home, 12!", "Latn")]),
        ("सुंदर घर। 12", [("सुंदर घर। 12", "Deva")]),
        ("Home Дом", [("Home ", "Latn"), ("Дом", "Cyrl")]),
        ("(בית)", [("(בית)", "Hebr")]),
        ("a (Ж) b", [("a (", "Latn"), ("Ж", "Cyrl"), (") b", "Latn")]),
        ("بيت\u200cبيت،", [("بيت\u200cبيت،", "Arab")]),
        ("12", [("12", None)]),
    ],
)
def test_signs_and_digits_belong_to_the_letters_beside_them(text: str, parted: list[tuple[str, str]]) -> None:
    assert runs(text) == parted


@pytest.mark.parametrize("text", ["בית 12!", "12 בית", "(بيت) — 100", "บ้าน 12", "ខ្មែរ (12)"])
def test_signs_and_digits_are_drawn_like_the_letters_beside_them(text: str) -> None:
    assert len({id(run.font) for run in runs_of(itemise(text, CHAIN))}) == 1


def test_the_wanted_font_draws_its_own_letters_among_others() -> None:
    fonts = {run.text.strip(): run.font for run in runs_of(itemise("Home บ้าน Home", CHAIN))}
    assert fonts["Home"] is GARAMOND
    assert fonts["บ้าน"] is not GARAMOND


@pytest.mark.parametrize(
    ("text", "language"),
    [("海の家", "ja"), ("바다 海", "ko"), ("海边的房子", "zh-hans"), ("Home", "und"), ("", "und")],
)
def test_chinese_characters_take_the_forms_of_the_language_that_the_text_shows(text: str, language: str) -> None:
    assert language_of(text) == language
