"""Many accounts read as one: counters added up, then one number, never a mean of means.

What is added up are a metric's sums: numerator and denominator, or the buckets of a quantile. Sums of any
accounts may be added to those of others. The extra weight that a recent-weighted metric gives to an
account's latest rows has no meaning over accounts; its rows are added up as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.counts import Counts
from sellerloop.metrics.histogram import quantile, quantile_grid, rank_grid, rank_of
from sellerloop.metrics.plan import FixedWindow, column_names
from sellerloop.metrics.reading import ReadingGrid, interval, scale_of
from sellerloop.metrics.spec import Aggregation, Metric
from sellerloop.policy.window import VolumeSwitch
from sellerloop.stats.intervals import wilson

Sums = NDArray[np.int64]  # the sums first, then any further axes
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """What a metric amounts to over several accounts; ``value``, ``low`` and ``high`` as in a reading."""

    num: int
    den: int | None
    value: Fraction | None
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False, slots=True)
class PoolGrid:
    """The same for many groups at once; nan means null, ``den`` is zero where a pool has none."""

    num: Sums
    den: Sums
    value: Floats
    low: Floats
    high: Floats


def sums_grid(metric: Metric, counts: Counts, reading: ReadingGrid) -> Sums:
    """Return what may be added up, in the shape (sums, as-of dates, accounts); ``reading`` is the metric's
    reading of ``counts``."""
    if metric.aggregation is not Aggregation.QUANTILE:
        return np.stack([reading.num, reading.den])

    def buckets(window: FixedWindow) -> Sums:
        return np.stack([counts.columns[name] for name in column_names(metric, window)])

    if isinstance(metric.window, VolumeSwitch):
        then, otherwise = buckets(metric.window.then), buckets(metric.window.otherwise)
        return np.where(then.sum(axis=0) >= metric.window.at_least, then, otherwise)
    return buckets(metric.window)


def pool(metric: Metric, sums: Sequence[int]) -> Pool:
    """Return the number that added ``sums`` amount to; below the metric's minimum there is none."""
    if metric.aggregation is Aggregation.TOTAL:
        return Pool(sums[0], None, sums[0] * scale_of(metric), None, None)
    quantiles = metric.aggregation is Aggregation.QUANTILE
    share = Fraction(metric.quantile or 0)
    den = sum(sums) if quantiles else sums[1]
    num = rank_of(den, share) if quantiles else sums[0]
    if den < max(metric.minimum.n, 1):
        return Pool(num, den, None, None, None)
    raw = quantile(sums, metric.edges, share) if quantiles else Fraction(num, den)
    return Pool(num, den, raw * scale_of(metric), *interval(metric, num, den))


def pool_grid(metric: Metric, sums: Sums) -> PoolGrid:
    """Return :func:`pool` of every column of ``sums``, the floats nearest to the exact values."""
    scale = scale_of(metric)
    if metric.aggregation is Aggregation.QUANTILE:
        share = Fraction(metric.quantile or 0)
        den = sums.sum(axis=0)
        num, (top, bottom) = rank_grid(den, share), quantile_grid(sums, metric.edges, share)
    else:
        num, den = sums[0], sums[1]
        top, bottom = num, den
    known = den >= max(metric.minimum.n, 1)
    if metric.aggregation is Aggregation.TOTAL:
        den, bottom, known = np.zeros_like(num), np.ones_like(num), np.ones(num.shape, np.bool_)
    value = np.full(num.shape, np.nan)
    np.divide(top * scale.numerator, bottom * scale.denominator, out=value, where=known)
    bounded = known & (num <= den) & (metric.aggregation is Aggregation.RATIO)
    low, high = wilson(np.where(bounded, num, 0), np.where(bounded, den, 0))
    return PoolGrid(num, den, value, low * float(scale), high * float(scale))
