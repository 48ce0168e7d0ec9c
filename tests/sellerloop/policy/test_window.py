"""Which days count as of a date: goldens of the reference, and a day-by-day oracle."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.window import DAY, Calendar, Lagged, Rolling, VolumeSwitch, fixed_windows

D = dt.date.fromisoformat
days = st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1))


def test_golden_g8_3_lazada_looks_at_the_days_35_to_7_before() -> None:
    window = Lagged(oldest=35, newest=7)
    assert window.span(D("2026-03-31")) == (D("2026-02-24"), D("2026-03-24"))


def test_golden_g8_5_tiktok_sea_looks_at_the_days_45_to_15_before() -> None:
    window = Lagged(oldest=45, newest=15)
    assert window.span(D("2026-03-31")) == (D("2026-02-14"), D("2026-03-16"))


def test_golden_g8_6_taobao_looks_at_the_thirty_days_before() -> None:
    assert Rolling(days=30).span(D("2022-03-31")) == (D("2022-03-01"), D("2022-03-30"))


def test_golden_g8_14_etsy_looks_at_the_three_months_before() -> None:
    window = Calendar(unit="month", count=3)
    assert window.span(D("2026-05-01")) == (D("2026-02-01"), D("2026-04-30"))


@pytest.mark.parametrize(("volume", "months"), [(400, 3), (399, 12)])
def test_golden_g8_2_ebay_looks_back_three_months_with_400_transactions_else_twelve(
    volume: int, months: int
) -> None:
    three, twelve = Calendar(unit="month", count=3), Calendar(unit="month", count=12)
    window = VolumeSwitch(at_least=400, then=three, otherwise=twelve)
    assert window.pick(volume) == Calendar(unit="month", count=months)
    assert fixed_windows(window) == (three, twelve)


def test_golden_g1_5_a_rating_of_day_60_counts_and_one_of_day_61_does_not() -> None:
    as_of = D("2026-03-31")
    first, last = Rolling(days=60).span(as_of)
    assert first == as_of - 60 * DAY
    assert last == as_of - DAY


@pytest.mark.parametrize(
    ("window", "as_of", "span"),
    [
        (Calendar(unit="week"), "2025-03-10", ("2025-03-03", "2025-03-09")),
        (Calendar(unit="week"), "2025-03-16", ("2025-03-03", "2025-03-09")),
        (Calendar(unit="month"), "2024-03-31", ("2024-02-01", "2024-02-29")),
        (Calendar(unit="quarter"), "2026-01-01", ("2025-10-01", "2025-12-31")),
        (Calendar(unit="quarter", count=2), "2026-06-30", ("2025-10-01", "2026-03-31")),
        (Calendar(unit="month", count=12), "2026-01-20", ("2025-01-01", "2025-12-31")),
    ],
)
def test_calendar_windows_hold_whole_units_only(window: Calendar, as_of: str, span: tuple[str, str]) -> None:
    assert window.span(D(as_of)) == tuple(map(D, span))


@given(days, st.integers(1, 400))
def test_a_rolling_window_has_its_days_and_ends_the_day_before(as_of: dt.date, length: int) -> None:
    first, last = Rolling(days=length).span(as_of)
    assert last == as_of - DAY
    assert (last - first).days + 1 == length


@given(days, st.integers(0, 200), st.integers(0, 200))
def test_a_lagged_window_holds_both_its_ends(as_of: dt.date, newest: int, length: int) -> None:
    first, last = Lagged(oldest=max(newest + length, 1), newest=newest).span(as_of)
    assert (as_of - last).days == newest
    assert (as_of - first).days == max(newest + length, 1)


@given(days, st.sampled_from(["week", "month", "quarter"]), st.integers(1, 8))
def test_a_calendar_window_walks_back_day_by_day_over_whole_units(
    as_of: dt.date, unit: str, count: int
) -> None:
    def unit_of(day: dt.date) -> tuple[int, int]:
        week = day.isocalendar()
        if unit == "week":
            return week.year, week.week
        return day.year, day.month if unit == "month" else (day.month - 1) // 3

    day, units = as_of, []
    while len(units) <= count:
        day -= DAY
        if unit_of(day) != unit_of(as_of) and (not units or units[-1] != unit_of(day)):
            units.append(unit_of(day))
    first, last = Calendar.model_validate({"unit": unit, "count": count}).span(as_of)
    assert first == day + DAY
    assert unit_of(last) == units[0] != unit_of(last + DAY)
