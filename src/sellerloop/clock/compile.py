"""From a calendar to its open windows: weekly hours, less holidays, with exceptions, in UTC seconds."""

import datetime as dt
import itertools

import numpy as np

from sellerloop.clock.business import BusinessTime
from sellerloop.clock.calendar import MIDNIGHT, Calendar, CalendarHistory, Effect, Hours
from sellerloop.clock.holidays import Holidays
from sellerloop.clock.local import Dates, day_begins, day_ends, readings, weekdays
from sellerloop.clock.zones import ClockError, Seconds

_Windows = tuple[Seconds, Seconds]
_DAY = np.timedelta64(1, "D")


def compile_calendar(calendar: Calendar | CalendarHistory, first: dt.date, last: dt.date) -> BusinessTime:
    """Business time of the local days ``first`` to ``last``, both included.

    A single version holds for all of them, whatever its effective date: the rule "keep". Of a history each
    instant belongs to the version in force on its local day: the rule "re-base"; a window that is open when
    the version changes closes then, unless the new version holds the instant open too. A window opens at the
    first instant that shows its opening time and closes at the last one that shows its closing time (at the
    end of the day, when that is midnight); windows that overlap count once.

    Raises :class:`ClockError` when ``first`` lies before the first version, or when a version's holidays do
    not cover the days it is in force.
    """
    if first > last:
        raise ClockError(
            "a calendar is compiled for one or more days: {first} to {last}", first=first, last=last
        )
    versions = _in_force(calendar, first, last)
    since = [int(day_begins(np.datetime64(day), version.zone)) for version, day, _ in versions]
    end = int(day_ends(np.datetime64(last), versions[-1][0].zone))
    pieces = [
        _clip(_open_windows(version, start, until), begin, stop)
        for (version, start, until), (begin, stop) in zip(
            versions, itertools.pairwise([*since, end]), strict=True
        )
    ]
    starts, ends = _at_least(1, *pieces)
    starts, ends = np.insert(starts, 0, since[0]), np.insert(ends, 0, since[0])
    before = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
    for column in (starts, ends, before):
        column.setflags(write=False)
    names = tuple(version.version for version, *_ in versions)
    return BusinessTime(versions[0][0].id, since[0], end, starts, ends, before, tuple(since), names)


def _in_force(
    calendar: Calendar | CalendarHistory, first: dt.date, last: dt.date
) -> list[tuple[Calendar, dt.date, dt.date]]:
    """Each version with the first and last local day it serves."""
    if isinstance(calendar, Calendar):
        return [(calendar, first, last)]
    serving = [calendar.in_force(first)]
    serving += [version for version in calendar.versions if first < version.effective_from <= last]
    begins = [first, *(version.effective_from for version in serving[1:])]
    untils = [*(day - dt.timedelta(days=1) for day in begins[1:]), last]
    return list(zip(serving, begins, untils, strict=True))


def _open_windows(calendar: Calendar, first: dt.date, last: dt.date) -> _Windows:
    """The open windows of one version around its days; not yet cut at their ends."""
    if calendar.holidays is not None:
        calendar.holidays.check(first, last)
    # a night window of the day before may reach into the first day, and zones may differ between versions
    days = np.arange(np.datetime64(first) - _DAY, np.datetime64(last) + 2 * _DAY)
    found = _weekdays(days, calendar)
    windows = _at_least(
        1, *(_window(days[np.isin(found, hours.days)], hours, calendar) for hours in calendar.hours)
    )
    if calendar.holidays is not None:
        windows = _without(windows, _whole_days(calendar.holidays, calendar.zone))
    for special in calendar.specials:
        span = (np.array([special.begin]), np.array([special.end]))
        windows = _at_least(1, windows, span) if special.effect is Effect.OPEN else _without(windows, span)
    return windows


def _weekdays(days: Dates, calendar: Calendar) -> Seconds:
    """0 for Monday to 6; a worked day of the weekend passes for the weekday it is worked like."""
    found = weekdays(days)
    if calendar.holidays is not None:
        worked = np.array(calendar.holidays.worked, dtype="datetime64[D]")
        found[np.isin(days, worked)] = calendar.worked_like
    return found


def _window(days: Dates, hours: Hours, calendar: Calendar) -> _Windows:
    opens = readings(days + _clock(hours.opens), calendar.zone).first
    over_night = hours.closes <= hours.opens
    if hours.closes == MIDNIGHT:
        return opens, day_ends(days, calendar.zone)
    return opens, readings(days + over_night * _DAY + _clock(hours.closes), calendar.zone).last


def _clock(time: dt.time) -> np.timedelta64:
    return np.timedelta64(time.hour * 3600 + time.minute * 60 + time.second, "s")


def _whole_days(holidays: Holidays, zone: str) -> _Windows:
    dates = np.array(holidays.dates, dtype="datetime64[D]")
    return day_begins(dates, zone), day_ends(dates, zone)


def _at_least(depth: int, *layers: _Windows) -> _Windows:
    """Where at least ``depth`` of the windows of all ``layers`` overlap: sorted, disjoint, not touching."""
    starts = np.concatenate([layer[0] for layer in layers] or [np.zeros(0, np.int64)])
    ends = np.concatenate([layer[1] for layer in layers] or [np.zeros(0, np.int64)])
    steps = np.concatenate((np.ones_like(starts), -np.ones_like(ends)))
    edges, at = np.unique(np.concatenate((starts, ends)), return_inverse=True)
    change = np.zeros(edges.size, dtype=np.int64)
    np.add.at(change, at, steps)
    inside = np.cumsum(change) >= depth
    turns = np.flatnonzero(np.diff(inside, prepend=False))
    return edges[turns[::2]], edges[turns[1::2]]


def _without(windows: _Windows, closed: _Windows) -> _Windows:
    """``windows`` less ``closed``: what overlaps the gaps between the closed ones."""
    starts, ends = _at_least(1, closed)
    limits = np.iinfo(np.int64)
    gaps = (np.insert(ends, 0, limits.min), np.append(starts, limits.max))
    return _at_least(2, _at_least(1, windows), gaps)


def _clip(windows: _Windows, begin: int, end: int) -> _Windows:
    return _at_least(2, windows, (np.array([begin]), np.array([end])))
