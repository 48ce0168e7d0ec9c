"""Deadlines against a day-by-day count, and demand that follows the calendar."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellersim.calendars import Calendars
from sellersim.feasts import closed_days, new_year, thanksgiving
from sellersim.markets import MARKETS
from sellersim.zones import date_of, day_number

FIRST, LAST = dt.date(2024, 12, 1), dt.date(2027, 3, 1)
CALENDARS = Calendars(FIRST, LAST)
CODES = [market.code for market in MARKETS]


def counted(code: str, week: int, start: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after ``start``, by counting."""
    closed = closed_days(code, FIRST.year, LAST.year)
    day = start
    if count == 0:
        while not (day.weekday() < week and day not in closed):
            day += dt.timedelta(days=1)
        return day
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < week and day not in closed
    return day


def demand(code: str, day: dt.date) -> float:
    return float(CALENDARS.demand(np.array([CODES.index(code)]), np.array([day_number(day)]))[0])


@given(
    st.sampled_from(range(len(MARKETS))), st.dates(FIRST, LAST - dt.timedelta(days=60)), st.integers(0, 12)
)
def test_deadlines_are_those_that_counting_finds(market: int, day: dt.date, count: int) -> None:
    arguments = np.array([market]), np.array([day_number(day)]), np.array([count])
    where = MARKETS[market]
    assert date_of(CALENDARS.due(*arguments)[0]) == counted(where.code, where.week, day, count)
    assert date_of(CALENDARS.carried(*arguments)[0]) == counted(where.code, 6, day, count)


def test_published_example_of_six_business_days_over_a_holiday() -> None:
    us = np.array([CODES.index("US")])
    due = CALENDARS.due(us, np.array([day_number(dt.date(2025, 5, 22))]), np.array([6]))
    assert date_of(due[0]) == dt.date(2025, 6, 2)


@pytest.mark.parametrize(("code", "day"), [("VN", dt.date(2026, 2, 17)), ("CN", dt.date(2026, 2, 17))])
def test_the_lunar_new_year_is_quiet_after_weeks_of_shopping(code: str, day: dt.date) -> None:
    assert new_year(code, 2026) == day
    assert demand(code, day) < 0.45
    assert demand(code, day - dt.timedelta(days=10)) > 1.1


@pytest.mark.parametrize(
    ("code", "sale"),
    [
        ("VN", dt.date(2026, 9, 9)),
        ("VN", dt.date(2026, 11, 11)),
        ("CN", dt.date(2026, 11, 11)),
        ("CN", dt.date(2026, 6, 18)),
        ("US", dt.date(2026, 11, 27)),
    ],
)
def test_mega_sale_days_stand_out(code: str, sale: dt.date) -> None:
    assert demand(code, sale) > 1.8 * demand(code, sale - dt.timedelta(days=7))


def test_golden_week_is_quiet_in_china_only() -> None:
    assert demand("CN", dt.date(2026, 10, 3)) < 0.9 < demand("US", dt.date(2026, 10, 3))


def test_thanksgiving_is_the_fourth_thursday() -> None:
    assert [thanksgiving(year).day for year in (2024, 2025, 2026, 2027)] == [28, 27, 26, 25]


def test_dispatch_slows_down_after_a_sale() -> None:
    market = np.array([CODES.index("VN")] * 2)
    days = np.array([day_number(dt.date(2026, 11, 11)), day_number(dt.date(2026, 10, 20))])
    assert CALENDARS.rush(market, days).tolist() == [pytest.approx(1.26, abs=0.1), 1.0]
