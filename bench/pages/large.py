"""A marketplace that outgrows a demo: 200,000 accounts and a year of orders, written by SQL, then built."""

import datetime as dt
import sys
from pathlib import Path

from sellerloop.events.contract import Contract, Type
from sellerloop.events.registry import contract
from sellerloop.lake.arrow import stored_schema
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.manifest import DataFile
from sellerloop.lake.storage import Lake
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import resolve

ACCOUNTS, ORDERS, DAYS = 200_000, 10_000_000, 365
LAST = dt.date(2026, 11, 21)
SCORED_DAYS = 14
_NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)
_ALL = {"market": "'US'", "zone": "'America/Los_Angeles'"}
_ACCOUNT = {
    **_ALL,
    "account": "printf('US-S-%06d', i)",
    "known_at": f"timestamptz '{LAST - dt.timedelta(days=DAYS)} 00:00:00+00'",
    "type": "'seller'",
    "name": "printf('Shop %06d', i)",
    "language": "'en'",
    "category": "['home', 'beauty', 'apparel', 'toys', 'electronics'][1 + i % 5]",
    "tier": "['premier', 'growth', 'standard'][1 + i % 3]",
    "opened_at": f"timestamptz '{LAST - dt.timedelta(days=2 * DAYS)} 00:00:00+00'",
}
_ORDER = {
    **_ALL,
    "account": f"printf('US-S-%06d', cast(floor({ACCOUNTS} * power(u0, 3)) as integer))",
    "known_at": "placed_at + interval 10 day",
    "order_id": "printf('O%09d', i)",
    "placed_at": "placed_at",
    "due_deliver_at": "placed_at + interval 6 day",
    "delivered_at": "case when u2 >= 0.03 then placed_at + to_hours(cast(48 + u3 * 100 as integer)) end",
    "cancelled_at": "case when u2 < 0.03 then placed_at + interval 1 day end",
    "cancel_fault": "case when u2 < 0.02 then 'seller' when u2 < 0.03 then 'buyer' end",
    "amount": "cast(500 + u4 * 10000 as bigint)",
    "currency": "'USD'",
}
_REVIEW = {
    **_ALL,
    "account": _ORDER["account"],
    "known_at": "placed_at + interval 12 day",
    "review_id": "printf('R%09d', i)",
    "order_id": _ORDER["order_id"],
    "reviewed_at": "placed_at + interval 11 day",
    "first_rating": "cast(5 - floor(power(u5, 6) * 5) as bigint)",
}
_KINDS = {
    "account": (_ACCOUNT, f"range({ACCOUNTS}) r(i)"),
    "order": (_ORDER, "dice"),
    "review": (_REVIEW, "dice where u2 >= 0.03 and u1 < 0.25"),
}


def make_large(root: Path) -> None:
    """Write and build the marketplace in ``root``, unless it is there."""
    lake = Lake(root)
    if lake.current().build is not None:
        return
    with lake.writer("import", now=_NOW) as writer, connect(spill=root / "spill") as connection:
        connection.execute(_dice())
        files: list[DataFile] = []
        for kind, (columns, rows) in _KINDS.items():
            spec = contract(kind)
            sql = f"select {_columns(spec, columns)} from {rows}"
            files += writer.query(
                f"events/{kind}", connection, sql, date=spec.date, schema=stored_schema(spec)
            )
        writer.commit(files, watermark=_NOW, imports=(), build=None)
    options = BuildOptions((resolve(pack("sps-us", LAST)),), LAST + dt.timedelta(days=1), days=SCORED_DAYS)
    build(lake, options, now=_NOW, progress=_say)


def _dice() -> str:
    """A view of every order's number, its dice and when it was placed; hashes, so always the same."""
    dice = ", ".join(f"hash(i * 8 + {n}) / 18446744073709551616.0 as u{n}" for n in range(6))
    first = LAST - dt.timedelta(days=DAYS)
    since = f"to_seconds(cast(hash(i) % {DAYS * 86400} as bigint))"
    placed = f"timestamptz '{first} 00:00:00+00' + {since} as placed_at"
    return f"create view dice as select i, {dice}, {placed} from range({ORDERS}) r(i)"


def _columns(spec: Contract, given: dict[str, str]) -> str:
    """Every stored column of the contract: as given, dates of given instants, and nothing for the rest."""
    found = []
    for column in spec.stored:
        instant = given.get(column.origin) if column.type is Type.DATE else None
        text = given.get(column.name) or (f"cast({instant} as date)" if instant else None)
        silent = "false" if column.type is Type.FLAG else "null"
        found.append(f"{text or silent} as {column.name}")
    return ", ".join(found)


def _say(step: str, done: int, of: int) -> None:
    if done == of:
        print(f"  {step}", file=sys.stderr, flush=True)
