"""Holidays that move the trade, found through the ``holidays`` package."""

import datetime as dt
from functools import cache

import holidays

NEW_YEAR = {"VN": "Lunar New Year", "CN": "Chinese New Year (Spring Festival)"}


@cache
def closed_days(code: str, first_year: int, last_year: int) -> frozenset[dt.date]:
    """Return the public holidays of a market, substitute days off included."""
    return frozenset(holidays.country_holidays(code, years=range(first_year, last_year + 1)))


@cache
def new_year(code: str, year: int) -> dt.date | None:
    """Return the first day of the lunar year in a market that keeps it."""
    if code not in NEW_YEAR:
        return None
    named = holidays.country_holidays(code, years=year, language="en_US")
    days = [day for day in named.get_named(NEW_YEAR[code], lookup="exact") if day.year == year]
    return min(days, default=None)


def thanksgiving(year: int) -> dt.date:
    """Return the fourth Thursday of November."""
    first = dt.date(year, 11, 1)
    return first + dt.timedelta(days=(3 - first.weekday()) % 7 + 21)
