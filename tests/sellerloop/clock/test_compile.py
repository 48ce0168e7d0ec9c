"""How weekly hours, holidays, exceptions and versions become open windows."""

import datetime as dt

import numpy as np
import pytest

from sellerloop.clock.business import BusinessTime
from sellerloop.clock.calendar import (
    ALWAYS,
    EVERY_DAY,
    WEEKDAYS,
    Calendar,
    CalendarHistory,
    Effect,
    Hours,
    Special,
)
from sellerloop.clock.compile import compile_calendar
from sellerloop.clock.holidays import Holiday, Holidays
from sellerloop.clock.local import local_times
from sellerloop.clock.zones import ClockError

HANOI = "Asia/Ho_Chi_Minh"
NIGHT = Hours(EVERY_DAY, dt.time(22), dt.time(6))
OFFICE = Hours(WEEKDAYS, dt.time(9), dt.time(17))
monday = dt.date(2026, 6, 8)


def day(number: int) -> dt.date:
    return dt.date(2026, 6, number)


def shown(clock: BusinessTime, zone: str = HANOI) -> list[str]:
    """The windows by the wall clock, such as ``08 09:00-17:00``; an end on another day shows its day."""
    starts, ends = (local_times(column[1:], zone).tolist() for column in (clock.starts, clock.ends))
    return [
        f"{start:%d %H:%M}-{end:{'' if start.date() == end.date() else '%d '}%H:%M}"
        for start, end in zip(starts, ends, strict=True)
    ]


def test_night_window_reaches_into_the_first_day_and_is_cut_at_the_last() -> None:
    clock = compile_calendar(Calendar("n", HANOI, (NIGHT,)), day(8), day(9))
    assert shown(clock) == ["08 00:00-06:00", "08 22:00-09 06:00", "09 22:00-10 00:00"]


def test_whole_days_join_into_one_window() -> None:
    assert shown(compile_calendar(Calendar("a", HANOI, ALWAYS), day(8), day(12))) == ["08 00:00-13 00:00"]


def test_overlapping_hours_count_once() -> None:
    late = Hours(WEEKDAYS, dt.time(12), dt.time(20))
    assert shown(compile_calendar(Calendar("o", HANOI, (OFFICE, late)), day(8), day(8))) == ["08 09:00-20:00"]


def test_holiday_closes_its_local_day_and_cuts_nights_at_midnight() -> None:
    holidays = Holidays(2026, 2026, (Holiday(day(9), "Tet"),))
    clock = compile_calendar(Calendar("n", HANOI, (NIGHT,), holidays), day(8), day(10))
    assert shown(clock) == ["08 00:00-06:00", "08 22:00-09 00:00", "10 00:00-06:00", "10 22:00-11 00:00"]


def test_worked_day_of_the_weekend_has_the_hours_of_its_weekday() -> None:
    holidays = Holidays(2026, 2026, worked=(day(13),))
    friday = Hours((4,), dt.time(9), dt.time(15))
    calendar = Calendar("w", HANOI, (Hours((0,), dt.time(8), dt.time(16)), friday), holidays)
    assert shown(compile_calendar(calendar, day(13), day(14))) == ["13 08:00-16:00"]
    like_friday = Calendar("w", HANOI, (friday,), holidays, worked_like=4)
    assert shown(compile_calendar(like_friday, day(13), day(14))) == ["13 09:00-15:00"]


def test_exceptions_overrule_holidays_and_later_ones_the_earlier() -> None:
    def special(first: str, last: str, effect: Effect) -> Special:
        begin, end = (dt.datetime.fromisoformat(f"2026-06-{text}") for text in (first, last))
        return Special.local(begin, end, HANOI, effect)

    calendar = Calendar(
        "s",
        HANOI,
        (OFFICE,),
        Holidays(2026, 2026, (Holiday(day(9)),)),
        (
            special("08T10:00", "08T16:00", Effect.CLOSED),
            special("08T12:00", "08T13:00", Effect.OPEN),
            special("09T20:00", "09T21:00", Effect.OPEN),
        ),
    )
    assert shown(compile_calendar(calendar, day(8), day(9))) == [
        "08 09:00-10:00",
        "08 12:00-13:00",
        "08 16:00-17:00",
        "09 20:00-21:00",
    ]


