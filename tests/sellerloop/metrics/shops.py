"""Shops for tests: random events of all kinds, and a small engine in Python that runs plans over facts."""

import datetime as dt
import random
from collections import Counter as Tally
from collections.abc import Iterable, Sequence

import numpy as np

from bench.naive.facts import Facts, Row, facts_of
from sellerloop.events.contract import FAULTS
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.plan import Need, daily_needs_of, needs_of, plan
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.spec import Counter, Metric
from sellerloop.metrics.turns import rules_of
from sellerloop.policy.predicate import evaluate
from sellerloop.policy.window import DAY, fixed_windows
from tests.sellerloop.metrics.conversations import derived, world

AS_OF = dt.date(2026, 3, 31)
_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_ORDER_FLAGS = (
    "platform_fulfilled",
    "is_sample",
    "is_gift",
    "is_fake",
    "risky_buyer",
    "tracking_valid",
    "reviews_missing",
)


def event(account: str = "shop", **given: object) -> Row:
    """What every event row has, and what is given."""
    known = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    return {"account": account, "market": "VN", "zone": "Asia/Ho_Chi_Minh", "known_at": known, **given}


def shop_events(seed: int, orders: int = 120) -> dict[str, list[Row]]:
    """Random orders, reviews, requests, scans and rated chats of two accounts, over 90 days."""
    dice = random.Random(seed)
    events: dict[str, list[Row]] = {
        "order": [],
        "review": [],
        "request": [],
        "parcel_scan": [],
        "chat_rating": [],
    }
    for number in range(orders):
        order = _order(dice, number)
        events["order"].append(order)
        link = {"account": order["account"], "order_id": order["order_id"]}
        for one in range(dice.choice((0, 0, 1, 2))):
            events["review"].append(event(**link, **_review(dice, one)))
        for one in range(dice.choice((0, 0, 0, 1, 2))):
            events["request"].append(event(**link, **_request(dice, f"{number}-{one}")))
        scan = {"parcel_id": f"p{number}", "scan": "accepted", "scanned_at": _moment(dice)}
        events["parcel_scan"].append(event(**link, **scan))
        rating = {"chat_id": f"c{number}", "rated_at": _moment(dice), "rating": dice.randint(1, 5)}
        events["chat_rating"].append(event(order["account"], **rating, outage=dice.random() < 0.1))
    talk = world(seed, 40, [_START + number * DAY for number in (3, 30, 64, 85)])
    return {**events, "chat": talk["chat"], "message": talk["message"]}


def _moment(dice: random.Random, after: dt.datetime = _START, days: int = 90) -> dt.datetime:
    return after + dt.timedelta(seconds=dice.randrange(days * 86_400))


def _maybe(dice: random.Random, after: dt.datetime, days: int) -> dt.datetime | None:
    return _moment(dice, after, days) if dice.random() < 0.8 else None


def _order(dice: random.Random, number: int) -> Row:
    placed = _moment(dice)
    cancelled = dice.random() < 0.2
    return event(
        dice.choice(("shop", "stall")),
        order_id=f"o{number}",
        placed_at=placed,
        paid_at=_maybe(dice, placed, 1),
        due_ship_at=_maybe(dice, placed, 4),
        due_fast_ship_at=_maybe(dice, placed, 2),
        shipped_at=_maybe(dice, placed, 5),
        due_deliver_at=_maybe(dice, placed, 9),
        delivered_at=_maybe(dice, placed, 10),
        cancelled_at=_moment(dice, placed, 3) if cancelled else None,
        cancel_fault=dice.choice((*FAULTS, None)) if cancelled else None,
        amount=dice.choice((None, 100, 2500)),
        currency="VND",
        **{flag: dice.random() < (0.8 if flag == "tracking_valid" else 0.05) for flag in _ORDER_FLAGS},
    )


def _review(dice: random.Random, number: int) -> Row:
    return {
        "review_id": f"r{number}",
        "reviewed_at": _moment(dice),
        "first_rating": dice.randint(1, 5),
        "current_rating": dice.choice((None, 1, 5)),
        "aspect": dice.choice((None, "product", "service", "logistics")),
        "risky_buyer": dice.random() < 0.1,
    }


def _request(dice: random.Random, request_id: str) -> Row:
    return {
        "request_id": request_id,
        "type": dice.choice(("refund", "return", "replacement", "claim", "chargeback")),
        "fault": dice.choice(FAULTS),
        "defective": dice.random() < 0.3,
        "opened_at": _moment(dice),
        "outcome": dice.choice((None, "approved", "rejected")),
        "handling_s": dice.choice((None, 0, 3600, 100_000)),
    }


def counted(facts: Facts, metrics: Sequence[Metric], as_ofs: Sequence[dt.date]) -> tuple[Counts, Counts]:
    """Run the plans of ``metrics`` over ``facts``: windowed counts, and those of single days."""
    tables = dict(facts) | {rule.table: derived(rule, facts) for rule in rules_of(metrics)}
    spans = [w.span(day) for m in metrics for w in fixed_windows(m.window) for day in as_ofs]
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    days = [first + number * DAY for number in range(1, (last - first).days + 2)]
    return _run(tables, needs_of(metrics), as_ofs), _run(tables, daily_needs_of(metrics), days)


def _run(tables: Facts, needs: Sequence[Need], as_ofs: Sequence[dt.date]) -> Counts:
    made = plan(as_ofs, needs)
    accounts = tuple(sorted({str(row["account"]) for rows in tables.values() for row in rows}))
    segment_of = dict(made.days())
    columns = {need.name: np.zeros((len(as_ofs), len(accounts)), np.int64) for need in needs}
    facts = {counter.name: _segments(counter, tables[counter.table], segment_of) for counter in made.counters}
    for need in needs:
        for row, (first, after) in enumerate(made.runs(need.window)):
            for place, account in enumerate(accounts):
                amounts = (facts[need.counter.name][segment, account] for segment in range(first, after))
                columns[need.name][row, place] = sum(amounts)
    available = frozenset(name for name, rows in tables.items() if rows)
    return Counts(tuple(as_ofs), accounts, columns, available)


def _segments(
    counter: Counter, rows: Iterable[Row], segment_of: dict[dt.date, int]
) -> Tally[tuple[int, str]]:
    found: Tally[tuple[int, str]] = Tally()
    for row in rows:
        day = row[counter.anchor]
        if day in segment_of and evaluate(counter.where, row) is True:
            value = row[counter.column] if counter.column else 1
            if counter.cap is not None:
                value = counter.cap if value is None else min(value, counter.cap)
            found[segment_of[day], row["account"]] += value or 0
    return found


def measured(metric: Metric, events: dict[str, list[Row]], as_of: dt.date = AS_OF) -> Reading:
    """What ``metric`` amounts to for the account ``shop`` as of ``as_of``, from event rows."""
    counts, daily = counted(facts_of(events), [metric], [as_of])
    return read(metric, counts, 0, counts.accounts.index("shop"), daily)
