import pytest

from dropd.language.scripts import is_written_in


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Welcome to the house.", True),
        ("de-AT", "Ölkännchen, 3 Zi.", True),
        ("en", "欢迎来到我们的房子。", False),
        ("en", "Добро пожаловать", False),
        ("ru", "Добро пожаловать", True),
        ("en", "The café 北京 serves tea and cake.", True),
        ("zh-CN", "欢迎来到我们的房子。", True),
        ("ja", "ようこそ、この家へ。", True),
        ("ja", "Welcome to the house.", False),
        ("en", "123 …", True),
        ("gibberish of nobody", "Welcome", True),
    ],
)
def test_letters_of_another_script_are_noticed(language: str, text: str, *, expected: bool) -> None:
    assert is_written_in(language, text) == expected
