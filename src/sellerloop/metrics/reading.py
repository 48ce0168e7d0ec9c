"""From windowed counters to the value of a metric: the number, its interval, or the reason why there is none.

Two paths give the same answer: :func:`read` is exact, for one account at one date (explanations, the
command line); :func:`read_grid` works on whole grids in float64 (publishing). Null is never zero: a value
that cannot be known carries a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.events.registry import contract
from sellerloop.metrics.counts import Counts, Grid
from sellerloop.metrics.histogram import quantile, quantile_grid, rank_grid, rank_of
from sellerloop.metrics.plan import FixedWindow, column_names
from sellerloop.metrics.recent import days_of, recent_ratio, recent_ratio_grid
from sellerloop.metrics.spec import Aggregation, Metric, Unit, kinds_of
from sellerloop.policy.window import Span, VolumeSwitch, fixed_windows
from sellerloop.speech.message import Message, gettext_noop
from sellerloop.stats.intervals import wilson

Floats = NDArray[np.float64]
_SCALE = {Unit.PERCENT: Fraction(100), Unit.HOURS: Fraction(1, 3600)}


class Reason(IntEnum):
    """Why there is no value; ``NONE`` where there is one."""

    NONE = 0
    ABSENT = 1
    NOTHING = 2
    TOO_FEW = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a metric amounts to for one account as of one date.

    ``num`` and ``den`` are the counters within ``window``: rows, or seconds and minor units where a column
    is summed. A total has no ``den``; of a quantile, ``den`` is the number of rows and ``num`` the rank that
    is read off. ``value`` is in the metric's unit. ``low`` and ``high`` bound it at 95 % (Wilson), for plain
    ratios only.
    """

    num: int | None
    den: int | None
    value: Fraction | None
    reason: Message | None
    low: float | None
    high: float | None
    window: Span | None


@dataclass(frozen=True, eq=False, slots=True)
class ReadingGrid:
    """The readings of all accounts at all dates; every array has the shape (as-of dates, accounts).

    ``value`` is nan where ``reason`` (codes of :class:`Reason`) is not zero. ``num`` and ``den`` are zero
    where a :class:`Reading` holds none.
    """

    num: Grid
    den: Grid
    value: Floats
    reason: NDArray[np.uint8]

    def at(self, dates: slice) -> "ReadingGrid":
        """Return the readings at some of the dates; arrays are shared."""
        return ReadingGrid(self.num[dates], self.den[dates], self.value[dates], self.reason[dates])


def read(
    metric: Metric, counts: Counts, as_of_index: int, account_index: int, daily: Counts | None = None
) -> Reading:
    """Return the exact reading of one account at one as-of date.

    ``daily`` holds single days (see ``daily_needs_of``) of the same accounts and is read for recent-weighted
    metrics only. Raises KeyError when ``counts`` lacks a counter of the metric, ValueError when ``daily``
    does not cover its window.
    """

    def sums_of(window: FixedWindow) -> list[int]:
        names = column_names(metric, window)
        return [int(counts.columns[name][as_of_index, account_index]) for name in names]

    window = metric.window
    if _missing(metric, counts):
        fixed = fixed_windows(window)[-1]
        reason = reason_message(metric, Reason.ABSENT, counts, 0)
        return Reading(None, None, None, reason, None, None, fixed.span(counts.as_ofs[as_of_index]))
    if isinstance(window, VolumeSwitch):
        enough = _rows(metric, sums_of(window.then)) >= window.at_least
        window = window.then if enough else window.otherwise
    sums, span = sums_of(window), window.span(counts.as_ofs[as_of_index])
    num, den = _num(metric, sums), _rows(metric, sums)
    if metric.aggregation is Aggregation.TOTAL:
        return Reading(num, None, num * scale_of(metric), None, None, None, span)
    if code := _shortage(metric, den):
        return Reading(num, den, None, reason_message(metric, code, counts, den), None, None, span)
    low, high = interval(metric, num, den)
    match metric.aggregation:
        case Aggregation.QUANTILE:
            raw = quantile(sums, metric.edges, _fraction(metric.quantile))
        case Aggregation.RECENT_WEIGHTED:
            hits, rows = (side[:, account_index].tolist() for side in days_of(metric, daily, span))
            raw = recent_ratio(hits, rows, _fraction(metric.recent_share), _fraction(metric.recent_weight))
        case _:
            raw = Fraction(num, den)
    return Reading(num, den, raw * scale_of(metric), None, low, high, span)