@pytest.mark.parametrize(
    ("date", "hours", "length"),
    [
        (dt.date(2026, 11, 1), ("01:30", "09:00"), 8.5),
        (dt.date(2026, 3, 8), ("01:30", "09:00"), 6.5),
        (dt.date(2026, 11, 1), ("00:00", "02:00"), 3.0),
        (dt.date(2026, 3, 8), ("02:00", "04:00"), 1.0),
        (dt.date(2026, 3, 8), ("02:15", "02:45"), 0.0),
        (dt.date(2026, 11, 1), ("00:00", "00:00"), 25.0),
    ],
)
def test_windows_have_their_real_length_when_clocks_change(
    date: dt.date, hours: tuple[str, str], length: float
) -> None:
    window = Hours(EVERY_DAY, *(dt.time.fromisoformat(text) for text in hours))
    clock = compile_calendar(Calendar("c", "America/Chicago", (window,)), date, date)
    assert clock.total == length * 3600


def test_day_that_begins_twice_still_ends_once() -> None:
    # the Azores turn 01:00 back to 00:00: Sunday has 25 hours, all of them after Saturday's last
    saturday, sunday = dt.date(2026, 10, 24), dt.date(2026, 10, 25)
    window = Hours((5,), dt.time(18), dt.time(0))
    clock = compile_calendar(Calendar("h", "Atlantic/Azores", (window,)), saturday, sunday)
    assert clock.total == 6 * 3600
    assert compile_calendar(Calendar("h", "Atlantic/Azores", ALWAYS), sunday, sunday).total == 25 * 3600


def test_history_uses_the_version_in_force_on_each_local_day() -> None:
    old = Calendar("h", HANOI, (NIGHT,))
    new = Calendar("h", HANOI, (OFFICE,), effective_from=day(10))
    clock = compile_calendar(CalendarHistory((old, new)), day(9), day(10))
    assert shown(clock) == ["09 00:00-06:00", "09 22:00-10 00:00", "10 09:00-17:00"]
    assert clock.versions == (old.version, new.version)


def test_promise_names_the_versions_it_rests_on() -> None:
    old = Calendar("h", HANOI, (OFFICE,))
    new = Calendar("h", HANOI, (Hours(WEEKDAYS, dt.time(9), dt.time(11)),), effective_from=day(10))
    clock = compile_calendar(CalendarHistory.of([new, old]), day(8), day(30))
    tuesday = int(clock.starts[2])
    early, late = clock.promise(tuesday, 3600), clock.promise(tuesday, 9 * 3600)
    assert early.versions == (old.version,)
    assert late.versions == (old.version, new.version)
    assert local_times(late.due, HANOI) == np.datetime64("2026-06-10T10:00")
    assert clock.promise(late.due, 60).versions == (new.version,)


def test_single_version_is_kept_whatever_its_effective_date() -> None:
    new = Calendar("h", HANOI, (OFFICE,), effective_from=dt.date(2030, 1, 1))
    assert shown(compile_calendar(new, day(8), day(8))) == ["08 09:00-17:00"]


def test_days_before_the_first_version_are_refused() -> None:
    history = CalendarHistory((Calendar("h", HANOI, (OFFICE,), effective_from=day(10)),))
    with pytest.raises(ClockError, match="no version before 2026-06-10"):
        compile_calendar(history, day(9), day(12))


def test_year_without_holiday_figures_is_refused() -> None:
    calendar = Calendar("y", HANOI, (OFFICE,), Holidays(2026, 2026))
    with pytest.raises(ClockError, match="no holidays are given for 2027"):
        compile_calendar(calendar, day(8), dt.date(2027, 1, 1))


def test_horizon_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ClockError, match="one or more days"):
        compile_calendar(Calendar("y", HANOI, (OFFICE,)), day(9), day(8))


def test_windows_cannot_be_changed() -> None:
    clock = compile_calendar(Calendar("y", HANOI, (OFFICE,)), day(8), day(8))
    with pytest.raises(ValueError, match="read-only"):
        clock.starts[0] = 0
