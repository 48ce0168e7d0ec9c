"""Public holidays as values: which days a country does not work, and which weekend days it works instead.

The figures come from the ``holidays`` package, for stated years only. A table of holidays knows which years
it covers, so that a calendar refuses a year without figures instead of taking it for one without holidays.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import holidays as almanac

from sellerloop.clock.zones import ClockError


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day without work, whole, by the local date."""

    date: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The holidays of the years ``first_year`` to ``last_year``, both included.

    ``worked`` are days of the weekend that are worked in exchange for a day off, as China and Vietnam do
    around their long holidays.
    """

    first_year: int
    last_year: int
    days: tuple[Holiday, ...] = ()
    worked: tuple[dt.date, ...] = ()

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates without work."""
        return tuple(day.date for day in self.days)

    def check(self, first: dt.date, last: dt.date) -> None:
        """Raise :class:`ClockError` unless every year from ``first`` to ``last`` is covered."""
        for day in (first, last):
            if not self.first_year <= day.year <= self.last_year:
                raise ClockError(
                    "no holidays are given for {year}: the table covers {first} to {last}",
                    year=day.year,
                    first=self.first_year,
                    last=self.last_year,
                )

    def with_days(self, *days: Holiday) -> "Holidays":
        """These holidays and own ``days`` off, such as a company's anniversary."""
        merged = {day.date: day for day in (*days, *self.days)}
        return Holidays(
            self.first_year, self.last_year, tuple(merged[date] for date in sorted(merged)), self.worked
        )


def public_holidays(country: str, years: Iterable[int], subdivision: str | None = None) -> Holidays:
    """The public holidays of a ``country`` (ISO 3166 code, such as VN) in ``years``, with English names where
    the package has them. ``subdivision`` is the package's code of a state or province.

    Lunar and substitute days are as far as they were announced when the pinned package was made; later years
    hold estimates. Raises :class:`ClockError` for an unknown country or subdivision and for years with gaps.
    """
    wanted = sorted(set(years))
    if not wanted or wanted != list(range(wanted[0], wanted[-1] + 1)):
        raise ClockError(
            "a table of holidays needs one or more years in a row, not {years}",
            years=", ".join(map(str, wanted)) or "none",
        )
    known = almanac.list_supported_countries(include_aliases=True)
    if country not in known or (subdivision is not None and subdivision not in known[country]):
        place = country if subdivision is None else f"{country}-{subdivision}"
        raise ClockError("there are no holidays for {place}", place=place)
    table = almanac.country_holidays(
        country, subdiv=subdivision, years=wanted, expand=False, language="en_US"
    )
    days = tuple(Holiday(date, name) for date, name in sorted(table.items()))
    worked = tuple(sorted(date for date in table.weekend_workdays if wanted[0] <= date.year <= wanted[-1]))
    return Holidays(wanted[0], wanted[-1], days, worked)