def read_grid(metric: Metric, counts: Counts, daily: Counts | None = None) -> ReadingGrid:
    """Return the readings of all accounts at all dates, the floats nearest to those of :func:`read`.

    Raises as :func:`read` does.
    """
    shape = len(counts.as_ofs), len(counts.accounts)
    if _missing(metric, counts):
        num, den = np.zeros((2, *shape), np.int64)
        return ReadingGrid(num, den, np.full(shape, np.nan), np.full(shape, Reason.ABSENT, np.uint8))
    window = metric.window
    if isinstance(window, VolumeSwitch):
        then = _parts(metric, counts, daily, window.then)
        otherwise = _parts(metric, counts, daily, window.otherwise)
        enough = then[1] >= window.at_least
        num, den, top, bottom = (np.where(enough, a, b) for a, b in zip(then, otherwise, strict=True))
    else:
        num, den, top, bottom = _parts(metric, counts, daily, window)
    reason = np.zeros(shape, np.uint8)
    if metric.aggregation is not Aggregation.TOTAL:
        reason[den < metric.minimum.n] = Reason.TOO_FEW
        reason[den == 0] = Reason.NOTHING
    scale, value = scale_of(metric), np.full(shape, np.nan)
    np.divide(top * scale.numerator, bottom * scale.denominator, out=value, where=reason == Reason.NONE)
    return ReadingGrid(num, den, value, reason)


def interval_grid(metric: Metric, grid: ReadingGrid) -> tuple[Floats, Floats]:
    """Return ``low`` and ``high`` of all readings, in the metric's unit; nan where there is no interval."""
    known = (grid.reason == Reason.NONE) & (grid.num <= grid.den)
    if metric.aggregation is not Aggregation.RATIO:
        known &= False
    low, high = wilson(np.where(known, grid.num, 0), np.where(known, grid.den, 0))
    scale = float(scale_of(metric))
    return low * scale, high * scale


def reason_message(metric: Metric, code: int, counts: Counts, den: int) -> Message:
    """Return the sentence for a reason code; ``den`` is the number of rows that there were.

    Raises ValueError for ``Reason.NONE`` and unknown codes.
    """
    match Reason(code):
        case Reason.ABSENT:
            text = gettext_noop("no data of this kind was imported: {kind}")
            return Message(text, {"kind": Message(contract(_missing(metric, counts)[0]).title)})
        case Reason.NOTHING:
            return Message(gettext_noop("nothing to count in this period"))
        case Reason.TOO_FEW:
            text = gettext_noop("too little data: {count} of at least {least}")
            return Message(text, {"count": den, "least": metric.minimum.n})
    raise ValueError("a reading with a value has no reason")


def interval(metric: Metric, num: int, den: int) -> tuple[float | None, float | None]:
    """Return Wilson's 95 % bounds of a plain ratio, in the metric's unit; None twice for anything else."""
    if metric.aggregation is not Aggregation.RATIO or num > den:
        return None, None
    scale = float(scale_of(metric))
    low, high = wilson(num, den)
    return low * scale, high * scale


def scale_of(metric: Metric) -> Fraction:
    """Return what numerator over denominator is multiplied by to be in the metric's unit."""
    if metric.unit is Unit.PERCENT and metric.aggregation is Aggregation.MEAN:
        return Fraction(1)
    return _SCALE.get(metric.unit, Fraction(1))


def _parts(
    metric: Metric, counts: Counts, daily: Counts | None, window: FixedWindow
) -> tuple[Grid, Grid, Grid, Grid]:
    """Numerator and denominator as in a reading, then the whole numbers whose quotient is the raw value: it
    is divided once, so that a value on a threshold is the float nearest to it."""
    sums = [counts.columns[name] for name in column_names(metric, window)]
    match metric.aggregation:
        case Aggregation.TOTAL:
            return sums[0], np.zeros_like(sums[0]), sums[0], np.ones_like(sums[0])
        case Aggregation.QUANTILE:
            buckets, q = np.stack(sums), _fraction(metric.quantile)
            den = buckets.sum(axis=0)
            return rank_grid(den, q), den, *quantile_grid(buckets, metric.edges, q)
        case Aggregation.RECENT_WEIGHTED:
            share, weight = _fraction(metric.recent_share), _fraction(metric.recent_weight)
            spans = (window.span(as_of) for as_of in counts.as_ofs)
            rows = [recent_ratio_grid(*days_of(metric, daily, span), share, weight) for span in spans]
            top, bottom = np.array(rows, np.int64).reshape(len(rows), 2, -1).swapaxes(0, 1)
            return sums[0], sums[1], top, bottom
    return sums[0], sums[1], sums[0], sums[1]


def _missing(metric: Metric, counts: Counts) -> list[str]:
    return [kind for kind, table in kinds_of(metric) if table not in counts.available]


def _num(metric: Metric, sums: Sequence[int]) -> int:
    if metric.aggregation is Aggregation.QUANTILE:
        return rank_of(sum(sums), _fraction(metric.quantile))
    return sums[0]


def _rows(metric: Metric, sums: Sequence[int]) -> int:
    return sum(sums) if metric.aggregation is Aggregation.QUANTILE else sums[-1]


def _shortage(metric: Metric, den: int) -> Reason:
    if den == 0:
        return Reason.NOTHING
    return Reason.TOO_FEW if den < metric.minimum.n else Reason.NONE


def _fraction(value: Fraction | None) -> Fraction:
    return Fraction(value or 0)
