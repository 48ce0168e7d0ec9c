"""What a card shows: rounding as declared, never in the numbers themselves."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.scores.card import rounded
from sellerloop.scores.composite import assess
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import AS_OF, reading, six, six_readings


@pytest.mark.parametrize(
    ("rounding", "shown"),
    [
        ("half_up", ["0.13", "0.12", "0.12", "-0.13", "0.33"]),
        ("half_even", ["0.12", "0.12", "0.12", "-0.12", "0.33"]),
        ("truncate", ["0.12", "0.12", "0.12", "-0.12", "0.33"]),
    ],
)
def test_ties_round_as_declared(rounding: str, shown: list[str]) -> None:
    exact = [Fraction(n) for n in ("0.125", "0.12499", "0.12", "-0.125", "1/3")]
    assert [str(rounded(value, 2, rounding)) for value in exact] == shown


@given(value=st.fractions(-1000, 1000), digits=st.integers(0, 6))
def test_rounding_stays_within_half_a_unit(value: Fraction, digits: int) -> None:
    for rounding in ("half_up", "half_even", "truncate"):
        error = abs(Fraction(rounded(value, digits, rounding)) - value) * 10**digits
        assert error < 1 if rounding == "truncate" else error <= Fraction(1, 2)


def test_the_declared_rounding_is_for_display_only() -> None:
    card = assess(resolve(six(round=1, rounding="truncate")), six_readings(), None, AS_OF)
    assert (card.score, card.shown) == (Fraction("3.545"), Decimal("3.5"))
    assert card.as_json()["score"] == 3.545
    missing = assess(resolve(six()), six_readings(delivered_90d=reading(0, None, 0)), None, AS_OF)
    assert missing.shown is None
