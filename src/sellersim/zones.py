"""Local time of whole columns: seconds since 1970 in UTC to local days and back, per row's zone."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from sellersim.dice import Ints

DAY = 86_400
HOUR = 3_600
MINUTE = 60
EPOCH = dt.date(1970, 1, 1)
_STEP = 28 * DAY  # no zone changes its clocks twice within four weeks
_LANE = 1 << 40  # keeps the change points of one zone apart from those of the next


def day_number(date: dt.date) -> int:
    """Return the days from 1970-01-01 to ``date``."""
    return (date - EPOCH).days


def date_of(day: int) -> dt.date:
    """Return the date of a day number."""
    return EPOCH + dt.timedelta(days=int(day))


class Zones:
    """Offsets of several zones from 1999 to 2060. Zones are given by index in ``names``."""

    def __init__(self, names: Sequence[str]) -> None:
        points: list[int] = []
        offsets: list[int] = []
        for lane, name in enumerate(names):
            for instant, offset in _changes(ZoneInfo(name)):
                points.append(lane * _LANE + instant)
                offsets.append(offset)
        self._points = np.array(points, dtype=np.int64)
        self._offsets = np.array(offsets, dtype=np.int64)

    def offset(self, zone: Ints, instant: Ints) -> Ints:
        """Return seconds to add to UTC."""
        return self._offsets[np.searchsorted(self._points, zone * _LANE + instant, side="right") - 1]

    def local(self, zone: Ints, instant: Ints) -> Ints:
        """Return local seconds: the local date and clock written as if they were UTC."""
        return instant + self.offset(zone, instant)

    def day(self, zone: Ints, instant: Ints) -> Ints:
        """Return the local day number."""
        return self.local(zone, instant) // DAY

    def instant(self, zone: Ints, local: Ints) -> Ints:
        """Return the instant of local seconds; an hour that a zone skips is moved past the gap."""
        guess = local - self.offset(zone, local)
        return local - self.offset(zone, guess)


def _changes(zone: ZoneInfo) -> list[tuple[int, int]]:
    start = int(dt.datetime(1999, 1, 1, tzinfo=dt.UTC).timestamp())
    stop = int(dt.datetime(2060, 1, 1, tzinfo=dt.UTC).timestamp())
    found = [(-(1 << 39), _offset(zone, start))]
    for month in range(start, stop, _STEP):
        low, high = month, month + _STEP
        if _offset(zone, low) == _offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
        found.append((high, _offset(zone, high)))
    return found


def _offset(zone: ZoneInfo, instant: int) -> int:
    offset = dt.datetime.fromtimestamp(instant, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
