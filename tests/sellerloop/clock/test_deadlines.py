"""Deadlines in business days: the goldens, a day-by-day count and the standard library's rule."""

import datetime as dt
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.clock.calendar import WEEKDAYS
from sellerloop.clock.deadlines import BusinessDays, Extension, extra_days
from sellerloop.clock.holidays import Holiday, Holidays, public_holidays
from sellerloop.clock.zones import ClockError

MEMORIAL_DAY = Holidays(2025, 2025, (Holiday(dt.date(2025, 5, 26), "Memorial Day"),))
starts = st.dates(dt.date(2025, 1, 1), dt.date(2026, 10, 1))


@cache
def business_days(country: str) -> BusinessDays:
    return BusinessDays.of(public_holidays(country, [2025, 2026]))


def counted(start: dt.date, n: int, holidays: Holidays) -> dt.date:
    """The n-th business day after ``start``, one day at a time."""
    day = start
    while n:
        day += dt.timedelta(days=1)
        if (day.weekday() in WEEKDAYS or day in holidays.worked) and day not in holidays.dates:
            n -= 1
    return day


@pytest.mark.parametrize(
    ("start", "holidays", "deadline"),
    [
        pytest.param(dt.date(2025, 2, 28), Holidays(2025, 2025), dt.date(2025, 3, 10), id="G2.2"),
        pytest.param(dt.date(2025, 5, 22), MEMORIAL_DAY, dt.date(2025, 6, 2), id="G2.3"),
        pytest.param(dt.date(2025, 5, 22), Holidays(2025, 2025), dt.date(2025, 5, 30), id="G2.4"),
    ],
)
def test_golden_six_business_days(start: dt.date, holidays: Holidays, deadline: dt.date) -> None:
    days = BusinessDays.of(holidays)
    assert days.deadline(start, 6) == deadline
    assert days.deadline(np.array([start], dtype="datetime64[D]"), 6).tolist() == [deadline]


def test_golden_g2_2_deadline_belongs_to_the_next_week() -> None:
    deadline = BusinessDays.of(Holidays(2025, 2025)).deadline(dt.date(2025, 2, 28), 6)
    assert deadline.isocalendar().week == dt.date(2025, 3, 9).isocalendar().week + 1


@given(starts, st.integers(0, 40), st.sampled_from(["US", "VN", "CN"]))
def test_deadline_equals_a_day_by_day_count(start: dt.date, n: int, country: str) -> None:
    expected = counted(start, n, public_holidays(country, [2025, 2026]))
    assert business_days(country).deadline(start, n) == expected


@given(st.lists(starts, min_size=1, max_size=20), st.integers(1, 40))
def test_columns_equal_numpy_where_no_weekend_day_is_worked(days: list[dt.date], n: int) -> None:
    column = np.array(days, dtype="datetime64[D]")
    holidays = list(public_holidays("US", [2025, 2026]).dates)
    expected = np.busday_offset(column, n, roll="backward", holidays=holidays)
    assert business_days("US").deadline(column, n).tolist() == expected.tolist()


@given(starts, st.integers(1, 40))
def test_business_days_between_are_the_inverse(start: dt.date, n: int) -> None:
    days = business_days("CN")
    assert days.between(np.datetime64(start), np.datetime64(days.deadline(start, n))) == n


def test_each_row_may_take_its_own_number_of_days() -> None:
    column = np.array(["2025-05-22"] * 3, dtype="datetime64[D]")
    assert BusinessDays.of(MEMORIAL_DAY).deadline(column, [0, 1, 6]).tolist() == [
        dt.date(2025, 5, 22),
        dt.date(2025, 5, 23),
        dt.date(2025, 6, 2),
    ]


def test_no_days_end_on_the_start_itself_even_on_a_sunday() -> None:
    assert business_days("US").deadline(dt.date(2026, 6, 14), 0) == dt.date(2026, 6, 14)


def test_announced_extension_counts_from_its_announcement_on() -> None:
    extension = Extension(dt.date(2025, 12, 20), dt.date(2025, 12, 31), 2, dt.date(2025, 12, 13), "year end")
    column = np.array(["2025-12-19", "2025-12-20", "2025-12-31", "2026-01-01"], dtype="datetime64[D]")
    assert extra_days(column, [extension], dt.date(2025, 12, 13)).tolist() == [0, 2, 2, 0]
    assert extra_days(column, [extension], dt.date(2025, 12, 12)).tolist() == [0, 0, 0, 0]
    assert extra_days(column, [extension, extension], dt.date(2026, 1, 1)).tolist() == [0, 4, 4, 0]
    extended = business_days("US").deadline(column, 2 + extra_days(column, [extension], dt.date(2026, 1, 1)))
    assert extended[1].item() == counted(dt.date(2025, 12, 20), 4, public_holidays("US", [2025, 2026]))


@pytest.mark.parametrize("start", [dt.date(2024, 12, 31), dt.date(2027, 1, 1)])
def test_start_outside_the_known_years_is_refused(start: dt.date) -> None:
    with pytest.raises(ClockError, match="lies outside 2025-01-01 to 2026-12-31"):
        business_days("US").deadline(start, 1)


def test_deadline_beyond_the_known_years_is_refused() -> None:
    with pytest.raises(ClockError, match="after 2026-12-31"):
        business_days("US").deadline(dt.date(2026, 12, 30), 2)
    assert business_days("US").deadline(dt.date(2026, 12, 31), 0) == dt.date(2026, 12, 31)


def test_not_a_date_and_negative_days_are_refused() -> None:
    with pytest.raises(ClockError, match="NaT lies outside"):
        business_days("US").deadline(np.array(["NaT"], dtype="datetime64[D]"), 1)
    with pytest.raises(ClockError, match="0 or more business days"):
        business_days("US").deadline(dt.date(2026, 6, 1), -1)


@pytest.mark.parametrize("week", [(), (7,)])
def test_week_without_business_days_is_refused(week: tuple[int, ...]) -> None:
    with pytest.raises(ClockError, match="weekdays from 0"):
        BusinessDays.of(MEMORIAL_DAY, week)


def test_empty_columns_stay_empty() -> None:
    assert business_days("US").deadline(np.array([], dtype="datetime64[D]"), 3).size == 0
