"""Deadlines counted in business days, with announced extensions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, overload

import numpy as np
from numpy.typing import ArrayLike

from sellerloop.clock.calendar import EVERY_DAY, WEEKDAYS
from sellerloop.clock.holidays import Holidays
from sellerloop.clock.local import Dates, weekdays
from sellerloop.clock.zones import ClockError, Seconds

_ONE = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Extension:
    """More time that a platform announced: what starts on the local days ``first`` to ``last`` has ``days``
    more business days. It exists from the day it was ``announced``, so that a deadline as known on an earlier
    day stands without it."""

    first: dt.date
    last: dt.date
    days: int
    announced: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class BusinessDays:
    """The days from ``first`` to ``last`` on which a deadline runs: ``days``, sorted ``datetime64[D]``.

    Counting starts on the first business day after the start date, and the n-th counted day is the deadline;
    0 business days end on the start date itself (scores.md 5.1). Anything outside the years that the holidays
    cover raises :class:`~sellerloop.clock.zones.ClockError`: a missing holiday would give a wrong answer that
    looks right.
    """

    first: dt.date
    last: dt.date
    days: Dates

    @classmethod
    def of(cls, holidays: Holidays, week: tuple[int, ...] = WEEKDAYS) -> Self:
        """The business days of the years of ``holidays``: the weekdays ``week`` (0 is Monday) and the
        worked days of the weekend, unless they are holidays."""
        if not week or not set(week) <= set(EVERY_DAY):
            raise ClockError("business days are weekdays from 0 (Monday) to 6 (Sunday): {days}", days=week)
        first, last = dt.date(holidays.first_year, 1, 1), dt.date(holidays.last_year, 12, 31)
        days = np.arange(np.datetime64(first), np.datetime64(last) + _ONE)
        runs = np.isin(weekdays(days), week)
        runs |= np.isin(days, np.array(holidays.worked, dtype="datetime64[D]"))
        runs &= ~np.isin(days, np.array(holidays.dates, dtype="datetime64[D]"))
        return cls(first, last, days[runs])

    @overload
    def deadline(self, start: dt.date, n: int) -> dt.date: ...
    @overload
    def deadline(self, start: Dates, n: ArrayLike) -> Dates: ...
    def deadline(self, start: dt.date | Dates, n: ArrayLike) -> dt.date | Dates:
        """The deadline day of what starts on ``start`` and takes ``n`` business days."""
        if isinstance(start, dt.date):
            day: dt.date = self.deadline(np.array([start], dtype="datetime64[D]"), n)[0].item()
            return day
        self._check(start)
        counts = np.asarray(n, dtype=np.int64)
        if counts.size and counts.min() < 0:
            raise ClockError("a deadline takes 0 or more business days, not {days}", days=counts.min())
        at = np.searchsorted(self.days, start, "right") + counts - 1
        if at.size and at[np.broadcast_to(counts > 0, at.shape)].max(initial=-1) >= self.days.size:
            raise ClockError(
                "the deadline lies after {last}, the last day for which business days are known",
                last=self.last,
            )
        return np.where(counts > 0, self.days[np.clip(at, 0, self.days.size - 1)], start)

    def between(self, start: ArrayLike, end: ArrayLike) -> Seconds:
        """Business days after ``start`` up to ``end`` (``datetime64[D]``); negative when ``end`` is earlier.

        The inverse of :meth:`deadline`: a thing done on ``end`` took that many business days."""
        begins, stops = np.asarray(start, dtype="datetime64[D]"), np.asarray(end, dtype="datetime64[D]")
        self._check(begins)
        self._check(stops)
        return np.searchsorted(self.days, stops, "right") - np.searchsorted(self.days, begins, "right")

    def _check(self, days: Dates) -> None:
        if not days.size:
            return
        outside = ~((days >= np.datetime64(self.first)) & (days <= np.datetime64(self.last)))
        if outside.any():
            day = days.flat[int(np.argmax(outside))]
            raise ClockError(
                "{day} lies outside {first} to {last}, for which business days are known",
                day=day,
                first=self.first,
                last=self.last,
            )


def extra_days(start: ArrayLike, extensions: Iterable[Extension], known: dt.date) -> Seconds:
    """Business days that the ``extensions`` announced by the day ``known`` add to what starts on each local
    date ``start``; several extensions of one day add up. Give ``n + extra_days(...)`` to a deadline."""
    days = np.asarray(start, dtype="datetime64[D]")
    extra = np.zeros(days.shape, dtype=np.int64)
    for extension in extensions:
        if extension.announced <= known:
            inside = (days >= np.datetime64(extension.first)) & (days <= np.datetime64(extension.last))
            extra += extension.days * inside
    return extra
