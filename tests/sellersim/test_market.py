"""The market looks like one: skewed sizes, seasons, three markets, rates in the ranges of real shops."""

import datetime as dt
from collections import Counter
from functools import cache
from typing import Any

import pytest

from sellerloop.events.registry import contract
from sellersim.config import Config
from sellersim.world import World

Row = dict[str, Any]
FIRST, LAST = dt.date(2026, 2, 26), dt.date(2026, 7, 25)
CONFIG = Config(first=FIRST, shops=100, faults=())


@cache
def latest(kind: str) -> list[Row]:
    key = contract(kind).key
    rows = _tables()[kind].sort_by("known_at").to_pylist()
    return list({tuple(row[name] for name in key): row for row in rows}.values())


@cache
def _tables() -> dict[str, Any]:
    return World(CONFIG).between(FIRST, LAST)


def rate(rows: list[Row], **conditions: object) -> float:
    hits = [row for row in rows if all(row[name] == value for name, value in conditions.items())]
    return len(hits) / len(rows)


def test_sizes_are_skewed() -> None:
    sizes = sorted(Counter(row["account"] for row in latest("order")).values(), reverse=True)
    assert sum(sizes[:10]) > 0.3 * sum(sizes)
    assert sizes[0] > 8 * sizes[len(sizes) // 2]


def test_most_shops_have_thirty_delivered_orders_in_ninety_days_and_a_tail_has_not() -> None:
    since = LAST - dt.timedelta(days=90)
    delivered = Counter(
        row["account"] for row in latest("order") if row["delivered_date"] and row["delivered_date"] >= since
    )
    enough = sum(count >= 30 for count in delivered.values())
    assert 60 <= enough <= 85


def test_all_markets_trade_in_their_share() -> None:
    orders = latest("order")
    assert 0.4 < rate(orders, market="VN") < 0.6
    assert 0.15 < rate(orders, market="US") < 0.35
    assert {row["zone"] for row in orders} >= {"America/New_York", "America/Los_Angeles"}


def test_seller_fault_cancellations_are_one_to_three_percent() -> None:
    orders = latest("order")
    fault = rate(orders, cancel_fault="seller") + rate(orders, cancel_fault="auto")
    assert 0.008 < fault < 0.03


def test_on_time_delivery_is_high_but_not_perfect() -> None:
    due = [
        r for r in latest("order") if not r["cancelled_at"] and r["due_deliver_date"] < dt.date(2026, 7, 10)
    ]
    late = [r for r in due if r["delivered_date"] is None or r["delivered_date"] > r["due_deliver_date"]]
    assert 0.88 < 1 - len(late) / len(due) < 0.97


def test_negative_reviews_are_two_to_six_percent_of_delivered_orders() -> None:
    delivered = [row for row in latest("order") if row["delivered_at"]]
    bad = [row for row in latest("review") if row["first_rating"] <= 2]
    assert 0.02 < len(bad) / len(delivered) < 0.06


def test_chat_dissatisfaction_is_eight_to_twenty_percent() -> None:
    ratings = latest("chat_rating")
    assert 0.08 < sum(row["rating"] <= 2 for row in ratings) / len(ratings) < 0.2


def test_handling_takes_a_day_or_so() -> None:
    hours = sorted(row["handling_s"] / 3600 for row in latest("request") if row["closed_at"])
    assert 10 < hours[len(hours) // 2] < 40


def test_late_parcels_bring_bad_reviews_and_questions() -> None:
    late = {
        row["order_id"]
        for row in latest("order")
        if row["delivered_date"] and row["delivered_date"] > row["due_deliver_date"]
    }
    bad = [row["order_id"] for row in latest("review") if row["first_rating"] <= 2]
    good = [row["order_id"] for row in latest("review") if row["first_rating"] > 3]
    assert sum(order in late for order in bad) / len(bad) > 2 * sum(order in late for order in good) / len(
        good
    )
    asks = [row["order_id"] for row in latest("chat") if row["topic"] == "late_delivery"]
    assert sum(order in late for order in asks) / len(asks) > 0.5


def test_slow_answers_bring_bad_ratings() -> None:
    asked = {row["chat_id"]: row["started_at"] for row in latest("chat")}
    waits: dict[str, float] = {}
    for row in latest("message"):
        if row["author"] == "human" and not row["is_greeting"]:
            wait = (row["sent_at"] - asked[row["chat_id"]]).total_seconds()
            waits[row["chat_id"]] = min(waits.get(row["chat_id"], wait), wait)
    rated = [(waits.get(row["chat_id"]), row["rating"] <= 2) for row in latest("chat_rating")]
    slow = [bad for wait, bad in rated if wait is None or wait > 7200]
    quick = [bad for wait, bad in rated if wait is not None and wait < 300]
    assert sum(slow) / len(slow) > 1.8 * sum(quick) / len(quick)


@pytest.mark.parametrize(
    ("kind", "column", "values"),
    [
        ("message", "author", {"buyer", "human", "assist", "bot", "system"}),
        ("message", "side", {"buyer", "seller", "platform"}),
        ("message", "language", {"vi", "en", "zh"}),
        ("review", "aspect", {"product", "service", "logistics"}),
        ("request", "type", {"refund", "return", "replacement", "claim", "chargeback"}),
        ("request", "fault", {"seller", "carrier", "buyer", "unknown"}),
        ("account", "type", {"seller", "creator"}),
        ("contact", "channel", {"phone", "chat", "mail", "ticket"}),
        ("order", "cancel_fault", {None, "seller", "auto", "carrier", "platform", "buyer", "unknown"}),
    ],
)
def test_every_value_occurs(kind: str, column: str, values: set[object]) -> None:
    assert {row[column] for row in latest(kind)} == values


@pytest.mark.parametrize("flag", ["is_greeting", "is_transfer", "hidden"])
def test_every_sort_of_message_occurs(flag: str) -> None:
    assert 0 < rate(latest("message"), **{flag: True}) < 0.3


@pytest.mark.parametrize(
    "flag", ["seller_initiated", "is_broadcast", "blocked_buyer", "bot_resolved", "is_spam", "unassigned"]
)
def test_every_sort_of_chat_occurs(flag: str) -> None:
    assert 0 < rate(latest("chat"), **{flag: True}) < 0.2


@pytest.mark.parametrize(
    "flag",
    [
        "platform_fulfilled",
        "is_sample",
        "is_gift",
        "is_fake",
        "is_replacement",
        "is_lucky_bag",
        "risky_buyer",
    ],
)
def test_every_sort_of_order_occurs(flag: str) -> None:
    assert 0 < rate(latest("order"), **{flag: True}) < 0.15


def test_some_sellers_close_over_the_holidays_and_say_so_before() -> None:
    world = World(Config(first=dt.date(2026, 8, 1), shops=60, faults=()))
    tables = world.between(dt.date(2026, 8, 1), dt.date(2026, 9, 10))
    closed = [r for r in tables["calendar_exception"].to_pylist() if r["name"] == "Quốc khánh"]
    assert 5 < len(closed) < 25
    assert all(row["known_at"] <= row["starts_at"] - dt.timedelta(days=6) for row in closed)
    away = {row["account"] for row in closed}
    marked = {row["account"] for row in tables["chat"].to_pylist() if row["holiday_mode"]}
    assert marked <= away


def test_products_are_sold_while_they_are_listed() -> None:
    offered = {row["product_id"]: row for row in latest("product")}
    assert any(row["delisted_date"] for row in offered.values())
    for line in latest("item"):
        product = offered[line["product_id"]]
        assert product["listed_at"] < line["placed_at"]
        assert product["delisted_at"] is None or line["placed_at"] < product["delisted_at"]


def test_accounts_trade_between_opening_and_closing() -> None:
    tables = World(Config(first=FIRST, shops=500, volume=0.05)).between(FIRST, FIRST + dt.timedelta(days=200))
    accounts = {row["account"]: row for row in tables["account"].sort_by("known_at").to_pylist()}
    assert any(row["closed_at"] for row in accounts.values())
    assert any(row["opened_date"] > FIRST for row in accounts.values())
    for order in tables["order"].to_pylist():
        account = accounts[order["account"]]
        assert account["opened_at"] < order["placed_at"]
        assert account["closed_date"] is None or order["placed_date"] < account["closed_date"]
