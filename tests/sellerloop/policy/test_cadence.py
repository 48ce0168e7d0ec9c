"""When figures are refreshed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.cadence import Cadence
from sellerloop.policy.window import DAY

D = dt.date.fromisoformat
REFRESHES = ["daily", "weekly_monday", "monthly_1", "monthly_7", "monthly_20"]


@pytest.mark.parametrize(
    ("refresh", "day", "latest"),
    [
        ("daily", "2026-11-22", "2026-11-22"),
        ("weekly_monday", "2026-11-23", "2026-11-23"),
        ("weekly_monday", "2026-11-22", "2026-11-16"),
        ("monthly_1", "2026-05-01", "2026-05-01"),
        ("monthly_7", "2026-03-06", "2026-02-07"),
        ("monthly_7", "2026-03-07", "2026-03-07"),
        ("monthly_20", "2026-01-19", "2025-12-20"),
    ],
)
def test_the_as_of_date_is_the_latest_refresh_day(refresh: str, day: str, latest: str) -> None:
    assert Cadence.model_validate({"refresh": refresh}).as_of(D(day)) == D(latest)


def test_a_metric_may_be_refreshed_more_rarely_than_its_policy() -> None:
    cadence = Cadence(metrics={"otdr": "weekly_monday"})
    assert cadence.as_of(D("2026-11-22")) == D("2026-11-22")
    assert cadence.as_of(D("2026-11-22"), "otdr") == D("2026-11-16")


@given(st.sampled_from(REFRESHES), st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)))
def test_refresh_days_follow_each_other_without_a_gap(refresh: str, day: dt.date) -> None:
    cadence = Cadence.model_validate({"refresh": refresh})
    latest, upcoming = cadence.as_of(day), cadence.upcoming(day)
    assert latest <= day < upcoming
    assert cadence.as_of(latest) == latest
    assert cadence.as_of(upcoming) == upcoming
    assert cadence.as_of(upcoming - DAY) == latest
