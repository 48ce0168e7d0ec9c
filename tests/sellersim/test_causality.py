"""What is known was first done: versions follow each other, and nothing is known before it happens."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sellerloop.events.contract import Type
from sellerloop.events.registry import contracts
from sellersim.config import Config
from sellersim.setting import SPAN
from sellersim.world import HORIZON, World

Row = dict[str, Any]
Rows = Callable[[str], list[Row]]
PLANNED = {"due_ship_at", "due_fast_ship_at", "due_deliver_at", "due_at", "starts_at", "ends_at"}
VERSIONED = {
    "order": ("paid_at", "shipped_at", "delivered_at", "cancelled_at"),
    "request": ("answered_at", "received_at", "closed_at"),
    "review": ("changed_at",),
    "chat": ("ended_at",),
    "contact": ("csat",),
    "violation": ("appealed_at", "decided_at"),
    "account": ("closed_at",),
    "product": ("delisted_at",),
}


@pytest.mark.parametrize("kind", sorted(contracts()))
def test_nothing_is_known_before_it_happens(kind: str, tables: dict[str, pa.Table]) -> None:
    table = tables[kind]
    for column in contracts()[kind].given:
        if column.type is Type.INSTANT and column.name not in PLANNED:
            early = pc.sum(pc.greater(table[column.name], table["known_at"])).as_py()
            assert not early, column.name


def _versions(kind: str, rows: list[Row]) -> list[list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["known_at"]):
        found[tuple(row[name] for name in contracts()[kind].key)].append(row)
    return list(found.values())


@pytest.mark.parametrize("kind", sorted(VERSIONED))
def test_later_versions_know_more_and_unlearn_nothing(kind: str, rows: Rows) -> None:
    several = 0
    for versions in _versions(kind, rows(kind)):
        several += len(versions) > 1
        for earlier, later in itertools.pairwise(versions):
            assert later["known_at"] > earlier["known_at"]
            for column in VERSIONED[kind]:
                assert earlier[column] in (None, later[column])
    assert several


@pytest.mark.parametrize("kind", ["item", "parcel_scan", "message", "chat_rating", "calendar_exception"])
def test_other_facts_have_one_version(kind: str, rows: Rows) -> None:
    assert all(len(versions) == 1 for versions in _versions(kind, rows(kind)))


def test_an_order_is_dispatched_or_cancelled_but_not_both(rows: Rows) -> None:
    last = [versions[-1] for versions in _versions("order", rows("order"))]
    assert not [row for row in last if row["shipped_at"] and row["cancelled_at"]]
    assert not [row for row in last if row["delivered_at"] and not row["shipped_at"]]


def test_reviews_change_after_the_first_value(rows: Rows) -> None:
    changed = [row for row in rows("review") if row["changed_at"]]
    assert changed
    assert all(row["current_rating"] != row["first_rating"] for row in changed)
    first = [row for row in rows("review") if not row["changed_at"]]
    assert all(row["current_rating"] == row["first_rating"] for row in first)


def test_feeds_are_late_by_minutes_hours_and_days(rows: Rows) -> None:
    delays = sorted(
        row["known_at"] - row["delivered_at"] for row in rows("order") if row["delivered_at"] is not None
    )
    assert delays[len(delays) // 10] < dt.timedelta(hours=1)
    assert dt.timedelta(hours=1) < delays[len(delays) // 2] < dt.timedelta(hours=4)
    assert delays[-1] > dt.timedelta(days=2)


def test_nothing_becomes_known_after_the_horizon() -> None:
    """From orders before the longest holidays, in a world whose sellers are as slow as can be."""
    world = World(Config(first=dt.date(2025, 12, 20), seed=5, shops=120, volume=1.0))
    world._make(world._start, world._start + 60)
    for kind, parts in world._pending.items():
        if kind not in {"account", "product", "calendar_exception"}:
            rows = parts[-1]
            first = rows["known_at"].min() // 86_400
            assert first >= world._start - 1
            latest = rows["known_at"].max() // 86_400 - (world._start + 60)
            assert latest < HORIZON - 30, kind


def test_a_world_ends_after_ten_years_and_says_so() -> None:
    world = World(Config(first=dt.date(2026, 1, 1), shops=2))
    with pytest.raises(ValueError, match="ends before"):
        world.day(dt.date(2026, 1, 1) + SPAN)
    with pytest.raises(ValueError, match="begins on 2026-01-01"):
        world.day(dt.date(2025, 12, 31))
