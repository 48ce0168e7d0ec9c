"""Recent-weighted ratios, against weights given to every single row."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.recent import recent_ratio, recent_ratio_grid

days = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12).filter(
    lambda rows: any(den for _, den in rows)
)
shares = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)
weights = st.fractions(Fraction(1, 4), 5, max_denominator=4)


def row_by_row(rows: list[tuple[int, int]], share: Fraction, weight: Fraction) -> Fraction:
    left, num, den = share * sum(n for _, n in rows), Fraction(0), Fraction(0)
    for hits, total in reversed(rows):
        taken = min(left, Fraction(total))
        left -= taken
        of_one = 1 + (weight - 1) * (taken / total if total else 0)
        num, den = num + hits * of_one, den + total * of_one
    return num / den


@given(days, shares, weights)
def test_it_equals_weights_of_single_rows(
    rows: list[tuple[int, int]], share: Fraction, weight: Fraction
) -> None:
    num, den = ([row[side] for row in rows] for side in (0, 1))
    exact = recent_ratio(num, den, share, weight)
    assert exact == row_by_row(rows, share, weight)
    top, bottom = recent_ratio_grid(np.array([num]).T, np.array([den]).T, share, weight)
    assert Fraction(int(top[0]), int(bottom[0])) == exact


@given(days, shares)
def test_equal_weights_give_the_plain_ratio(rows: list[tuple[int, int]], share: Fraction) -> None:
    num, den = ([row[side] for row in rows] for side in (0, 1))
    assert recent_ratio(num, den, share, Fraction(1)) == Fraction(sum(num), sum(den))


def test_no_rows_have_no_ratio() -> None:
    with pytest.raises(ZeroDivisionError):
        recent_ratio([0], [0], Fraction(1, 4), Fraction(2))
    assert recent_ratio_grid(np.array([[0]]), np.array([[0]]), Fraction(1, 4), Fraction(2))[1] == 0
