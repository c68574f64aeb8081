"""Sizes are read as pixels or as shapes."""

import pytest
from pydantic_core import PydanticCustomError

from dropd.contracts.size import Size, parse_size


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("1920x1080", Size(1920, 1080)), ("1280 X 720", Size(1280, 720)), ("16:9", Size(1920, 1080)),
        ("9:16", Size(1080, 1920)), ("1:1", Size(1080, 1080)), ("4:5", Size(1080, 1350)),
    ],
)  # fmt: skip
def test_pixels_and_shapes_are_understood(typed: str, size: Size) -> None:
    assert parse_size(typed) == size
    assert parse_size(str(size)) == size


@pytest.mark.parametrize("typed", ["", "1920", "1921x1080", "126x128", "4098x1080", "3:2", "99999x2", 1080, None])
def test_all_else_is_refused_with_what_is_allowed(typed: object) -> None:
    with pytest.raises(PydanticCustomError, match="is not a size"):
        parse_size(typed)
