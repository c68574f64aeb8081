"""Colours are read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from dropd.contracts.colour import Colour, parse_colour

PART = st.integers(0, 255)


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("white", Colour(255, 255, 255)),
        ("Black@0.65", Colour(0, 0, 0, 166)), ("#fff", Colour(255, 255, 255)),
        ("#FFD700", Colour(255, 215, 0)),
        ("#01020304", Colour(1, 2, 3, 4)), ("#123@0", Colour(17, 34, 51, 0)),
    ],
)  # fmt: skip
def test_names_digits_and_opacity_are_understood(typed: str, colour: Colour) -> None:
    assert parse_colour(typed) == colour


@pytest.mark.parametrize("typed", ["", "whit", "#12", "#12345", "ffffff", "red@2", "red@", "#01020304@1", 5])
def test_all_else_is_refused(typed: object) -> None:
    with pytest.raises(PydanticCustomError, match="is not a colour"):
        parse_colour(typed)


@given(st.builds(Colour, PART, PART, PART, PART))
def test_a_colour_that_is_written_reads_back_the_same(colour: Colour) -> None:
    assert parse_colour(str(colour)) == colour
