"""Local dates and minutes, and wall-clock times at gaps and overlaps."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.clock import local
from sellerloop.clock.local import Fold
from sellerloop.clock.zones import ClockError, zone_info, zone_table

ZONES = [
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Asia/Ho_Chi_Minh",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Sao_Paulo",
]
instants = st.integers(0, 2_500_000_000)
spring, autumn = dt.date(2026, 3, 8), dt.date(2026, 11, 1)


def epoch(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@given(st.lists(instants, min_size=1, max_size=20), st.sampled_from(ZONES))
def test_local_values_equal_the_standard_library(epoch_s: list[int], zone: str) -> None:
    column = np.array(epoch_s)
    clocks = [dt.datetime.fromtimestamp(second, zone_info(zone)) for second in epoch_s]
    assert local.local_dates(column, zone).tolist() == [clock.date() for clock in clocks]
    assert local.local_minutes(column, zone).tolist() == [clock.hour * 60 + clock.minute for clock in clocks]
    assert local.local_times(column, zone).tolist() == [clock.replace(tzinfo=None) for clock in clocks]


@given(instants, st.sampled_from(ZONES))
def test_what_the_clock_shows_leads_back_to_the_instant(second: int, zone: str) -> None:
    wall = local.readings(local.local_times(second, zone), zone)
    assert second in (int(wall.first), int(wall.last))
    assert not wall.skipped


@given(st.sampled_from(ZONES), st.integers(0, 10**6), st.integers(-5_000, 5_000))
def test_readings_are_the_first_and_last_second_that_show_the_time(zone: str, pick: int, shift: int) -> None:
    table = zone_table(zone)
    at = pick % max(len(table.changes), 1)
    moment = np.datetime64(int(table.changes[at : at + 1].sum() + table.offsets[at]) + shift, "s")
    wall = local.readings(moment, zone)
    around = int(wall.first) + np.arange(-90_000, 90_000)
    shown = around[local.local_times(around, zone) == moment]
    if wall.skipped:
        assert shown.size == 0
        before, after = local.local_times(np.array([wall.first - 1, wall.first]), zone)
        assert before < moment < after
        assert wall.first == wall.last
    else:
        assert (int(wall.first), int(wall.last)) == (shown[0], shown[-1])


@pytest.mark.parametrize(
    ("day", "clock", "first", "last"),
    [
        (spring, dt.time(1, 30), "2026-03-08T07:30Z", "2026-03-08T07:30Z"),
        (spring, dt.time(2, 30), "2026-03-08T08:00Z", "2026-03-08T08:00Z"),
        (spring, dt.time(3, 30), "2026-03-08T08:30Z", "2026-03-08T08:30Z"),
        (autumn, dt.time(0, 30), "2026-11-01T05:30Z", "2026-11-01T05:30Z"),
        (autumn, dt.time(1, 30), "2026-11-01T06:30Z", "2026-11-01T07:30Z"),
        (autumn, dt.time(2, 0), "2026-11-01T08:00Z", "2026-11-01T08:00Z"),
    ],
)
def test_golden_first_and_last_in_chicago(day: dt.date, clock: dt.time, first: str, last: str) -> None:
    assert local.first(clock, day, "America/Chicago") == epoch(first)
    assert local.last(clock, day, "America/Chicago") == epoch(last)


@pytest.mark.parametrize(("day", "hours"), [(autumn, 8.5), (spring, 6.5), (dt.date(2026, 6, 1), 7.5)])
def test_golden_shift_from_first_to_last(day: dt.date, hours: float) -> None:
    begin = local.first(dt.time(1, 30), day, "America/Chicago")
    assert local.last(dt.time(9), day, "America/Chicago") - begin == hours * 3600


def test_golden_adjoining_shifts_overlap_in_autumn() -> None:
    clock, zone = dt.time(1, 30), "America/Chicago"
    assert local.first(clock, autumn, zone) == epoch("2026-11-01T06:30Z")
    assert local.last(clock, autumn, zone) == epoch("2026-11-01T07:30Z")


@pytest.mark.parametrize(
    ("day", "begin", "end", "hours"), [(autumn, 0, 2, 3), (spring, 2, 4, 1), (spring, 0, 2, 2)]
)
def test_golden_slots_of_a_two_hour_rotation(day: dt.date, begin: int, end: int, hours: int) -> None:
    edges = [local.first(dt.time(hour), day, "America/Chicago") for hour in (begin, end)]
    assert edges[1] - edges[0] == hours * 3600


def test_skipped_civil_day_begins_at_the_next_one() -> None:
    noon = dt.time(12)
    assert local.first(noon, dt.date(2011, 12, 30), "Pacific/Apia") == epoch("2011-12-30T10:00Z")
    assert local.first(dt.time(0), dt.date(2011, 12, 31), "Pacific/Apia") == epoch("2011-12-30T10:00Z")


def test_half_hour_overlap_of_lord_howe() -> None:
    wall = local.readings(np.datetime64("2026-04-05T01:45"), "Australia/Lord_Howe")
    assert wall.last - wall.first == 1800


@pytest.mark.parametrize(
    ("wall", "first", "last"),
    [
        ("2026-03-08T02:30", "2026-03-08T07:59:59", "2026-03-08T08:00:00"),
        ("2026-11-01T01:30", "2026-11-01T06:30:00", "2026-11-01T07:30:00"),
    ],
)
def test_typed_time_that_is_unsure_is_refused_with_both_choices(wall: str, first: str, last: str) -> None:
    column = np.array(["2026-06-01T00:00", wall], dtype="datetime64[s]")
    with pytest.raises(ClockError) as refusal:
        local.to_epoch(column, "America/Chicago")
    assert first in str(refusal.value) and last in str(refusal.value) and wall in str(refusal.value)


def test_fold_rule_chooses_a_reading() -> None:
    wall = np.datetime64("2026-11-01T01:30")
    assert local.to_epoch(wall, "America/Chicago", Fold.FIRST) == epoch("2026-11-01T06:30Z")
    assert local.to_epoch(wall, "America/Chicago", Fold.LAST) == epoch("2026-11-01T07:30Z")


@pytest.mark.parametrize("moment", ["1959-12-31T00:00", "2100-01-01T00:00", "NaT", "0001-01-01T00:00"])
def test_years_outside_the_tables_are_refused_by_position(moment: str) -> None:
    column = np.array(["2026-06-01T00:00", moment], dtype="datetime64[s]")
    with pytest.raises(ClockError, match="at position 1"):
        local.to_epoch(column, "Asia/Shanghai")
    with pytest.raises(ClockError, match="at position 1"):
        local.local_dates(column.astype(np.int64), "Asia/Shanghai")


def test_empty_and_shaped_columns_keep_their_shape() -> None:
    assert local.local_dates(np.array([], dtype=np.int64), "Asia/Shanghai").shape == (0,)
    assert local.local_minutes(np.zeros((2, 3), dtype=np.int64), "Asia/Shanghai").tolist() == [[480] * 3] * 2
