"""Ratios in which the latest rows weigh more.

Within the window rows are ordered by their local date; the latest ``recent_share`` of them weigh
``recent_weight``, all others one. No order is known within a day, so on the boundary day the remaining
share is spread evenly over the day's rows, good and bad alike (assumed: no platform publishes this). The
arithmetic needs daily counts and nothing else, and is exact.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

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


def recent_ratio_grid(num: Grid, den: Grid, share: Fraction, weight: Fraction) -> tuple[Grid, Grid]:
    """Return :func:`recent_ratio` of every account as two whole numbers, what to divide and by what (0 where
    there are no rows), so that one division gives the nearest float.

    ``num`` and ``den`` have the shape (days, accounts), the results (accounts,).
    """
    rows, part, extra = den.sum(axis=0), share.denominator, weight.numerator - weight.denominator
    later = np.flip(np.cumsum(np.flip(den, axis=0), axis=0), axis=0) - den
    # what the recent share takes of each day, counted in 1/part of a row
    taken = np.clip(share.numerator * rows - part * later, 0, part * den)
    whole = (taken == part * den) & (den > 0)
    split = (taken > 0) & ~whole  # the boundary day, where it is not taken whole
    size = np.maximum((den * split).sum(axis=0), 1)
    extra_hits = part * size * (num * whole).sum(axis=0) + (num * taken * split).sum(axis=0)
    top = weight.denominator * part * size * num.sum(axis=0) + extra * extra_hits
    return top, (weight.denominator * part + extra * share.numerator) * rows * size
