"""Quantiles from an additive histogram.

Bucket k holds whole values in (edge k-1, edge k]; the first starts at 0 and the last has no upper end. The
quantile q of n values is the one of rank ceil(q x n), placed within its bucket as if the bucket's values
lay evenly up to its upper edge, but at least one above its lower edge, so that buckets of width one give
the true value. In the last bucket only the lower end is known, and is returned: the true value is more.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.int64]


def rank_of(n: int, q: Fraction) -> int:
    """Return the rank, from 1, that the quantile ``q`` of ``n`` values reads off; 0 for no values."""
    return -(-q.numerator * n // q.denominator)


def quantile(buckets: Sequence[int], edges: Sequence[int], q: Fraction) -> Fraction:
    """Return the quantile ``q`` (0 < q < 1) of the values counted in ``buckets`` (one more than ``edges``).

    Raises ValueError when there are no values.
    """
    left = rank_of(sum(buckets), q)
    if left == 0:
        raise ValueError("a quantile of nothing")
    for count, low, high in zip(buckets, (0, *edges), edges, strict=False):
        if left <= count:
            return low + max(Fraction(1), (high - low) * Fraction(left, count))
        left -= count
    return Fraction(edges[-1])


def rank_grid(n: Grid, q: Fraction) -> Grid:
    """Return :func:`rank_of` for every element."""
    return -(-q.numerator * n // q.denominator)


def quantile_grid(buckets: Grid, edges: Sequence[int], q: Fraction) -> tuple[Grid, Grid]:
    """Return the quantile of every column of ``buckets`` (shape (buckets, ...)) as two whole numbers, what to
    divide and by what (0 where there are no values), so that one division gives the nearest float."""
    cumulated = np.cumsum(buckets, axis=0)
    rank = rank_grid(cumulated[-1], q)
    place = (cumulated < rank).sum(axis=0)[np.newaxis]
    count = np.take_along_axis(buckets, place, axis=0)[0]
    below = np.take_along_axis(cumulated, place, axis=0)[0] - count
    low = np.array((0, *edges), np.int64)[place[0]]
    width = np.array((*np.diff((0, *edges)), 0), np.int64)[place[0]]
    inside = np.where(width > 0, np.maximum(width * (rank - below), count), 0)
    return low * count + inside, count
