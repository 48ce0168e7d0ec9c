"""Quantiles from histograms: exact where buckets are one wide, within a bucket elsewhere."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.histogram import quantile, quantile_grid, rank_grid, rank_of
from sellerloop.metrics.replies import WAIT_EDGES

shares = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)
edge_lists = st.lists(st.integers(1, 60), min_size=1, unique=True).map(sorted)


def filled(values: list[int], edges: list[int]) -> list[int]:
    places = np.searchsorted(edges, values, side="left")
    return [int(n) for n in np.bincount(places, minlength=len(edges) + 1)]


@given(st.lists(st.integers(1, 40), min_size=1), shares)
def test_buckets_of_width_one_give_the_true_quantile(values: list[int], q: Fraction) -> None:
    edges = list(range(1, 41))
    assert quantile(filled(values, edges), edges, q) == sorted(values)[rank_of(len(values), q) - 1]


@given(st.lists(st.integers(0, 70), min_size=1), edge_lists, shares)
def test_the_quantile_lies_in_the_bucket_of_the_true_one(
    values: list[int], edges: list[int], q: Fraction
) -> None:
    found = quantile(filled(values, edges), edges, q)
    true = sorted(values)[rank_of(len(values), q) - 1]
    high = next((edge for edge in edges if true <= edge), edges[-1])
    low = max((edge for edge in edges if edge < high), default=0) if true <= edges[-1] else edges[-1]
    assert low <= found <= high


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1), shares)
def test_the_grid_equals_the_single_quantiles(columns: list[list[int]], q: Fraction) -> None:
    edges = (2, 10, 11)
    tops, bottoms = quantile_grid(np.array(columns).T, edges, q)
    for top, bottom, buckets in zip(tops.tolist(), bottoms.tolist(), columns, strict=True):
        assert (Fraction(top, bottom) if bottom else None) == (
            quantile(buckets, edges, q) if any(buckets) else None
        )


@given(st.integers(0, 1000), shares)
def test_the_rank_is_the_smallest_that_covers_the_share(n: int, q: Fraction) -> None:
    rank = rank_of(n, q)
    assert rank >= q * n > rank - 1
    assert rank_grid(np.array([n]), q)[0] == rank


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="of nothing"):
        quantile([0, 0], [5], Fraction(1, 2))


def test_edges_of_waits_are_at_most_a_third_apart_from_twenty_seconds_on() -> None:
    wide = [high / low for low, high in itertools.pairwise(WAIT_EDGES) if low >= 20]
    assert max(wide) <= 4 / 3
