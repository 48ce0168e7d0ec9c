"""Local time against the standard library."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellersim.markets import ZONES
from sellersim.zones import DAY, HOUR, Zones, date_of, day_number

ALL = Zones(ZONES)
INSTANTS = st.integers(
    int(dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp()),
    int(dt.datetime(2059, 1, 1, tzinfo=dt.UTC).timestamp()),
)


@given(st.sampled_from(range(len(ZONES))), INSTANTS)
def test_local_days_are_those_of_the_zone(zone: int, instant: int) -> None:
    local = dt.datetime.fromtimestamp(instant, ZoneInfo(ZONES[zone]))
    assert date_of(ALL.day(np.array([zone]), np.array([instant]))[0]) == local.date()


@given(st.sampled_from(range(len(ZONES))), INSTANTS)
def test_an_instant_comes_back_from_its_local_time(zone: int, instant: int) -> None:
    zones, instants = np.array([zone]), np.array([instant])
    back = ALL.instant(zones, ALL.local(zones, instants))[0]
    assert back in (instant, instant - HOUR, instant + HOUR)
    assert ALL.local(zones, np.array([back]))[0] == ALL.local(zones, instants)[0]


@pytest.mark.parametrize("day", [dt.date(2026, 3, 8), dt.date(2026, 11, 1)])
def test_the_end_of_a_day_on_which_clocks_change_is_right(day: dt.date) -> None:
    zone = ZONES.index("America/New_York")
    end = ALL.instant(np.array([zone]), np.array([day_number(day) * DAY + DAY - 1]))[0]
    expected = dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo("America/New_York"))
    assert end == expected.timestamp()
