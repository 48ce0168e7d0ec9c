"""Bands: linear ones clamp, steps hold from their value on, and arrays agree with exact numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.schema import Band
from sellerloop.scores.bands import best, points, points_grid, step, step_grid
from tests.sellerloop.scores.example import band

ANCHORS = [("0", "5"), ("1.2", "4"), ("40", "1")]
LADDER = [("10", "0.9"), ("30", "0.7"), ("50", "0.5")]


def made(points: list[tuple[str, str]], direction: str = "lower", **changes: object) -> Band:
    return Band.model_validate(band("nrr", direction, points, **changes))


@pytest.mark.parametrize(
    ("value", "earned"),
    [("-1", "5"), ("0", "5"), ("0.6", "4.5"), ("1.2", "4"), ("20.6", "2.5"), ("40", "1"), ("100", "1")],
)
def test_linear_bands_interpolate_and_clamp(value: str, earned: str) -> None:
    assert points(made(ANCHORS), Fraction(value)) == Fraction(earned)


@pytest.mark.parametrize(("ends", "at_ten"), [("closed", Fraction(9, 10)), ("open", None)])
def test_the_end_decides_whether_the_value_itself_belongs_to_the_step(ends: str, at_ten: object) -> None:
    ladder = made(LADDER, interpolation="step", ends=ends)
    assert step(ladder, Fraction(10)) == at_ten
    assert step(ladder, Fraction("10.0001")) == Fraction(9, 10)
    assert step(ladder, Fraction("9.9999")) is None


def test_below_the_first_step_a_score_takes_the_first_points() -> None:
    assert points(made(LADDER, interpolation="step"), Fraction(0)) == Fraction(9, 10)


def test_a_single_anchor_is_a_constant() -> None:
    assert {points(made([("5", "3")]), Fraction(v)) for v in (0, 5, 9)} == {Fraction(3)}


def test_values_may_be_multiples_of_a_benchmark() -> None:
    assert points(made([("1", "4"), ("2", "2")]), Fraction(3), Fraction(2)) == 3


@pytest.mark.parametrize(
    ("shape", "worst_of_the_best"),
    [
        (made(ANCHORS), "0"),
        (made([("2", "5"), ("4", "1")]), "2"),
        (made([("80", "1"), ("95", "4"), ("100", "5")], "higher"), "100"),
        (made([("0", "5"), ("4", "0")], interpolation="step"), "4"),
        (made([("80", "0"), ("95", "5")], "higher", interpolation="step"), "95"),
    ],
)
def test_best_is_the_worst_value_that_earns_the_maximum(shape: Band, worst_of_the_best: str) -> None:
    assert best(shape) == Fraction(worst_of_the_best)


values = st.fractions(min_value=-10, max_value=120, max_denominator=500)


@given(
    xs=st.lists(st.integers(0, 1000), min_size=1, max_size=6, unique=True).map(sorted),
    interpolation=st.sampled_from(["linear", "step"]),
    ends=st.sampled_from(["closed", "open"]),
    asked=st.lists(values, min_size=1, max_size=20),
    base=st.fractions(min_value=Fraction(1, 10), max_value=5, max_denominator=50),
)
def test_arrays_agree_with_exact_numbers(
    xs: list[int], interpolation: str, ends: str, asked: list[Fraction], base: Fraction
) -> None:
    anchors = [(str(x / 10), str(5 - i)) for i, x in enumerate(xs)]
    shape = made(anchors, interpolation=interpolation, ends=ends)
    asked = asked + [Fraction(x) * base for x, _ in anchors]
    array = np.array([float(v) for v in asked] + [np.nan])
    found, reached = points_grid(shape, array, base), step_grid(shape, array, base)
    assert np.isnan(found[-1]) and np.isnan(reached[-1])
    for i, value in enumerate(asked):
        assert found[i] == pytest.approx(float(points(shape, value, base)), abs=1e-9)
        exact = step(shape, value, base)
        assert np.isnan(reached[i]) if exact is None else reached[i] == float(exact)
