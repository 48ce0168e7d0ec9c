"""Random calendars and questions with a fixed seed, in zones that make it hard."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.clock.minutes import Minutes, Walls
from sellerloop.clock.business import BusinessTime
from sellerloop.clock.calendar import ALWAYS, WEEKDAYS, Calendar, CalendarHistory, Effect, Hours, Special
from sellerloop.clock.compile import compile_calendar
from sellerloop.clock.holidays import Holiday, Holidays
from sellerloop.clock.zones import ClockError

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # changes its clocks by half an hour
    "Atlantic/Azores",  # changes them at midnight
    "Asia/Ho_Chi_Minh",
    "Asia/Shanghai",
)
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 11, 20)
_DAYS = (LAST - FIRST).days


def _window(days: tuple[int, ...], text: str) -> Hours:
    opens, closes = (dt.time.fromisoformat(part) for part in text.split("-"))
    return Hours(days, opens, closes)


WEEKS = (
    ALWAYS,
    (_window(WEEKDAYS, "09:00-12:00"), _window(WEEKDAYS, "13:00-18:00")),
    (_window((0, 1, 2, 3, 4, 5, 6), "22:00-06:00"),),
    (_window((0, 2, 4, 6), "18:00-02:30"), _window((5,), "09:17-13:41")),
    (_window((5, 6), "01:30-09:00"), _window((6, 0), "00:00-00:30"), _window((2,), "12:00-00:00")),
    (_window((0, 1, 2, 3, 4, 5, 6), "02:10-02:40"), _window((3, 4), "08:00-23:00")),
)


@dataclass(frozen=True)
class Case:
    """One question: whole minutes in epoch seconds."""

    start: int
    target_s: int
    pauses: tuple[tuple[int, int], ...]


def calendars(seed: int) -> Iterator[tuple[BusinessTime, Minutes]]:
    """Each random calendar, compiled by the clock and counted by the oracle."""
    dice = random.Random(seed)
    for zone in ZONES:
        walls = Walls(zone, FIRST, LAST)
        for week in range(len(WEEKS)):
            first = _calendar(dice, zone, week)
            calendar: Calendar | CalendarHistory = first
            if dice.random() < 0.5:
                change = FIRST + dt.timedelta(days=dice.randrange(20, _DAYS - 20))
                later = _calendar(dice, zone, dice.randrange(len(WEEKS)), change)
                calendar = CalendarHistory((first, later))
            yield compile_calendar(calendar, FIRST, LAST), Minutes(calendar, FIRST, LAST, walls)


def questions(dice: random.Random, minutes: Minutes, count: int) -> Iterator[Case]:
    """Random questions: half within a day or two, the others up to some weeks, a third with pauses."""
    for _ in range(count):
        at = dice.randrange(minutes.begin, minutes.end)
        target = dice.randrange(dice.choice((1, 600, 3_000, 20_000)))
        pauses = []
        for _ in range(dice.choice((0, 0, 1, 3))):
            begin = at + dice.randrange(-500, 4_000)
            pauses.append((begin, min(begin + dice.randrange(1, 4_000), minutes.end)))
        seconds = tuple(
            (_epoch(minutes, begin), _epoch(minutes, end)) for begin, end in pauses if begin < end
        )
        yield Case(_epoch(minutes, at), target * 60, seconds)


def differs(clock: BusinessTime, minutes: Minutes, case: Case) -> bool:
    """Whether the clock answers otherwise than the count of minutes, in the due time or in the time elapsed
    until then; both refuse what is due beyond the horizon."""
    expected = minutes.due(case.start, case.target_s, case.pauses)
    try:
        due: int | None = clock.due_around(case.start, case.target_s, case.pauses)
    except ClockError:
        due = None
    if due is None or due != expected:
        return due is not expected
    return clock.elapsed(case.start, due) != minutes.elapsed(case.start, due)


def _calendar(dice: random.Random, zone: str, week: int, since: dt.date = dt.date.min) -> Calendar:
    days = [FIRST + dt.timedelta(days=dice.randrange(_DAYS)) for _ in range(20)]
    weekend = [day for day in days if day.weekday() > 4]
    holidays = Holidays(2026, 2026, tuple(Holiday(day) for day in days[:14]), tuple(weekend))
    specials = tuple(_special(dice) for _ in range(dice.randrange(6)))
    worked_like = dice.randrange(7)
    return Calendar("random", zone, WEEKS[week], holidays, specials, since, worked_like)


def _special(dice: random.Random) -> Special:
    midnight = int(dt.datetime.combine(FIRST, dt.time(0), dt.UTC).timestamp())
    begin = midnight + dice.randrange(_DAYS * 1440) * 60
    return Special(begin, begin + dice.randrange(1, 3_000) * 60, dice.choice(list(Effect)))


def _epoch(minutes: Minutes, at: int) -> int:
    return (minutes.origin + at) * 60
