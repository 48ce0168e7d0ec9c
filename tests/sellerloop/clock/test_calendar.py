"""Calendars refuse what cannot be meant, and a version names its content."""

import datetime as dt
from dataclasses import replace

import pytest

from sellerloop.clock.calendar import ALWAYS, WEEKDAYS, Calendar, CalendarHistory, Effect, Hours, Special
from sellerloop.clock.holidays import Holiday, Holidays
from sellerloop.clock.zones import ClockError

nine, five = dt.time(9), dt.time(17)
OFFICE = Calendar("office", "America/Chicago", (Hours(WEEKDAYS, nine, five),))


@pytest.mark.parametrize(
    ("days", "opens", "reason"),
    [
        ((7,), nine, "0 \\(Monday\\) to 6"),
        ((1, 1), nine, "each once"),
        ((1,), nine.replace(tzinfo=dt.UTC), "whole seconds"),
        ((1,), nine.replace(microsecond=1), "whole seconds"),
    ],
)
def test_impossible_hours_are_refused(days: tuple[int, ...], opens: dt.time, reason: str) -> None:
    with pytest.raises(ClockError, match=reason):
        Hours(days, opens, five)


def test_unknown_zone_and_weekday_are_refused() -> None:
    with pytest.raises(ClockError, match="unknown time zone"):
        replace(OFFICE, zone="America/Gotham")
    with pytest.raises(ClockError, match="weekdays"):
        replace(OFFICE, worked_like=7)


def test_exception_must_last_and_exist_on_the_clock() -> None:
    with pytest.raises(ClockError, match="end after it begins"):
        Special(5, 5, Effect.OPEN)
    begin, end = (dt.datetime.fromisoformat(text) for text in ("2026-03-08T02:30", "2026-03-08T05:00"))
    with pytest.raises(ClockError, match="2026-03-08T07:59:59"):
        Special.local(begin, end, "America/Chicago", Effect.CLOSED)


def test_equal_content_is_an_equal_version_and_any_change_a_new_one() -> None:
    same = Calendar("office", "America/Chicago", (Hours(WEEKDAYS, nine, five),))
    changes = [
        replace(OFFICE, zone="America/New_York"),
        replace(OFFICE, hours=ALWAYS),
        replace(OFFICE, holidays=Holidays(2026, 2026)),
        replace(OFFICE, holidays=Holidays(2026, 2026, (Holiday(dt.date(2026, 1, 1)),))),
        replace(OFFICE, specials=(Special(0, 60, Effect.OPEN),)),
        replace(OFFICE, effective_from=dt.date(2026, 1, 1)),
    ]
    assert same.version == OFFICE.version
    assert len({OFFICE.version, *(change.version for change in changes)}) == 7


def test_history_holds_versions_of_one_calendar_in_order() -> None:
    later = replace(OFFICE, effective_from=dt.date(2026, 6, 1))
    assert CalendarHistory.of([later, OFFICE]) == CalendarHistory((OFFICE, later))
    for versions in ((), (later, OFFICE), (later, later), (OFFICE, replace(later, id="other"))):
        with pytest.raises(ClockError, match="share one id"):
            CalendarHistory(versions)


def test_version_in_force_changes_on_its_effective_day() -> None:
    first = replace(OFFICE, effective_from=dt.date(2026, 1, 1))
    later = replace(OFFICE, effective_from=dt.date(2026, 6, 1))
    history = CalendarHistory((first, later))
    assert history.in_force(dt.date(2026, 5, 31)) == first
    assert history.in_force(dt.date(2026, 6, 1)) == later
    with pytest.raises(ClockError, match="no version before 2026-01-01"):
        history.in_force(dt.date(2025, 12, 31))
