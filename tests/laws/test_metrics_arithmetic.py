"""Laws of every metric's arithmetic, on random shops."""

import datetime as dt
from fractions import Fraction
from functools import cache

import pytest

from bench.naive.facts import Row, facts_of
from sellerloop.metrics.reading import read
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Direction, Metric, Unit, table_of
from sellerloop.policy.window import DAY
from tests.sellerloop.metrics.conversations import chat, message
from tests.sellerloop.metrics.examples import EXAMPLES
from tests.sellerloop.metrics.shops import AS_OF, counted, event, shop_events

ALL = tuple(metrics().values())
YESTERDAY = dt.datetime.combine(AS_OF - DAY, dt.time(5), tzinfo=dt.UTC)

every_metric = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
# What is good about a clean order, the author of a metric knows; that it is not bad is a law for all.
directed = pytest.mark.parametrize(
    "one",
    [one for one in ALL if one.direction is Direction.LOWER or one.id in EXAMPLES],
    ids=lambda one: one.id,
)

Events = dict[str, list[Row]]
Values = dict[str, tuple[int | None, int | None, Fraction | None]]


def clean(number: int) -> Events:
    """An order without any fault from placement to review, and a chat that was answered at once."""
    at = dict.fromkeys(("placed_at", "paid_at", "shipped_at", "delivered_at"), YESTERDAY)
    due = dict.fromkeys(("due_ship_at", "due_fast_ship_at", "due_deliver_at"), YESTERDAY + DAY)
    name = f"clean{number}"
    order = event(order_id=name, amount=1000, currency="VND", tracking_valid=True, **at, **due)
    review = event(order_id=name, review_id="r", reviewed_at=YESTERDAY, first_rating=5)
    request = event(
        order_id=name, request_id=name, type="return", fault="buyer", opened_at=YESTERDAY, handling_s=0
    )
    talk = chat(name, zone="Asia/Ho_Chi_Minh", buyer=name, started_at=YESTERDAY)
    said = [message(talk, 0, YESTERDAY, "buyer"), message(talk, 1, YESTERDAY, "human")]
    rating = event(chat_id=name, rated_at=YESTERDAY, rating=5)
    return {
        "order": [order],
        "review": [review],
        "request": [request],
        "chat": [talk],
        "message": said,
        "chat_rating": [rating],
    }


def added(events: Events, more: Events) -> Events:
    return {kind: rows + more.get(kind, []) for kind, rows in events.items()}


@cache
def values(seed: int, extra: int = 0) -> Values:
    events = shop_events(seed)
    for number in range(extra):
        events = added(events, clean(number))
    counts, daily = counted(facts_of(events), ALL, [AS_OF])
    shop = counts.accounts.index("shop")
    readings = {one.id: read(one, counts, 0, shop, daily) for one in ALL}
    return {name: (reading.num, reading.den, reading.value) for name, reading in readings.items()}


@directed
@pytest.mark.parametrize("seed", range(3))
def test_adding_clean_events_never_makes_it_worse(one: Metric, seed: int) -> None:
    before, after = values(seed)[one.id][2], values(seed, 2)[one.id][2]
    if before is not None and after is not None:
        assert after <= before if one.direction is Direction.LOWER else after >= before


parts_of_a_whole = pytest.mark.parametrize(
    "one",
    [
        one
        for one in ALL
        if one.unit is Unit.PERCENT
        and one.denominator
        and one.denominator.anchor == one.numerator.anchor
        and table_of(one.denominator) == table_of(one.numerator)
    ],
    ids=lambda one: one.id,
)


@parts_of_a_whole
@pytest.mark.parametrize("seed", range(3))
def test_a_share_lies_between_nothing_and_everything(one: Metric, seed: int) -> None:
    num, den, value = values(seed)[one.id]
    if value is not None:
        assert 0 <= num <= den and 0 <= value <= 100


def test_random_shops_feed_what_is_counted_by_hand() -> None:
    assert [name for name in EXAMPLES if all(values(seed)[name][2] is None for seed in range(3))] == []


@every_metric
def test_the_day_of_the_reading_does_not_count(one: Metric) -> None:
    """Nothing that happens on the as-of date itself, or later, moves a value."""
    later = shop_events(0)
    clean_later: Events = {
        kind: [
            {**row, **{k: v + 2 * DAY for k, v in row.items() if k.endswith("_at") and v is not None}}
            for row in rows
        ]
        for kind, rows in clean(0).items()
    }
    counts, daily = counted(facts_of(added(later, clean_later)), [one], [AS_OF])
    reading = read(one, counts, 0, counts.accounts.index("shop"), daily)
    assert (reading.num, reading.den, reading.value) == values(0)[one.id]
