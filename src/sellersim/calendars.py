"""Calendars of the markets: business days, carrier days, and how much is bought on which day."""

import datetime as dt

import holidays
import numpy as np

from sellersim.dice import Floats, Ints
from sellersim.markets import MARKETS
from sellersim.zones import date_of, day_number

_WEEKDAYS = (0.97, 0.95, 0.96, 1.0, 1.04, 1.06, 1.02)
_MONTHS = (0.95, 0.9, 0.96, 0.97, 1.0, 1.0, 0.98, 0.98, 1.02, 1.05, 1.12, 1.1)
_SALES = {
    "VN": {(m, m): 1.6 for m in range(3, 13)} | {(6, 6): 2.0, (9, 9): 2.3, (11, 11): 3.2, (12, 12): 2.8},
    "CN": {(m, m): 1.25 for m in range(3, 13)} | {(6, 18): 2.8, (9, 9): 1.6, (11, 11): 4.0, (12, 12): 2.2},
    "US": {(7, 8): 1.9, (7, 9): 1.7, (9, 9): 1.2, (11, 11): 1.3, (12, 12): 1.4},
}
_NEW_YEAR = {"VN": "Lunar New Year", "CN": "Chinese New Year (Spring Festival)"}


class Calendars:
    """Day tables of all markets over one span of days; market is an index into ``MARKETS``.

    Lookups outside of the span raise IndexError.
    """

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.start = day_number(first)
        self.length = day_number(last) - self.start + 1
        years = range(first.year, last.year + 1)
        rows = [(_business(m.code, m.six_days, first, last, years)) for m in MARKETS]
        self._business = _Steps(np.array([row[0] for row in rows]), self.start)
        self._carrier = _Steps(np.array([row[1] for row in rows]), self.start)
        self._demand = np.array([_demand(m.code, first, last, years) for m in MARKETS])
        self._rush = np.array([_rush(row) for row in self._demand])

    def due(self, market: Ints, day: Ints, count: Ints) -> Ints:
        """Return the ``count``-th business day after ``day``; 0 is the day itself or the next business day."""
        return self._business.after(market, day, count)

    def carried(self, market: Ints, day: Ints, count: Ints) -> Ints:
        """Return the ``count``-th carrier day after ``day``; 0 is the day itself or the next carrier day."""
        return self._carrier.after(market, day, count)

    def demand(self, market: Ints, day: Ints) -> Floats:
        """Return the demand factor: weekday, season, holidays and sale days."""
        return np.asarray(self._demand[market, day - self.start])

    def rush(self, market: Ints, day: Ints) -> Floats:
        """Return how much slower dispatch is in the wake of a sale day; 1 on plain days."""
        return np.asarray(self._rush[market, day - self.start])


class _Steps:
    """The n-th working day after any day, by two lookups."""

    def __init__(self, works: np.ndarray, start: int) -> None:
        self._start = start
        self._before = np.cumsum(works, axis=1) - works  # working days before the day
        self._on = works
        lengths = works.sum(axis=1)
        self._nth = np.full((len(works), int(lengths.max())), np.iinfo(np.int64).max)
        for lane, row in enumerate(works):
            self._nth[lane, : lengths[lane]] = start + np.flatnonzero(row)

    def after(self, market: Ints, day: Ints, count: Ints) -> Ints:
        position = day - self._start
        ordinal = self._before[market, position] + count
        ordinal = ordinal - ((count > 0) & ~self._on[market, position])
        return np.asarray(self._nth[market, ordinal])


def _business(
    code: str, six_days: bool, first: dt.date, last: dt.date, years: range
) -> tuple[list[bool], list[bool]]:
    closed = holidays.country_holidays(code, years=years)
    days = _days(first, last)
    business = [day.weekday() < (6 if six_days else 5) and day not in closed for day in days]
    carrier = [day.weekday() < 6 and day not in closed for day in days]
    return business, carrier


def _demand(code: str, first: dt.date, last: dt.date, years: range) -> list[float]:
    factors = {day: _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] for day in _days(first, last)}
    for day, factor in _special(code, years):
        if day in factors:
            factors[day] *= factor
    return list(factors.values())


def _special(code: str, years: range) -> list[tuple[dt.date, float]]:
    out: list[tuple[dt.date, float]] = []
    for year in years:
        sales = {dt.date(year, month, day): size for (month, day), size in _SALES[code].items()}
        if code == "US":
            thanks = max(dt.date(year, 11, d) for d in range(22, 29) if dt.date(year, 11, d).weekday() == 3)
            sales |= {thanks + dt.timedelta(1): 2.6, thanks + dt.timedelta(4): 2.4}
            out += [(thanks, 1.2), (dt.date(year, 12, 25), 0.45), (dt.date(year, 7, 4), 0.8)]
        if code == "CN":
            out += [(dt.date(year, 10, day), 0.78) for day in range(1, 8)]
        if code == "VN":
            out += [(dt.date(year, 9, 2), 0.8), (dt.date(year, 4, 30), 0.8)]
        for day, size in sales.items():
            out += [(day, size), (day - dt.timedelta(1), 0.85), (day + dt.timedelta(1), 1.1)]
    return out + _new_year(code, years)


def _new_year(code: str, years: range) -> list[tuple[dt.date, float]]:
    if code not in _NEW_YEAR:
        return []
    named = holidays.country_holidays(code, years=years, language="en_US")
    mains = {day.year: day for day in sorted(named.get_named(_NEW_YEAR[code], lookup="exact"), reverse=True)}
    out: list[tuple[dt.date, float]] = []
    for main in mains.values():
        out += [(main - dt.timedelta(n), 1.35) for n in range(4, 22)]
        out += [(main + dt.timedelta(n), 0.35) for n in range(-2, 5)]
        out += [(main + dt.timedelta(n), 0.8) for n in range(5, 12)]
    return out


def _rush(demand: np.ndarray) -> np.ndarray:
    peak = np.maximum(demand, np.roll(demand, 1))
    return 1.0 + 0.12 * np.clip(peak - 1.4, 0.0, 3.0)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    start = day_number(first)
    return [date_of(start + n) for n in range((last - first).days + 1)]
