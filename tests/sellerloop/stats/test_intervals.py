"""Wilson's interval against exact arithmetic and its own definition."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.stats.intervals import Z95, wilson

samples = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def exact(k: int, n: int) -> tuple[Fraction, Fraction]:
    """The textbook form in rationals, its root to forty digits."""
    z, p = Fraction(Z95), Fraction(k, n)
    square = p * (1 - p) / n + z * z / (4 * n * n)
    scale = 10**80
    root = Fraction(_floor_root(square.numerator * scale // square.denominator), 10**40)
    centre, half, whole = p + z * z / (2 * n), z * root, 1 + z * z / n
    return (centre - half) / whole, (centre + half) / whole


def _floor_root(value: int) -> int:
    guess = 1 << (value.bit_length() // 2 + 1)
    while (better := (guess + value // guess) // 2) < guess:
        guess = better
    return guess


def test_golden_g8_12_one_cancellation_in_forty() -> None:
    low, high = wilson(1, 40)
    assert low * 100 == pytest.approx(0.443, abs=5e-4)
    assert high * 100 == pytest.approx(12.881, abs=5e-4)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0.0, 0.277533), (0, 5, 0.0, 0.434482), (5, 5, 0.565518, 1.0), (10, 10, 0.722467, 1.0)],
)
def test_published_values(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=1e-6)


@given(samples)
def test_equals_exact_arithmetic_to_twelve_digits(sample: tuple[int, int]) -> None:
    for ours, theirs in zip(wilson(*sample), exact(*sample), strict=True):
        assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-30)


@given(samples)
def test_ends_mirror_each_other_and_hold_the_rate(sample: tuple[int, int]) -> None:
    k, n = sample
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(wilson(n - k, n), abs=1e-12)


def test_arrays_and_numbers_agree() -> None:
    n = np.array([[0, 1, 7], [40, 41, 10**6]])
    k = np.array([[0, 1, 3], [1, 0, 10**6]])
    low, high = wilson(k, n)
    pairs = [wilson(int(a), int(b)) for a, b in zip(k.flat, n.flat, strict=True)]
    np.testing.assert_array_equal(np.array(pairs), np.stack([low.ravel(), high.ravel()], axis=1))


def test_certain_ends_are_exact() -> None:
    assert wilson(0, 12345)[0] == 0.0
    assert wilson(12345, 12345)[1] == 1.0


def test_no_rows_know_nothing() -> None:
    assert np.isnan(wilson(0, 0)).all()


@pytest.mark.parametrize(("k", "n"), [(2, 1), (-1, 5), (1, 0)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, n)
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(np.array([1, k]), np.array([1, n]))
