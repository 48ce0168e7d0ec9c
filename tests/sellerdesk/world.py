"""A small lake made by hand for the pages: published tables and settled orders of a few accounts.

Every account, day and metric is computed from its number, so tests know what a page has to show.
"""

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from sellerloop.events.contract import Type
from sellerloop.events.registry import contract
from sellerloop.lake.arrow import settled_schema
from sellerloop.lake.cards import METRICS, SCORES
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.lookup_index import write_numbers
from sellerloop.lake.manifest import BuildInfo
from sellerloop.lake.published import POLICIES
from sellerloop.lake.reasons import message_text
from sellerloop.lake.storage import Lake
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.speech.message import Message

AS_OF = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
DAYS = 100
NAMES = {
    "VN-1": ("Hà Nội Home & Kitchen", "VN", "vi", "home"),
    "VN-2": ("Sài Gòn Beauty", "VN", "vi", "beauty"),
    "US-1": ("Willow & Oak Living", "US", "en", "home"),
    "US-2": ("=cmd|' /C calc'!A0", "US", "en", "electronics"),
    "CN-1": ("杭州雅居家居旗舰店", "CN", "zh", "home"),
    "CN-2": ("广州潮流女装", "CN", "zh", "apparel"),
    "US-3": ("Brand New Shop", "US", "en", "beauty"),
}
ZONES = {"VN": "Asia/Ho_Chi_Minh", "US": "America/Los_Angeles", "CN": "Asia/Shanghai"}
UNSCORED = "US-3"
ACCOUNTS = pa.schema(
    [
        ("account_no", pa.int32()),
        ("account", pa.string()),
        ("market", pa.string()),
        *((name, pa.string()) for name in ("name", "type", "language", "category", "tier", "zone")),
        ("opened_date", pa.date32()),
    ]
)


def policy() -> ResolvedPolicy:
    return resolve(pack("sps-us", AS_OF))


def make_lake(root: Path, names: dict[str, tuple[str, str, str, str]] = NAMES) -> Path:
    """Write a lake with one build into ``root`` and return it."""
    resolved, lake = policy(), Lake(root)
    with lake.writer("build", now=NOW) as writer:
        cards = [
            _card(resolved, number, account, day) for number, account in enumerate(names) for day in _days()
        ]
        tables = {
            "published/accounts": pa.Table.from_pylist([*_accounts(names)], ACCOUNTS),
            "published/policies": pa.Table.from_pylist([_policy(resolved)], POLICIES),
            "published/scores": pa.Table.from_pylist([score for score, _ in cards], SCORES),
            "published/metrics": pa.Table.from_pylist([m for _, found in cards for m in found], METRICS),
        }
        files = [file for name, table in tables.items() for file in writer.write(name, table)]
        orders = sorted(
            _orders(names), key=lambda o: (o["market"], str(o["placed_date"])[:7], o["account_no"])
        )
        settled = pa.Table.from_pylist(orders, _order_schema())
        orders_files = writer.write("settled/order", settled, date="placed_date")
        files += orders_files
        with connect(threads=1) as connection:
            paths = {"order": [lake.path(file) for file in orders_files]}
            files += write_numbers(writer, connection, paths, len(orders))
        info = BuildInfo(
            id=writer.id,
            created_at=NOW,
            as_of=AS_OF,
            known_at=NOW,
            spec_hash="",
            policies=((resolved.policy.id, resolved.version),),
            input="",
        )
        writer.commit(files, watermark=NOW, imports=(), build=info)
    return root


def _days() -> list[dt.date]:
    return [AS_OF - dt.timedelta(days=back) for back in reversed(range(DAYS))]


def _accounts(names: dict[str, tuple[str, str, str, str]]) -> Iterator[dict[str, Any]]:
    for number, (account, (name, market, language, category)) in enumerate(names.items()):
        yield {
            "account_no": number,
            "account": account,
            "name": name,
            "type": "seller",
            "market": market,
            "language": language,
            "category": category,
            "tier": ("premier", "growth", "standard")[number % 3],
            "zone": ZONES[market],
            "opened_date": AS_OF - dt.timedelta(days=400),
        }


