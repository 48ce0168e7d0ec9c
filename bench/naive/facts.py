"""Facts from versions: the latest of each, with its local dates and with what linked rows say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sellerloop.events.contract import FAULTS, Derived, Type
from sellerloop.events.registry import contracts

Row = dict[str, Any]
Facts = dict[str, list[Row]]

_RETURNS = ("refund", "return", "replacement")
_CLAIMS = ("claim", "chargeback")


def facts_of(events: Mapping[str, Iterable[Mapping[str, Any]]], known_at: dt.datetime | None = None) -> Facts:
    """Return one complete row per fact of every kind, as known at ``known_at`` (now when None).

    ``events`` holds rows by kind: instants are aware datetimes; columns may be left out. Local dates are
    computed here from instants and zones.
    """
    facts = {kind: _latest(kind, events.get(kind, ()), known_at) for kind in contracts()}
    _link(facts)
    for kind, contract in contracts().items():
        for row in facts[kind][:1]:
            if missing := {column.name for column in contract.columns} - row.keys():
                raise LookupError(
                    f"bench/naive/facts.py does not compute {kind}.{min(missing)}, which is declared"
                )
    return facts


def _latest(kind: str, rows: Iterable[Mapping[str, Any]], known_at: dt.datetime | None) -> list[Row]:
    latest: dict[tuple[object, ...], Row] = {}
    for given in rows:
        if known_at is not None and given["known_at"] > known_at:
            continue
        row = _complete(kind, given)
        key = tuple(row[name] for name in contracts()[kind].key)
        if key not in latest or row["known_at"] > latest[key]["known_at"]:
            latest[key] = row
    return list(latest.values())


def _complete(kind: str, given: Mapping[str, Any]) -> Row:
    row: Row = {}
    for column in contracts()[kind].columns:
        if column.derived is Derived.LOCAL_DATE:
            instant = row[column.origin]
            row[column.name] = instant and instant.astimezone(ZoneInfo(given["zone"])).date()
        elif column.derived is Derived.GIVEN:
            empty = False if column.type is Type.FLAG else None
            value = given.get(column.name)
            row[column.name] = empty if value is None else value
    return row


def _link(facts: Facts) -> None:
    orders = {(row["account"], row["order_id"]): row for row in facts["order"]}
    reviews: dict[tuple[object, object], list[Row]] = defaultdict(list)
    requests: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for row in facts["review"]:
        reviews[row["account"], row["order_id"]].append(row)
    for row in facts["request"]:
        requests[row["account"], row["order_id"]].append(row)
    for key, order in orders.items():
        order.update(_of_reviews(order, reviews[key]), **_of_requests(requests[key]))
    nothing: Row = dict.fromkeys(("placed_date", "paid_date", "delivered_date"))
    for row in facts["review"]:
        order = orders.get((row["account"], row["order_id"]), nothing)
        row["order_placed_date"] = order["placed_date"]
        row["order_paid_date"] = order["paid_date"]
        row["order_delivered_date"] = order["delivered_date"]
        row["days_after_payment"] = _days(order["paid_date"], row["reviewed_date"])
        row["days_after_delivery"] = _days(order["delivered_date"], row["reviewed_date"])
    for row in facts["request"]:
        order = orders.get((row["account"], row["order_id"]), nothing)
        row["order_placed_date"] = order["placed_date"]
        row["order_delivered_date"] = order["delivered_date"]
        row["platform_fulfilled"] = bool(order.get("platform_fulfilled"))
    rated = {(row["account"], row["chat_id"]) for row in facts["chat_rating"]}
    for row in facts["chat"]:
        row["rated"] = (row["account"], row["chat_id"]) in rated


def _of_reviews(order: Row, reviews: list[Row]) -> Row:
    trusted = [row for row in reviews if not row["risky_buyer"]]
    if not trusted:
        names = ("first_rating", "first_rating_aspect", "first_rating_date", "first_rating_days")
        return dict.fromkeys((*names, "current_rating"))
    first = min(trusted, key=lambda row: (row["reviewed_at"], row["review_id"]))
    current = first["current_rating"]
    return {
        "first_rating": first["first_rating"],
        "first_rating_aspect": first["aspect"],
        "first_rating_date": first["reviewed_date"],
        "first_rating_days": _days(order["delivered_date"], first["reviewed_date"]),
        "current_rating": first["first_rating"] if current is None else current,
    }


def _of_requests(requests: list[Row]) -> Row:
    returns = [row for row in requests if row["type"] in _RETURNS]
    found: Row = {f"return_{fault}": any(row["fault"] == fault for row in returns) for fault in FAULTS}
    found["return_defective"] = any(row["defective"] for row in returns)
    found["has_claim"] = any(row["type"] in _CLAIMS and row["outcome"] != "rejected" for row in requests)
    return found


def _days(start: object, end: object) -> int | None:
    return (end - start).days if isinstance(start, dt.date) and isinstance(end, dt.date) else None
