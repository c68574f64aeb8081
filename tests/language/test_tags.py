import pytest

from dropd.language.tags import icu_language, mp4_language


@pytest.mark.parametrize(
    ("typed", "letters", "rules"),
    [
        ("en", "eng", "en"),
        ("en-US", "eng", "en"),
        ("de_AT", "deu", "de"),
        ("zh-cn", "zho", "zh"),
        ("pt-BR", "por", "pt"),
        ("tha", "tha", "th"),
        (None, "und", "en"),
        ("", "und", "en"),
        ("English (please)", "und", "en"),
        ("xx", "und", "xx"),
    ],
)
def test_a_language_as_people_write_it_is_known_to_players_and_line_breakers(
    typed: str | None, letters: str, rules: str
) -> None:
    assert (mp4_language(typed), icu_language(typed)) == (letters, rules)
