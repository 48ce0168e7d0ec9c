"""Event rows for tests: give what matters, the rest is filled in as an import would."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pyarrow as pa

from sellerloop.events.contract import Derived, Type
from sellerloop.events.registry import contract
from sellerloop.lake.arrow import stored_schema

Row = Mapping[str, object]


def at(text: str) -> dt.datetime:
    """An instant in UTC: ``2026-05-31`` or ``2026-05-31T18:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def row(kind: str, **given: object) -> dict[str, object]:
    """One row of ``kind``: texts in instant columns are parsed, flags default to false, dates follow."""
    filled: dict[str, object] = {"account": "a1", "market": "VN", "zone": "Asia/Ho_Chi_Minh", **given}
    spec = contract(kind)
    for column in spec.stored:
        if column.type is Type.INSTANT and isinstance(filled.get(column.name), str):
            filled[column.name] = at(str(filled[column.name]))
    filled.setdefault("known_at", filled[spec.event_time])
    for column in spec.stored:
        if column.derived is Derived.LOCAL_DATE:
            instant = filled.get(column.origin)
            zone = ZoneInfo(str(filled["zone"]))
            filled[column.name] = (
                instant.astimezone(zone).date() if isinstance(instant, dt.datetime) else None
            )
        elif column.type is Type.FLAG:
            filled.setdefault(column.name, False)
    return {column.name: filled.get(column.name) for column in spec.stored}


def table(kind: str, *rows: Row) -> pa.Table:
    """The rows as an event file would hold them."""
    return pa.Table.from_pylist([dict(r) for r in rows], schema=stored_schema(contract(kind)))
