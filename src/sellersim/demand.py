"""How much is bought on which day: weekdays, seasons, sale days, and the quiet of the great holidays."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from sellersim.dice import Floats
from sellersim.feasts import new_year, thanksgiving
from sellersim.zones import date_of, day_number

_WEEKDAYS = (0.97, 0.95, 0.96, 1.0, 1.04, 1.06, 1.02)
_MONTHS = (0.95, 0.9, 0.96, 0.97, 1.0, 1.0, 0.98, 0.98, 1.02, 1.05, 1.12, 1.1)
_SALES = {
    "VN": {(m, m): 1.6 for m in range(3, 13)} | {(6, 6): 2.0, (9, 9): 2.3, (11, 11): 3.2, (12, 12): 2.8},
    "CN": {(m, m): 1.25 for m in range(3, 13)} | {(6, 18): 2.8, (9, 9): 1.6, (11, 11): 4.0, (12, 12): 2.2},
    "US": {(7, 8): 1.9, (7, 9): 1.7, (9, 9): 1.2, (11, 11): 1.3, (12, 12): 1.4},
}
_QUIET = {
    "VN": {(4, 30): 0.8, (9, 2): 0.8},
    "CN": {(10, day): 0.78 for day in range(1, 8)},
    "US": {(7, 4): 0.8, (12, 25): 0.45},
}
_BLACK_FRIDAY, _CYBER_MONDAY = 2.6, 2.4
_BEFORE_SALE, _AFTER_SALE = 0.85, 1.1
_NEW_YEAR = ((range(-21, -3), 1.35), (range(-2, 5), 0.35), (range(5, 12), 0.8))  # days around it


def demand(code: str, first: dt.date, last: dt.date) -> Floats:
    """Return the factor on orders for each day from ``first`` to ``last``; 1 is a plain day."""
    start = day_number(first)
    days = [date_of(start + n) for n in range((last - first).days + 1)]
    factors = np.array([_WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] for day in days])
    for year in range(first.year, last.year + 1):
        for day, factor in _special(code, year):
            if first <= day <= last:
                factors[day_number(day) - start] *= factor
    return factors


def rush(factors: Floats) -> Floats:
    """Return how much slower dispatch is on and after days of high demand; 1 on plain days."""
    peak = np.maximum(factors, np.roll(factors, 1))
    return np.asarray(1.0 + 0.12 * np.clip(peak - 1.4, 0.0, 3.0))


def _special(code: str, year: int) -> Iterator[tuple[dt.date, float]]:
    day = dt.timedelta(days=1)
    for (month, date), factor in _QUIET[code].items():
        yield dt.date(year, month, date), factor
    sales = {dt.date(year, month, date): size for (month, date), size in _SALES[code].items()}
    if code == "US":
        feast = thanksgiving(year)
        sales |= {feast + day: _BLACK_FRIDAY, feast + 4 * day: _CYBER_MONDAY}
    for sale, size in sales.items():
        yield sale - day, _BEFORE_SALE
        yield sale, size
        yield sale + day, _AFTER_SALE
    lunar = new_year(code, year)
    if lunar is not None:
        for around, factor in _NEW_YEAR:
            for shift in around:
                yield lunar + shift * day, factor
