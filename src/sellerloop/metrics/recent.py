"""Ratios in which the latest rows weigh more.

Within the window rows are ordered by their local date; the latest ``recent_share`` of them weigh
``recent_weight``, all others one. No order is known within a day, so on the boundary day the remaining
share is spread evenly over the day's rows, good and bad alike (assumed: no platform publishes this). The
arithmetic needs daily counts and nothing else, and is exact.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.counts import Counts, Grid
from sellerloop.metrics.plan import column_names
from sellerloop.metrics.spec import Metric
from sellerloop.policy.window import DAY, Rolling, Span

_DAY_BEFORE = Rolling(days=1)


def days_of(metric: Metric, daily: Counts | None, span: Span) -> tuple[Grid, Grid]:
    """Return numerator and denominator day by day, oldest first, each of shape (days, accounts).

    ``daily`` holds as-of dates whose single day is the day before. Raises ValueError when a day of ``span``
    is missing from it.
    """
    if daily is None:
        raise ValueError(f"{metric.id} weighs recent rows and needs daily counts")
    first, last = span
    wanted = [first + offset * DAY for offset in range(1, (last - first).days + 2)]
    place = {day: number for number, day in enumerate(daily.as_ofs)}
    if missing := [day for day in wanted if day not in place]:
        raise ValueError(f"daily counts of {metric.id} lack {missing[0] - DAY}")
    num, den = column_names(metric, _DAY_BEFORE)
    rows = [place[day] for day in wanted]
    return daily.columns[num][rows], daily.columns[den][rows]


def recent_ratio(num: Sequence[int], den: Sequence[int], share: Fraction, weight: Fraction) -> Fraction:
    """Return the weighted numerator over the weighted denominator; days come oldest first.

    Raises ZeroDivisionError when there are no rows.
    """
    left = share * sum(den)
    extra_num = extra_den = Fraction(0)
    for hits, rows in zip(reversed(num), reversed(den), strict=True):
        taken = min(left, Fraction(rows))
        if taken:
            extra_num += hits * taken / rows
            extra_den += taken
            left -= taken
    return (sum(num) + (weight - 1) * extra_num) / (sum(den) + (weight - 1) * extra_den)


def recent_ratio_grid(num: Grid, den: Grid, share: Fraction, weight: Fraction) -> NDArray[np.float64]:
    """Return :func:`recent_ratio` for every account; shape (accounts,), nan where there are no rows."""
    total = den.sum(axis=0)
    later = np.flip(np.cumsum(np.flip(den, axis=0), axis=0), axis=0) - den
    # counted in 1/denominator of a row, so that everything stays whole until the last division
    taken = np.clip(share.numerator * total - share.denominator * later, 0, share.denominator * den)
    part = np.divide(taken, share.denominator * den, out=np.zeros(den.shape), where=den > 0)
    extra = float(weight) - 1.0
    weighted_num = num.sum(axis=0) + extra * (num * part).sum(axis=0)
    weighted_den = total + extra * float(share) * total
    ratio = np.divide(weighted_num, weighted_den, out=np.full(total.shape, np.nan), where=total > 0)
    return np.asarray(ratio, np.float64)
