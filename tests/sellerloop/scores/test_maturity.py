"""The rate to expect once young orders have matured."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.scores.maturity import Cohort, maturity_curve, project
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import policy_of, ratio

METRIC = resolve(policy_of(metrics=[ratio("m", min={"n": 10, "outcome": "null"})])).metrics["m"]
CURVE = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1))


def test_the_curve_is_the_share_known_by_each_day() -> None:
    assert maturity_curve({0: 1, 2: 2, 3: 1}) == (
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(3, 4),
        Fraction(1),
    )
    assert maturity_curve({-1: 1, 1: 1}) == (Fraction(1, 2), Fraction(1))
    assert maturity_curve({}) == ()


def test_young_orders_count_by_the_share_that_should_be_known() -> None:
    found = project(METRIC, [Cohort(30, 100, 4), Cohort(1, 100, 1)], CURVE)
    assert found.reported == Fraction("2.5")
    assert found.expected == Fraction(100 * 5, 125) == 4
    assert found.mature == Fraction(125, 200)
    assert found.low is not None and found.high is not None and found.low < 4 < found.high


def test_too_little_has_matured() -> None:
    found = project(METRIC, [Cohort(1, 39, 1)], CURVE)
    assert (found.expected, found.reported) == (None, Fraction(100, 39))
    assert str(found.reason) == "too little has matured: 9.8 rows' worth of at least 10"
    assert project(METRIC, [Cohort(1, 39, 1)], CURVE, least=5).expected is None
    assert project(METRIC, [Cohort(9, 39, 1)], CURVE, least=40).expected is None
    assert project(METRIC, [Cohort(9, 39, 1)], ()).expected is None


def test_nothing_is_neither_reported_nor_expected() -> None:
    found = project(METRIC, [], CURVE)
    assert (found.reported, found.expected, found.mature) == (None, None, None)


def test_an_expectation_never_exceeds_all_rows() -> None:
    assert project(METRIC, [Cohort(1, 100, 90)], CURVE).expected == 100


def test_tomorrows_orders_have_no_age_yet() -> None:
    assert project(METRIC, [Cohort(-1, 50, 0), Cohort(9, 10, 1)], CURVE).expected == 10


@given(rate=st.fractions(0, 1), rows=st.lists(st.integers(0, 50), min_size=4, max_size=12))
def test_a_constant_rate_is_found_again(rate: Fraction, rows: list[int]) -> None:
    """Cohorts that know exactly their share of the same rate project to that rate."""
    unit = rate.denominator * 4
    cohorts = [Cohort(age, n * unit, int(n * unit * CURVE[min(age, 3)] * rate)) for age, n in enumerate(rows)]
    found = project(METRIC, cohorts, CURVE)
    if found.expected is not None:
        assert found.expected == 100 * rate
        assert found.reported is not None and found.reported <= found.expected
    else:
        assert sum(c.rows * CURVE[min(c.age, 3)] for c in cohorts) < 10


def test_reported_and_expected_agree_when_all_is_mature() -> None:
    found = project(METRIC, [Cohort(60, 1000, 25)], CURVE)
    assert found.reported == found.expected == pytest.approx(2.5)
