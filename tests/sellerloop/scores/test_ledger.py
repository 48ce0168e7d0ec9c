"""Ledgers: points that expire, points that are wiped, balances that earn and lose."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.schema import Ledger
from sellerloop.scores.gates import Fact
from sellerloop.scores.ledger import PointEntry, Violation, balance, booked, charged, resets
from sellerloop.speech.message import Message

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 1, 5)


def made(**changes: object) -> Ledger:
    frame: dict[str, object] = {"id": "points", "sign": "penalty", "certainty": "assumed"}
    return Ledger.model_validate({**frame, **changes})


EXPIRING = made(expiry={"days": 90}, deduct=[{"reason": None}])
LADDER = made(
    deduct=[
        {"when": [{"metric": "sfcr", "op": ">=", "value": "10"}], "points": "2", "group": "sfcr"},
        {
            "when": [{"metric": "sfcr", "op": ">=", "value": "10", "min_count": 30}],
            "points": "4",
            "group": "sfcr",
        },
        {"when": [{"metric": "ldr", "op": ">=", "value": "25"}], "points": "2"},
    ],
    expiry={"days": 90},
)


@pytest.mark.parametrize(
    ("day", "points"), [("2026-04-09", 6), ("2026-04-10", 4), ("2026-05-29", 4), ("2026-05-30", 0)]
)
def test_points_expire_one_entry_at_a_time(day: str, points: int) -> None:
    entries = booked(
        EXPIRING,
        [
            Violation(dt.date(2026, 3, 1), "ip", Fraction(4)),
            Violation(dt.date(2026, 1, 10), "ldr", Fraction(2)),
        ],
    )
    assert balance(EXPIRING, entries, dt.date.fromisoformat(day)).value == points


AMAZON = made(
    sign="balance",
    start="200",
    cap="1000",
    earn=[{"metric": "orders_180d", "per": 200, "points": "4"}],
    deduct=[{"reason": "ip", "points": "8"}, {"reason": None}],
)


@pytest.mark.parametrize(("a_day", "expected"), [(223, 1000), (222, 996)])
def test_a_balance_earns_by_complete_blocks_up_to_its_cap(a_day: int, expected: int) -> None:
    orders = {"orders_180d": Fact(Fraction(a_day * 180))}
    assert balance(AMAZON, [], MONDAY, orders).value == expected


def test_resets_fall_on_the_first_monday_of_the_quarter() -> None:
    found = resets("first_monday_of_quarter", dt.date(2025, 10, 1), dt.date(2026, 7, 31))
    assert [day.isoformat() for day in found] == ["2025-10-06", "2026-01-05", "2026-04-06", "2026-07-06"]


def test_a_reset_wipes_all_points_and_those_of_its_own_day_count_on() -> None:
    ledger = made(expiry={"reset": "first_monday_of_quarter"}, deduct=[{"reason": None}])
    days = (dt.date(2025, 10, 6), dt.date(2026, 1, 4), MONDAY)
    entries = booked(ledger, [Violation(day, "late", Fraction(1)) for day in days])
    assert [balance(ledger, entries, day).value for day in (*days, dt.date(2026, 4, 6))] == [1, 2, 1, 0]


def test_an_overturned_violation_counts_until_the_decision() -> None:
    entries = booked(EXPIRING, [Violation(MONDAY, "ip", Fraction(4), overturned=MONDAY + 10 * DAY)])
    assert balance(EXPIRING, entries, MONDAY + 9 * DAY).value == 4
    assert balance(EXPIRING, entries, MONDAY + 10 * DAY).value == 0


def test_a_deduction_for_the_reason_goes_before_a_general_one() -> None:
    entries = booked(AMAZON, [Violation(MONDAY, "ip", Fraction(1)), Violation(MONDAY, "fake", Fraction(3))])
    assert [entry.points for entry in entries] == [8, 3]
    assert balance(AMAZON, entries, MONDAY, {"orders_180d": Fact(Fraction(400))}).value == 200 + 8 - 11


def test_a_reason_that_no_rule_names_books_nothing() -> None:
    assert booked(made(deduct=[{"reason": "ip"}]), [Violation(MONDAY, "late", Fraction(3))]) == ()


def test_a_balance_that_earns_by_something_unknown_is_unknown() -> None:
    reason = Message("no data of this kind was imported: Order")
    found = balance(AMAZON, [], MONDAY, {"orders_180d": Fact(None, reason=reason)})
    assert (found.value, found.reason) == (None, reason)
    assert balance(AMAZON, [], MONDAY).value is None


def test_a_balance_stops_at_its_floor() -> None:
    entries = booked(AMAZON, [Violation(MONDAY, "fraud", Fraction(500))])
    assert balance(AMAZON, entries, MONDAY, {"orders_180d": Fact(Fraction(0))}).value == 0


@pytest.mark.parametrize(
    ("sfcr", "count", "ldr", "points"),
    [("9.9", 99, "0", []), ("10", 10, "0", [2]), ("10", 30, "0", [4]), ("25", 50, "25", [4, 2])],
)
def test_of_one_group_only_the_largest_deduction_applies(
    sfcr: str, count: int, ldr: str, points: list[int]
) -> None:
    facts = {"sfcr": Fact(Fraction(sfcr), count, 100), "ldr": Fact(Fraction(ldr), 0, 100)}
    assert [entry.points for entry in charged(LADDER, MONDAY, facts)] == points


def test_a_condition_that_cannot_be_assessed_deducts_nothing() -> None:
    assert charged(LADDER, MONDAY, {"sfcr": Fact(None)}) == ()


@given(
    issued=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 12)), max_size=12),
    day=st.integers(0, 500),
    life=st.integers(1, 200),
)
def test_the_balance_is_the_sum_of_young_points(issued: list[tuple[int, int]], day: int, life: int) -> None:
    ledger = made(expiry={"days": life}, deduct=[{"reason": None}])
    entries = booked(ledger, [Violation(MONDAY + d * DAY, "x", Fraction(p)) for d, p in issued])
    found = balance(ledger, entries, MONDAY + day * DAY)
    assert found.value == sum(p for d, p in issued if d <= day < d + life)
    assert all(isinstance(entry, PointEntry) for entry in found.entries)
