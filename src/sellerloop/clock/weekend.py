"""Weekend deferral: what is asked at the weekend is due on Monday noon, and not after a number of hours."""

import datetime as dt
from dataclasses import dataclass
from typing import overload

import numpy as np

from sellerloop.clock.calendar import EVERY_DAY
from sellerloop.clock.local import Fold, local_dates, to_epoch, weekdays
from sellerloop.clock.zones import ClockError, Seconds


@dataclass(frozen=True, slots=True)
class WeekendRule:
    """Messages of the local days ``days`` (5 is Saturday) are due at ``clock`` on the first day after them.

    That holds even where the plain limit would end later: TikTok Shop US asks for an answer "by Monday 12:00
    local time" to what comes from Saturday 00:00 to Sunday 23:59 (essay 719928765302570, read 2026-11-22).
    """

    days: tuple[int, ...] = (5, 6)
    clock: dt.time = dt.time(12)

    def __post_init__(self) -> None:
        if not 0 < len(set(self.days)) < 7 or not set(self.days) <= set(EVERY_DAY):
            raise ClockError(
                "a weekend is one to six weekdays from 0 (Monday) to 6 (Sunday): {days}", days=self.days
            )

    @overload
    def due(self, asked: int, limit_s: int, zone: str) -> int: ...
    @overload
    def due(self, asked: Seconds, limit_s: int, zone: str) -> Seconds: ...
    def due(self, asked: int | Seconds, limit_s: int, zone: str) -> int | Seconds:
        """When the answer to a message ``asked`` at that epoch second (or each of an int64 array) is due by
        the clock of ``zone``: after ``limit_s`` seconds of real time, or as the rule defers it."""
        if not isinstance(asked, np.ndarray):
            return int(self.due(np.array([asked]), limit_s, zone)[0])
        due = asked + limit_s
        dates = local_dates(asked, zone)
        wait = self._wait()[weekdays(dates)]
        late = wait > 0
        clock = np.timedelta64((self.clock.hour * 60 + self.clock.minute) * 60 + self.clock.second, "s")
        due[late] = to_epoch(dates[late] + wait[late].astype("timedelta64[D]") + clock, zone, Fold.FIRST)
        return due

    def _wait(self) -> Seconds:
        """Days until the next day outside the weekend, by weekday; 0 for the others."""
        ahead = [next(n for n in range(7) if (day + n) % 7 not in self.days) for day in EVERY_DAY]
        return np.array(ahead, dtype=np.int64)
