"""Weekend deferral to Monday noon."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.clock.weekend import WeekendRule
from sellerloop.clock.zones import ClockError, zone_info

ZONE, LIMIT = "America/New_York", 24 * 3600
RULE = WeekendRule()


def local(text: str, zone: str = ZONE) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=zone_info(zone)).timestamp())


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param("2026-06-13T10:00", "2026-06-15T12:00", id="Saturday 10:00"),
        pytest.param("2026-06-12T15:00", "2026-06-13T15:00", id="Friday 15:00"),
    ],
)
def test_golden_g8_16_weekend_rule(asked: str, due: str) -> None:
    assert RULE.due(local(asked), LIMIT, ZONE) == local(due)
    assert RULE.due(np.array([local(asked)]), LIMIT, ZONE).tolist() == [local(due)]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-06-12T23:59:59", "2026-06-13T23:59:59"),
        ("2026-06-13T00:00:00", "2026-06-15T12:00:00"),
        ("2026-06-14T23:59:59", "2026-06-15T12:00:00"),
        ("2026-06-15T00:00:00", "2026-06-16T00:00:00"),
        ("2026-03-07T10:00:00", "2026-03-09T12:00:00"),  # clocks change on Sunday the 8th
        ("2026-03-06T10:00:00", "2026-03-07T10:00:00"),
    ],
)
def test_weekend_lasts_from_saturday_midnight_to_sunday_midnight(asked: str, due: str) -> None:
    assert RULE.due(local(asked), LIMIT, ZONE) == local(due)


def test_limit_is_real_time_when_clocks_change() -> None:
    friday_noon = WeekendRule(days=(0,)).due(local("2026-03-07T12:00"), LIMIT, ZONE)
    assert friday_noon == local("2026-03-08T13:00")


@given(
    st.lists(st.integers(1_700_000_000, 1_900_000_000), max_size=20),
    st.sampled_from([ZONE, "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_columns_equal_the_rule_read_out_loud(asked: list[int], zone: str) -> None:
    expected = []
    for instant in asked:
        clock = dt.datetime.fromtimestamp(instant, zone_info(zone))
        if clock.weekday() < 5:
            expected.append(instant + LIMIT)
        else:
            monday = clock.date() + dt.timedelta(days=7 - clock.weekday())
            expected.append(local(f"{monday}T12:00", zone))
    assert RULE.due(np.array(asked, dtype=np.int64), LIMIT, zone).tolist() == expected


def test_other_weekends_and_hours() -> None:
    gulf = WeekendRule(days=(4, 5), clock=dt.time(9, 30))
    assert gulf.due(local("2026-06-12T08:00"), LIMIT, ZONE) == local("2026-06-14T09:30")


@pytest.mark.parametrize("days", [(), (0, 1, 2, 3, 4, 5, 6), (7,)])
def test_weekend_must_leave_a_weekday(days: tuple[int, ...]) -> None:
    with pytest.raises(ClockError, match="one to six weekdays"):
        WeekendRule(days)
