"""Promises in business days, with announced extensions."""

import datetime as dt

import pytest

from sellerloop.clock.deadlines import BusinessDays
from sellerloop.clock.holidays import Holiday, Holidays
from sellerloop.policy.promise import due_date
from sellerloop.policy.schema import Deadline
from sellerloop.scores.packs import pack

D = dt.date.fromisoformat
FEDERAL = Holidays(2025, 2025, (Holiday(D("2025-05-26"), "Memorial Day"),))
NONE = Holidays(2025, 2025)


def delivery() -> Deadline:
    return next(d for d in pack("sps-us", D("2025-07-01")).deadlines if d.id == "sps.deliver_by")


@pytest.mark.parametrize(
    ("ordered", "holidays", "due"),
    [
        pytest.param("2025-02-28", FEDERAL, "2025-03-10", id="golden_g2_2"),
        pytest.param("2025-05-22", FEDERAL, "2025-06-02", id="golden_g2_3"),
        pytest.param("2025-05-22", NONE, "2025-05-30", id="golden_g2_4"),
    ],
)
def test_golden_the_delivery_of_the_us_pack_is_due(ordered: str, holidays: Holidays, due: str) -> None:
    assert due_date(delivery(), D(ordered), BusinessDays.of(holidays)) == D(due)


def test_an_extension_counts_for_its_days_once_it_is_announced() -> None:
    storm = {"first": "2025-03-01", "last": "2025-03-05", "days": 2, "announced": "2025-03-04"}
    longer = Deadline.model_validate(delivery().model_dump() | {"extensions": [storm]})
    days = BusinessDays.of(NONE)
    start = D("2025-03-03")
    assert due_date(longer, start, days) == D("2025-03-13")
    assert due_date(longer, start, days, known=D("2025-03-03")) == D("2025-03-11")
    assert due_date(longer, start, days, known=D("2025-03-04")) == D("2025-03-13")
    assert due_date(longer, D("2025-03-06"), days) == D("2025-03-14")
