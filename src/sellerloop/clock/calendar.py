"""Business calendars as values: weekly hours, holidays, exceptions, and versions with effective dates."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np

from sellerloop.clock.holidays import Holidays
from sellerloop.clock.local import Fold, to_epoch
from sellerloop.clock.zones import ClockError, zone_info

MIDNIGHT = dt.time(0)
WEEKDAYS = (0, 1, 2, 3, 4)  # Monday to Friday
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Effect(StrEnum):
    """What an exception does to the hours it covers."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Hours:
    """One window of opening hours, the same on each of ``days`` (0 is Monday), from ``opens`` (included) to
    ``closes`` (not included) by the wall clock.

    A window that closes no later than it opens ends on the next day: 22:00 to 06:00 is a night, 00:00 to
    00:00 a whole day. Lunch is two windows.
    """

    days: tuple[int, ...]
    opens: dt.time
    closes: dt.time

    def __post_init__(self) -> None:
        if not set(self.days) <= set(EVERY_DAY) or len(set(self.days)) != len(self.days):
            raise ClockError("weekdays are 0 (Monday) to 6 (Sunday), each once: {days}", days=self.days)
        for time in (self.opens, self.closes):
            if time.tzinfo is not None or time.microsecond:
                raise ClockError(
                    "opening times are wall-clock times in whole seconds: {time}", time=time.isoformat()
                )


ALWAYS = (Hours(EVERY_DAY, MIDNIGHT, MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Special:
    """An exception of one's own: closed or open from ``begin`` (included) to ``end`` (not included), both in
    epoch seconds."""

    begin: int
    end: int
    effect: Effect
    name: str = ""

    def __post_init__(self) -> None:
        if self.begin >= self.end:
            raise ClockError(
                "an exception must end after it begins: {begin} to {end}", begin=self.begin, end=self.end
            )

    @classmethod
    def local(cls, begin: dt.datetime, end: dt.datetime, zone: str, effect: Effect, name: str = "") -> Self:
        """An exception as a person enters it, by the wall clock of ``zone``; a time that does not exist or
        comes twice is refused with both choices."""
        edges = np.array([begin, end], dtype="datetime64[s]")
        first, last = to_epoch(edges, zone, Fold.REFUSE)
        return cls(int(first), int(last), effect, name)


@dataclass(frozen=True, slots=True)
class Calendar:
    """One version of one calendar; in force from the local day ``effective_from``.

    An instant is open when the weekly ``hours`` hold it, unless its local day is a holiday; ``specials``
    overrule both, a later one the earlier ones. A night window that runs into a holiday ends at midnight, and
    what follows the holiday's night begins at midnight. A worked day of the weekend (``holidays.worked``) has
    the hours of the weekday ``worked_like``. ``holidays`` None means that the calendar knows none.
    """

    id: str
    zone: str
    hours: tuple[Hours, ...]
    holidays: Holidays | None = None
    specials: tuple[Special, ...] = ()
    effective_from: dt.date = dt.date.min
    worked_like: int = 0

    def __post_init__(self) -> None:
        zone_info(self.zone)
        if self.worked_like not in EVERY_DAY:
            raise ClockError(
                "weekdays are 0 (Monday) to 6 (Sunday), each once: {days}", days=self.worked_like
            )

    @property
    def version(self) -> str:
        """Hash of the content: equal content, equal version."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class CalendarHistory:
    """All versions of one calendar, oldest first. A version holds from its first local day (in its own zone)
    until the first local day of the next one."""

    versions: tuple[Calendar, ...]

    def __post_init__(self) -> None:
        dates = [version.effective_from for version in self.versions]
        ids = {version.id for version in self.versions}
        if len(ids) != 1 or any(early >= late for early, late in itertools.pairwise(dates)):
            raise ClockError(
                "versions of a calendar share one id and take effect one after the other: {ids}",
                ids=", ".join(sorted(ids)),
            )

    @classmethod
    def of(cls, versions: Iterable[Calendar]) -> Self:
        """The history of ``versions`` given in any order."""
        return cls(tuple(sorted(versions, key=lambda version: version.effective_from)))

    def in_force(self, day: dt.date) -> Calendar:
        """The version in force on ``day``; :class:`ClockError` before the first."""
        started = [version for version in self.versions if version.effective_from <= day]
        if not started:
            first = self.versions[0]
            raise ClockError(
                "calendar {calendar} has no version before {first}: {day}",
                calendar=first.id,
                first=first.effective_from,
                day=day,
            )
        return started[-1]
