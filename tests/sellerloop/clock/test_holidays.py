"""Holidays of a country for stated years."""

import datetime as dt

import pytest

from sellerloop.clock.holidays import Holiday, Holidays, public_holidays
from sellerloop.clock.zones import ClockError


def test_vietnam_rests_at_tet_and_the_united_states_on_memorial_day() -> None:
    assert dt.date(2026, 2, 17) in public_holidays("VN", [2026]).dates
    assert Holiday(dt.date(2025, 5, 26), "Memorial Day") in public_holidays("US", [2025]).days


def test_china_works_weekend_days_in_exchange_for_its_long_holidays() -> None:
    table = public_holidays("CN", range(2025, 2027))
    assert dt.date(2025, 1, 26) in table.worked and dt.date(2026, 2, 14) in table.worked
    assert all(2025 <= day.year <= 2026 and day.weekday() > 4 for day in table.worked)


def test_only_the_stated_years_are_given() -> None:
    table = public_holidays("US", [2026, 2025])
    assert (table.first_year, table.last_year) == (2025, 2026)
    assert {day.year for day in table.dates} == {2025, 2026}
    assert list(table.dates) == sorted(table.dates)


def test_same_question_has_the_same_answer() -> None:
    assert public_holidays("CN", [2026]) == public_holidays("CN", [2026])


def test_subdivision_has_its_own_days() -> None:
    cesar_chavez_day = dt.date(2026, 3, 31)
    assert cesar_chavez_day not in public_holidays("US", [2026]).dates
    assert cesar_chavez_day in public_holidays("US", [2026], "CA").dates


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("US", "XX")])
def test_unknown_place_is_refused(country: str, subdivision: str | None) -> None:
    with pytest.raises(ClockError, match="there are no holidays for"):
        public_holidays(country, [2026], subdivision)


@pytest.mark.parametrize("years", [[], [2024, 2026]])
def test_years_must_follow_each_other(years: list[int]) -> None:
    with pytest.raises(ClockError, match="years in a row"):
        public_holidays("US", years)


def test_years_without_figures_are_refused() -> None:
    table = Holidays(2025, 2026)
    table.check(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
    for first, last in ((2024, 2025), (2025, 2027)):
        with pytest.raises(ClockError, match="covers 2025 to 2026"):
            table.check(dt.date(first, 6, 1), dt.date(last, 6, 1))


def test_own_days_join_in_order_and_replace_no_public_name() -> None:
    table = Holidays(2026, 2026, (Holiday(dt.date(2026, 5, 1), "Labour Day"),))
    own = Holiday(dt.date(2026, 3, 3), "Founders' Day"), Holiday(dt.date(2026, 5, 1), "again")
    assert [day.name for day in table.with_days(*own).days] == ["Founders' Day", "Labour Day"]
