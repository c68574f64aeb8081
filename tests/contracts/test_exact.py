"""Numbers keep the value that was typed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from dropd.contracts.exact import exact_number, parse_frame_rate, parse_seconds, plain_rate


@given(st.decimals(min_value=0, max_value=9999, places=6))
def test_seconds_are_the_exact_fraction_of_what_was_typed(typed: Decimal) -> None:
    assert parse_seconds(str(typed)) == parse_seconds(typed) == Fraction(str(typed))


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("29.97", Fraction(30000, 1001)), (Decimal("23.976"), Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)), (59.94, Fraction(60000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        ("25/1", Fraction(25)), (30, Fraction(30)), ("12.5", Fraction(25, 2)),
    ],
)  # fmt: skip
def test_frame_rates_of_television_are_exact(typed: object, rate: Fraction) -> None:
    assert parse_frame_rate(typed) == rate
    assert parse_frame_rate(plain_rate(rate)) == rate


@pytest.mark.parametrize("value", [True, None, "", "nan", "1e999999999", Decimal("1e400"), [], "1/2"])
def test_what_is_no_number_of_sane_length_is_none(value: object) -> None:
    assert exact_number(value) is None


@pytest.mark.parametrize("typed", ["30/0", "29.123456789", "fast"])
def test_a_frame_rate_that_no_clock_can_count_is_refused(typed: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_frame_rate(typed)


def test_a_decimal_comma_is_answered_with_the_point() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_seconds("0,5")
    assert caught.value.context is not None
    assert caught.value.context["hint"] == "Write it with a point: 0.5"