def _policy(resolved: ResolvedPolicy) -> dict[str, Any]:
    text = resolved.policy.model_dump_json()
    return {"place": 0, "policy": resolved.policy.id, "version": resolved.version, "text": text}


def _card(
    resolved: ResolvedPolicy, number: int, account: str, day: dt.date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    common = {"policy": resolved.policy.id, "as_of": day, "account_no": number}
    few = Message("too little data: {count} of at least {least}", {"count": 12, "least": 30})
    scored = account != UNSCORED
    metrics = [
        {**common, "metric": name, **_metric(resolved, name, number, place, day, few, scored)}
        for place, name in enumerate(resolved.metrics)
    ]
    score = 5 - math.fsum(m["lost"] or 0 for m in metrics) if scored else None
    tier = next(
        n for n, at in (("star", 4), ("standard", 3.5), ("watch", 2.5), ("low", 0)) if (score or 0) >= at
    )
    reason = None if scored else message_text(few)
    return {**common, "score": score, "reason": reason, "tier": tier if scored else None}, metrics


def _metric(
    resolved: ResolvedPolicy, name: str, number: int, place: int, day: dt.date, few: Message, scored: bool
) -> dict[str, Any]:
    part = resolved.parts.get(name)
    missing = not scored or (number == 1 and name == "tts.aht")
    empty = dict.fromkeys(
        ("num", "den", "value", "points", "weight", "lost", "low", "high", "peer_rank", "peers")
    )
    if missing:
        return {**empty, "den": 12, "num": 1, "reason": message_text(few)}
    age = (AS_OF - day).days
    swing = math.sin(age / 9 + number + place) * 0.5 + (0.6 if number == 0 and age < 16 else 0)
    points = min(5.0, max(0.4, 4.6 - number * 0.35 - (place % 4) * 0.3 - swing))
    if place == 2:
        points = 5.0
    den = 180 + 37 * number + 11 * place
    rate = (5 - points) / 5 * (20 if name != "tts.otdr" else -20) + (100 if name == "tts.otdr" else 0)
    weight = float(part.weight) / (0.9 if number == 1 else 1.0) if part else None
    return {
        "num": round(den * rate / 100),
        "den": den,
        "value": rate,
        "points": points if part else None,
        "weight": weight,
        "lost": weight * (5 - points) if weight is not None else None,
        "low": max(rate - 1.7, 0) if name != "tts.aht" else None,
        "high": min(rate + 2.1, 100) if name != "tts.aht" else None,
        "reason": None,
        "peer_rank": 0.1 + 0.12 * number,
        "peers": 41,
    }


def _order_schema() -> pa.Schema:
    return settled_schema(contract("order")).insert(0, pa.field("account_no", pa.int32()))


def _orders(names: dict[str, tuple[str, str, str, str]]) -> Iterator[dict[str, Any]]:
    blank = {column.name: False if column.type is Type.FLAG else None for column in contract("order").columns}
    for number, (account, (_, market, *_rest)) in enumerate(names.items()):
        for index in range(120):
            yield {**blank, **_order(number, account, market, index)}


def _order(number: int, account: str, market: str, index: int) -> dict[str, Any]:
    placed = NOW - dt.timedelta(days=2 + index % 25, hours=index % 7)
    due, late = placed + dt.timedelta(days=5), index % 9 == 0
    delivered = placed + dt.timedelta(days=7 if late else 3)
    cancelled = index % 31 == 5
    times = {"placed": placed, "due_deliver": due, "delivered": None if cancelled else delivered}
    values: dict[str, Any] = {
        "account_no": number,
        "account": account,
        "market": market,
        "zone": ZONES[market],
        "known_at": NOW,
        "order_id": f"{account}-{index:05d}",
        "carrier": ("swift", "north")[index % 2],
        "region": ("north", "south")[index % 2],
        "cancelled_at": placed if cancelled else None,
        "cancelled_date": placed.date() if cancelled else None,
        "cancel_fault": "seller" if cancelled else None,
        "is_sample": index % 40 == 7,
        "amount": 1999,
        "currency": "USD",
    }
    for name, at in times.items():
        values[f"{name}_at"] = at
        values[f"{name}_date"] = at.date() if at else None
    return values
