"""Business time counted minute by minute: the slow, plain truth that the clock is checked against.

Nothing of the clock's arithmetic is used here: every minute of the horizon is asked for its local time, one
after the other, and business time is a count of minutes. Calendars and cases keep to whole minutes.
"""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sellerloop.clock.calendar import Calendar, CalendarHistory, Effect
from sellerloop.clock.zones import zone_info

DAY = 1440
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()


class Walls:
    """What the clock of ``zone`` shows in every minute from two days before ``first`` to three days after
    ``last``; and when it first and last shows a given time."""

    def __init__(self, zone: str, first: dt.date, last: dt.date) -> None:
        info = zone_info(zone)
        self.origin = (first.toordinal() - EPOCH_DAY - 2) * DAY
        self.shown: list[int] = []  # local minutes since 1970 by the wall clock, one for each minute
        for minute in range(self.origin, (last.toordinal() - EPOCH_DAY + 3) * DAY):
            offset = dt.datetime.fromtimestamp(minute * 60, info).utcoffset()
            assert offset is not None
            self.shown.append(minute + (offset.days * 86_400 + offset.seconds) // 60)
        self.days = np.array(self.shown) // DAY  # the local day of each minute
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        for at, wall in enumerate(self.shown):
            self._first.setdefault(wall, at)
            self._last[wall] = at

    def first(self, wall: int) -> int:
        """The first minute that shows ``wall``; in a gap, the first minute after it."""
        while wall not in self._first:
            wall += 1
        return self._first[wall]

    def last(self, wall: int) -> int:
        """The last minute that shows ``wall``; in a gap, the first minute after it."""
        return self._last[wall] if wall in self._last else self.first(wall)

    def day_end(self, day: int) -> int:
        """The minute after the last one of local ``day`` (days since 1970)."""
        close = (day + 1) * DAY - 1
        return self._last[close] + 1 if close in self._last else self.first(close)


class Minutes:
    """The open minutes of a calendar from the local day ``first`` to ``last``."""

    def __init__(
        self, calendar: Calendar | CalendarHistory, first: dt.date, last: dt.date, walls: Walls
    ) -> None:
        versions = calendar.versions if isinstance(calendar, CalendarHistory) else (calendar,)
        self.origin = walls.origin
        self.begin = walls.first((first.toordinal() - EPOCH_DAY) * DAY)
        self.end = walls.day_end(last.toordinal() - EPOCH_DAY)
        self.open = np.zeros(len(walls.shown), dtype=bool)
        for version in versions:
            serves = walls.days >= max(version.effective_from.toordinal() - EPOCH_DAY, 0)
            self.open[serves] = _open(version, first, last, walls)[serves]

    def elapsed(self, a: int, b: int) -> int:
        """Open seconds between two instants (epoch seconds, whole minutes)."""
        return int(self.open[a // 60 - self.origin : b // 60 - self.origin].sum()) * 60

    def due(self, start: int, target_s: int, pauses: Sequence[tuple[int, int]]) -> int | None:
        """When the last minute of the target has been counted; None when the horizon ends before."""
        if target_s == 0:
            return start
        at = start // 60 - self.origin
        counts = self.open[at : self.end].copy()
        for begin, end in pauses:
            counts[max(begin // 60 - self.origin - at, 0) : max(end // 60 - self.origin - at, 0)] = False
        counted = np.flatnonzero(counts)
        needed = target_s // 60
        return (self.origin + at + int(counted[needed - 1]) + 1) * 60 if needed <= counted.size else None


def _open(calendar: Calendar, first: dt.date, last: dt.date, walls: Walls) -> NDArray[np.bool_]:
    table = calendar.holidays
    worked = {day.toordinal() - EPOCH_DAY for day in (table.worked if table else ())}
    off = {day.toordinal() - EPOCH_DAY for day in (table.dates if table else ())}
    minutes = np.zeros(len(walls.shown), dtype=bool)
    for day in range(first.toordinal() - EPOCH_DAY - 1, last.toordinal() - EPOCH_DAY + 2):
        weekday = calendar.worked_like if day in worked else (day + 3) % 7
        for hours in calendar.hours:
            if weekday in hours.days:
                opens, closes = (time.hour * 60 + time.minute for time in (hours.opens, hours.closes))
                begin = walls.first(day * DAY + opens)
                if closes == 0:
                    end = walls.day_end(day)
                else:
                    end = walls.last(day * DAY + closes + (DAY if closes <= opens else 0))
                minutes[begin:end] = True
    minutes[np.isin(walls.days, sorted(off))] = False
    for special in calendar.specials:
        begin, end = special.begin // 60 - walls.origin, special.end // 60 - walls.origin
        minutes[max(begin, 0) : max(end, 0)] = special.effect is Effect.OPEN
    return minutes
