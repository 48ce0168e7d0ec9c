"""Between instants and the wall clock, for whole columns at once.

Instants are int64 seconds since 1970 in UTC; wall-clock times are ``datetime64`` values without a zone. Every
function takes one IANA zone name and handles years 1960 to 2099; anything else is refused with a
:class:`~sellerloop.clock.zones.ClockError`, never guessed.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sellerloop.clock.zones import EARLIEST, LATEST, ClockError, Seconds, zone_table

Dates = NDArray[np.datetime64]

_DAY = 86_400


class Fold(StrEnum):
    """What a wall-clock time means that the clock shows twice (autumn) or never (spring).

    ``first`` and ``last`` are the first and last instants that show it; a time that does not exist is, under
    both, the first instant after the gap. ``refuse`` raises for either: right for what a person has typed.
    """

    FIRST = "first"
    LAST = "last"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, eq=False)
class Wall:
    """All readings of wall-clock times, each of the shape of the input: the first and last instants in epoch
    seconds, and whether the clock skips the time altogether."""

    first: Seconds
    last: Seconds
    skipped: NDArray[np.bool_]

    @property
    def twice(self) -> NDArray[np.bool_]:
        """Which times the clock shows twice."""
        return np.not_equal(self.first, self.last)


def offsets(epoch_s: ArrayLike, zone: str) -> Seconds:
    """Seconds east of UTC at each instant; same shape as ``epoch_s``."""
    instants = np.asarray(epoch_s, dtype=np.int64)
    low, high = _bounds(instants, EARLIEST, LATEST)
    table = zone_table(zone)
    first = int(np.searchsorted(table.changes, low, "right"))
    last = int(np.searchsorted(table.changes, high, "right"))
    if first == last:  # no change within the column: the usual case outside daylight saving zones
        return np.full(instants.shape, table.offsets[first], dtype=np.int64)
    return table.offsets[first + np.searchsorted(table.changes[first:last], instants, "right")]


def local_times(epoch_s: ArrayLike, zone: str) -> Dates:
    """What the wall clock shows at each instant, as ``datetime64[s]``."""
    instants = np.asarray(epoch_s, dtype=np.int64)
    return (instants + offsets(instants, zone)).astype("datetime64[s]")


def local_dates(epoch_s: ArrayLike, zone: str) -> Dates:
    """The local date of each instant, as ``datetime64[D]``."""
    instants = np.asarray(epoch_s, dtype=np.int64)
    return ((instants + offsets(instants, zone)) // _DAY).astype("datetime64[D]")


def local_minutes(epoch_s: ArrayLike, zone: str) -> Seconds:
    """Whole minutes since local midnight by the wall clock, 0 to 1439 (10:30 is 630 on any day)."""
    instants = np.asarray(epoch_s, dtype=np.int64)
    return (instants + offsets(instants, zone)) % _DAY // 60


def weekdays(dates: ArrayLike) -> Seconds:
    """The weekday of each date (``datetime64[D]``): 0 is Monday, 6 is Sunday."""
    return (np.asarray(dates, dtype="datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01: a Thursday


def readings(local: ArrayLike, zone: str) -> Wall:
    """Every reading of wall-clock times (``datetime64``, whole seconds) in ``zone``.

    Each stretch between two changes of the offset covers a span of wall-clock time. The first instant lies in
    the first stretch that ends after the time, the last in the last one that begins by then; where that
    stretch does not hold the time, its near edge is the first instant after the gap.
    """
    times = np.asarray(local, dtype="datetime64[s]").astype(np.int64)
    _bounds(times, EARLIEST + _DAY, LATEST - _DAY)  # a day's room for the offset
    table = zone_table(zone)
    ends = table.changes + table.offsets[:-1]
    begins = table.changes + table.offsets[1:]
    early = np.searchsorted(ends, times, "right")
    late = np.searchsorted(begins, times, "right")
    from_ = np.concatenate(([np.iinfo(np.int64).min], begins))[early]
    until = np.concatenate((ends, [np.iinfo(np.int64).max]))[late]
    first = np.maximum(times, from_) - table.offsets[early]
    last = np.minimum(times, until) - table.offsets[late]
    return Wall(first, last, times < from_)


def to_epoch(local: ArrayLike, zone: str, fold: Fold = Fold.REFUSE) -> Seconds:
    """Epoch seconds of wall-clock times (``datetime64``, whole seconds) under the rule ``fold``.

    Raises :class:`ClockError` under ``refuse`` for the first time that is skipped or shown twice; it names
    both choices.
    """
    wall = readings(local, zone)
    if fold is Fold.REFUSE:
        _refuse(np.asarray(local, dtype="datetime64[s]"), wall, zone)
    return wall.last if fold is Fold.LAST else wall.first


def day_begins(dates: ArrayLike, zone: str) -> Seconds:
    """The first instant of each local date (``datetime64[D]``), in epoch seconds; of a date that the zone
    skipped, the first instant after it."""
    return readings(np.asarray(dates, dtype="datetime64[D]"), zone).first


def day_ends(dates: ArrayLike, zone: str) -> Seconds:
    """The end of each local date, not included: one second after the clock last shows 23:59:59."""
    close = readings(np.asarray(dates, dtype="datetime64[D]").astype("datetime64[s]") + (_DAY - 1), zone)
    return close.last + np.logical_not(close.skipped)


def first(clock: dt.time, day: dt.date, zone: str) -> int:
    """The first instant of ``day`` at which the clock shows ``clock``, in epoch seconds."""
    return int(readings(_naive(clock, day), zone).first)


def last(clock: dt.time, day: dt.date, zone: str) -> int:
    """The last instant of ``day`` at which the clock shows ``clock``, in epoch seconds."""
    return int(readings(_naive(clock, day), zone).last)


def _naive(clock: dt.time, day: dt.date) -> np.datetime64:
    return np.datetime64(dt.datetime.combine(day, clock), "s")


def _bounds(values: Seconds, low: int, high: int) -> tuple[int, int]:
    """Smallest and largest of ``values``; refuses what lies outside [low, high)."""
    if values.size == 0:
        return low, low
    least, most = int(values.min()), int(values.max())
    if least < low or most >= high:
        position = int(np.argmax((values < low) | (values >= high)))
        raise ClockError(
            "{value} at position {position} is outside the years 1960 to 2099",
            value=values.flat[position],
            position=position,
        )
    return least, most


def _refuse(local: Dates, wall: Wall, zone: str) -> None:
    unsure = wall.skipped | wall.twice
    if not unsure.any():
        return
    at = int(np.argmax(unsure))
    skipped = bool(wall.skipped.flat[at])
    moment = int(wall.first.flat[at])
    # for a skipped time the choices are the two sides of the gap
    choices = (moment - 1, moment) if skipped else (moment, int(wall.last.flat[at]))
    shown = [dt.datetime.fromtimestamp(choice, dt.UTC).isoformat() for choice in choices]
    raise ClockError(
        "the clock in {zone} does not show {wall} just once: choose {first} or {last}",
        zone=zone,
        wall=local.flat[at],
        first=shown[0],
        last=shown[1],
    )
