"""Calendars of the markets: on which days sellers and carriers work, and how much is bought."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sellersim.demand import demand, rush
from sellersim.dice import Floats, Ints
from sellersim.feasts import closed_days
from sellersim.markets import MARKETS
from sellersim.zones import date_of, day_number

_SUNDAY = 6
_BEYOND = np.int64(1 << 20)


class Calendars:
    """Day tables of all markets over one span of days; market is an index into ``MARKETS``.

    A day outside of the span raises IndexError; a deadline outside of it is far in the future.
    """

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self._start = day_number(first)
        self._business = _Steps([_working(m.code, m.week, first, last) for m in MARKETS], self._start)
        self._carrier = _Steps([_working(m.code, _SUNDAY, first, last) for m in MARKETS], self._start)
        self._demand = np.array([demand(m.code, first, last) for m in MARKETS])
        self._rush = np.array([rush(row) for row in self._demand])

    def due(self, market: Ints, day: Ints, count: Ints) -> Ints:
        """Return the ``count``-th business day after ``day``; for 0 the day itself, or the next business day
        where it is none."""
        return self._business.after(market, day, count)

    def carried(self, market: Ints, day: Ints, count: Ints) -> Ints:
        """Return the same in days on which carriers work."""
        return self._carrier.after(market, day, count)

    def demand(self, market: Ints, day: Ints) -> Floats:
        """Return the demand factor: weekday, season, holidays and sale days."""
        return np.asarray(self._demand[market, day - self._start])

    def rush(self, market: Ints, day: Ints) -> Floats:
        """Return how much slower dispatch is in the wake of a sale day; 1 on plain days."""
        return np.asarray(self._rush[market, day - self._start])


class _Steps:
    """The n-th working day after any day, by two lookups."""

    def __init__(self, works: Sequence[NDArray[np.bool_]], start: int) -> None:
        self._start = start
        self._on = np.array(works)
        self._before: Ints = np.cumsum(self._on, axis=1) - self._on  # working days before the day
        self._nth = np.full(self._on.shape, _BEYOND)
        for lane, row in enumerate(works):
            self._nth[lane, : row.sum()] = start + np.flatnonzero(row)

    def after(self, market: Ints, day: Ints, count: Ints) -> Ints:
        position = day - self._start
        ordinal = self._before[market, position] + count
        ordinal = ordinal - ((count > 0) & ~self._on[market, position])
        return np.asarray(self._nth[market, ordinal])


def _working(code: str, week: int, first: dt.date, last: dt.date) -> NDArray[np.bool_]:
    """Return whether each day is one of the first ``week`` weekdays and no holiday."""
    closed = closed_days(code, first.year, last.year)
    start = day_number(first)
    days = (date_of(start + n) for n in range((last - first).days + 1))
    return np.array([day.weekday() < week and day not in closed for day in days])
