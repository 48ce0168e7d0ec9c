"""Each planted fault moves the right numbers in its segment while it lasts, and nothing anywhere else.

Draws are by key, so a world with a fault can be compared row by row with the same world without it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sellerloop.events.registry import contract
from sellersim.config import Config, Fault
from sellersim.faults import KINDS
from sellersim.setting import make_setting
from sellersim.world import World

Row = dict[str, Any]
FIRST, LAST = dt.date(2026, 3, 15), dt.date(2026, 6, 10)
START, END = dt.date(2026, 4, 6), dt.date(2026, 5, 6)
PLAIN = Config(first=FIRST, seed=3, shops=48, volume=1.6, faults=())
READ = {
    *("account", "market", "zone", "region", "carrier", "warehouse", "category", "team", "topic", "reason"),
    *("placed_date", "paid_date", "shipped_date", "delivered_date", "due_deliver_date", "reviewed_date"),
    *("started_date", "shipped_at", "due_ship_at", "started_at", "sent_at", "cancel_fault", "author"),
    *("first_rating", "rating", "seller_initiated", "order_id", "chat_id", "product_id"),
}
BY_ORDER = ("order", "item", "parcel_scan", "review", "request", "chat")


@cache
def planted(kind: str) -> Fault:
    """The fault of ``kind`` that the schedule plants first, moved to a fixed time."""
    setting = make_setting(replace(PLAIN, faults=None))
    fault = next(fault for fault in setting.faults if fault.kind == kind)
    return Fault(fault.kind, kind, START, END, fault.where, fault.drivers, fault.decoy)


@cache
def tables(fault: str) -> dict[str, pa.Table]:
    """All versions, in the world with one planted fault; in the one without any for the empty name."""
    faults = (planted(fault),) if fault else ()
    return World(replace(PLAIN, faults=faults)).between(FIRST, LAST)


@cache
def latest(fault: str, kind: str) -> list[Row]:
    key = contract(kind).key
    table = tables(fault)[kind].sort_by("known_at")
    rows = table.select([name for name in table.column_names if name in READ or name in key]).to_pylist()
    return list({tuple(row[name] for name in key): row for row in rows}.values())


def both(fault: Fault, kind: str) -> tuple[list[Row], list[Row]]:
    """The rows without the fault and with it."""
    return latest("", kind), latest(fault.kind, kind)


def same_elsewhere(
    fault: Fault, kinds: Iterable[str], column: str = "", values: Iterable[object] = ()
) -> None:
    """All versions of rows whose ``column`` holds none of ``values`` are equal with and without it."""
    for kind in kinds:
        one, other = tables("")[kind], tables(fault.kind)[kind]
        if column:
            unwanted = pa.array(sorted(values), pa.string())
            one, other = (t.filter(pc.invert(pc.is_in(t[column], unwanted))) for t in (one, other))
        assert one.num_rows
        assert one.equals(other), kind


def share(rows: Iterable[Row], condition: Callable[[Row], bool]) -> float:
    hits = [condition(row) for row in rows]
    assert len(hits) >= 8, len(hits)
    return sum(hits) / len(hits)


def during(day: dt.date | None) -> bool:
    return day is not None and START <= day < END


def inside(row: Row, fault: Fault) -> bool:
    return all(row[column] in values for column, values in fault.where.items())


def orders_inside(fault: Fault, anchor: str) -> set[str]:
    """Orders of the segment whose ``anchor`` day lies in the time of the fault, in either world."""
    rows = (row for each in both(fault, "order") for row in each)
    return {row["order_id"] for row in rows if during(row[anchor]) and inside(row, fault)}


def lines_inside(fault: Fault) -> set[str]:
    wanted = fault.where["product"]
    lines = latest("", "item")
    return {r["order_id"] for r in lines if r["product_id"] in wanted and during(r["placed_date"])}


def of(rows: Iterable[Row], column: str, values: Iterable[object]) -> list[Row]:
    return [row for row in rows if row[column] in values]


def late(row: Row) -> bool:
    return row["delivered_date"] is None or row["delivered_date"] > row["due_deliver_date"]


def bad(row: Row) -> bool:
    return row["rating" if "rating" in row else "first_rating"] <= 2


def test_every_kind_has_a_test() -> None:
    names = [name for name in globals() if name.startswith("test_")]
    assert all(any(kind.name in name for name in names) for kind in KINDS)


def test_slow_carrier_makes_its_parcels_late_in_its_region_only() -> None:
    fault = planted("slow_carrier")
    mine = orders_inside(fault, "shipped_date")
    before, now = (share(of(rows, "order_id", mine), late) for rows in both(fault, "order"))
    assert before < 0.15
    assert now > before + 0.3
    same_elsewhere(fault, BY_ORDER, "order_id", mine)
    rest = [r for r in latest(fault.kind, "order") if during(r["shipped_date"]) and r["order_id"] not in mine]
    assert share(of(rest, "carrier", fault.where["carrier"]), late) < 0.15
    assert share(of(rest, "region", fault.where["region"]), late) < 0.15


def test_slow_carrier_is_as_before_when_it_is_over() -> None:
    fault = planted("slow_carrier")
    rows = [r for r in latest(fault.kind, "order") if r["shipped_date"] and inside(r, fault)]
    assert share([r for r in rows if r["shipped_date"] < START], late) < 0.15
    after = END + dt.timedelta(days=20)
    assert share([r for r in rows if END <= r["shipped_date"] < after], late) < 0.15


def test_warehouse_backlog_delays_dispatch_from_that_warehouse_only() -> None:
    fault = planted("warehouse_backlog")
    mine = orders_inside(fault, "paid_date")

    def slow(row: Row) -> bool:
        return row["shipped_at"] is None or row["shipped_at"] > row["due_ship_at"]

    before, now = (share(of(rows, "order_id", mine), slow) for rows in both(fault, "order"))
    assert now > before + 0.25
    same_elsewhere(fault, BY_ORDER, "order_id", mine)


def test_defective_line_brings_returns_and_bad_reviews_for_its_products_only() -> None:
    fault = planted("defective_line")
    mine = lines_inside(fault)
    before, now = (of(rows, "order_id", mine) for rows in both(fault, "request"))
    assert len(of(now, "reason", ["defective"])) > len(of(before, "reason", ["defective"])) + 2
    before, now = (share(of(rows, "order_id", mine), bad) for rows in both(fault, "review"))
    assert now > before + 0.2
    same_elsewhere(fault, ("review", "request", "chat"), "order_id", mine)
    same_elsewhere(fault, ("order", "item", "parcel_scan"))


def test_wrong_listing_brings_questions_about_its_product_only() -> None:
    fault = planted("wrong_listing")
    mine = lines_inside(fault)
    before, now = (of(rows, "topic", ["listing"]) for rows in both(fault, "chat"))
    assert not before
    assert {row["order_id"] for row in now} <= mine
    assert len(now) > 0.4 * len(mine)
    before, now = (of(rows, "reason", ["not_as_described"]) for rows in both(fault, "request"))
    assert len(now) > len(before)
    before, now = (share(of(rows, "order_id", mine), bad) for rows in both(fault, "review"))
    assert now >= before
    same_elsewhere(fault, ("review", "request", "chat"), "order_id", mine)
    same_elsewhere(fault, ("order", "item", "parcel_scan"))


def test_seller_away_sends_nothing_and_answers_nobody() -> None:
    fault = planted("seller_away")
    (account,) = fault.where["account"]
    orders = of(latest(fault.kind, "order"), "account", [account])
    assert not [row for row in orders if during(row["shipped_date"])]
    assert share([r for r in orders if during(r["paid_date"])], lambda r: r["cancel_fault"] == "auto") > 0.4
    human = {row["chat_id"] for row in latest(fault.kind, "message") if row["author"] in {"human", "assist"}}
    chats = of(latest(fault.kind, "chat"), "account", [account])
    asked = [row for row in chats if during(row["started_date"]) and not row["seller_initiated"]]
    assert share(asked, lambda r: r["chat_id"] in human) < 0.3
    same_elsewhere(fault, (*BY_ORDER, "message", "chat_rating"), "account", [account])


def test_night_understaffed_slows_one_team_at_night_only() -> None:
    fault = planted("night_understaffed")

    def touched(row: Row) -> bool:
        local = row["started_at"].astimezone(ZoneInfo(row["zone"]))
        return during(local.date()) and inside({**row, "hour": str(local.hour)}, fault)

    mine = {row["chat_id"] for row in latest("", "chat") if touched(row)}
    before, now = (_answered_within(dt.timedelta(minutes=15), name, mine) for name in ("", fault.kind))
    assert now < before - 0.2
    before, now = (share(of(rows, "chat_id", mine), bad) for rows in both(fault, "chat_rating"))
    assert now > before
    same_elsewhere(fault, ("chat", "message", "chat_rating"), "chat_id", mine)
    same_elsewhere(fault, ("order", "review", "request"))


def _answered_within(limit: dt.timedelta, fault: str, chats: set[str]) -> float:
    start = {row["chat_id"]: row["started_at"] for row in of(latest(fault, "chat"), "chat_id", chats)}
    quick = {
        row["chat_id"]
        for row in of(latest(fault, "message"), "chat_id", chats)
        if row["author"] in {"human", "assist"} and row["sent_at"] <= start[row["chat_id"]] + limit
    }
    return len(quick) / len(chats)


def test_platform_shift_worsens_reviews_everywhere_and_nothing_else() -> None:
    fault = planted("platform_shift")
    before, now = ([r for r in rows if during(r["reviewed_date"])] for rows in both(fault, "review"))
    for market in ("VN", "US", "CN"):
        was, became = (share(of(rows, "market", [market]), bad) for rows in (before, now))
        assert 1.2 * was < became < 2.2 * was, market
    same_elsewhere(fault, ("review",), "review_id", {row["review_id"] for row in before})
    same_elsewhere(fault, ("order", "item", "parcel_scan", "request", "chat", "message", "chat_rating"))


def test_mix_shift_moves_the_whole_but_no_part() -> None:
    fault = planted("mix_shift")
    kinds = ("order", "request")
    (plain, plain_asks), (mixed, mixed_asks) = (
        [of(latest(name, kind), "market", fault.where["market"]) for kind in kinds]
        for name in ("", fault.kind)
    )
    plain, mixed = ([r for r in rows if during(r["placed_date"])] for rows in (plain, mixed))
    asked = {row["order_id"] for row in (*plain_asks, *mixed_asks)}

    def returned(row: Row) -> bool:
        return row["order_id"] in asked

    parts = [of(rows, "category", ["fashion"]) for rows in (plain, mixed)]
    assert len(parts[1]) > 1.8 * len(parts[0])
    assert share(mixed, returned) > share(plain, returned)
    assert share(parts[1], returned) == pytest.approx(share(parts[0], returned), abs=0.03)
    fashion = {row["account"] for row in latest("", "account") if row["category"] == "fashion"}
    same_elsewhere(fault, BY_ORDER, "account", fashion)


def test_small_sample_gives_a_tiny_shop_a_few_bad_reviews() -> None:
    fault = planted("small_sample")
    (account,) = fault.where["account"]
    mine = of(latest(fault.kind, "review"), "account", [account])
    assert len([row for row in mine if during(row["reviewed_date"])]) < 30
    same_elsewhere(fault, ("review",), "account", [account])
    same_elsewhere(fault, ("order", "request", "chat"))


def test_sale_day_brings_orders_but_no_worse_service() -> None:
    fault = planted("sale_day")
    plain, busy = (
        [row for row in of(rows, "market", fault.where["market"]) if during(row["placed_date"])]
        for rows in both(fault, "order")
    )
    assert len(busy) > 2.5 * len(plain)
    before, now = (share([r for r in rows if r["shipped_at"]], late) for rows in (plain, busy))
    assert now == pytest.approx(before, abs=0.04)
    same_elsewhere(fault, BY_ORDER, "market", fault.where["market"])
