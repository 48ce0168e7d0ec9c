"""Settling: from append-only versions to one row per fact, as known at one instant.

Each kind keeps the latest version of every key that was known by then, gets the number of its account, and
takes over what linked rows say (an order learns of its first review, a review of its order's delivery), so
that every metric is a plain sum over the rows of one kind.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sellerloop.events.contract import FAULTS
from sellerloop.events.registry import contracts
from sellerloop.lake.arrow import settled_schema, stored_schema
from sellerloop.lake.event_files import stored_rows
from sellerloop.lake.sql import name_sql

ACCOUNTS = "account_numbers"
NUMBERS = pa.schema([("account_no", pa.int32()), ("account", pa.string()), ("market", pa.string())])

_RETURNS = "('refund', 'return', 'replacement')"
_FIRST_REVIEW = """
left join (
    select account, order_id, first_rating, aspect as first_rating_aspect, reviewed_date as first_rating_date,
        coalesce(current_rating, first_rating) as current_rating
    from current_review where not risky_buyer
    qualify row_number() over (partition by account, order_id order by reviewed_at, review_id) = 1
) r on r.account = e.account and r.order_id = e.order_id"""
_REQUESTS = f"""
left join (
    select account, order_id,
        {", ".join(f"bool_or(fault = '{f}' and type in {_RETURNS}) as return_{f}" for f in FAULTS)},
        bool_or(defective and type in {_RETURNS}) as return_defective,
        bool_or(type in ('claim', 'chargeback') and outcome is distinct from 'rejected') as has_claim
    from current_request group by account, order_id
) q on q.account = e.account and q.order_id = e.order_id"""
_RATING = "left join current_chat_rating s on s.account = e.account and s.chat_id = e.chat_id"
_ORDER = "left join current_order o on o.account = e.account and o.order_id = e.order_id"

# Joins of a kind, and how each settled column is read from them.
_JOINS = {"order": f"{_FIRST_REVIEW} {_REQUESTS}", "review": _ORDER, "request": _ORDER, "chat": _RATING}
_LINKED = {
    "order": ("review", "request"),
    "review": ("order",),
    "request": ("order",),
    "chat": ("chat_rating",),
}
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "order": {
        **{name: f"r.{name}" for name in ("first_rating", "first_rating_aspect", "first_rating_date")},
        "first_rating_days": "r.first_rating_date - e.delivered_date",
        "current_rating": "r.current_rating",
        **{f"return_{fault}": f"coalesce(q.return_{fault}, false)" for fault in FAULTS},
        "return_defective": "coalesce(q.return_defective, false)",
        "has_claim": "coalesce(q.has_claim, false)",
    },
    "review": {
        "order_placed_date": "o.placed_date",
        "order_paid_date": "o.paid_date",
        "order_delivered_date": "o.delivered_date",
        "days_after_payment": "e.reviewed_date - o.paid_date",
        "days_after_delivery": "e.reviewed_date - o.delivered_date",
    },
    "request": {
        "order_placed_date": "o.placed_date",
        "order_delivered_date": "o.delivered_date",
        "platform_fulfilled": "coalesce(o.platform_fulfilled, false)",
    },
    "chat": {"rated": "s.rating is not null"},
}


def linked_kinds(kind: str) -> tuple[str, ...]:
    """Return the kinds whose rows a settled row of ``kind`` depends on, itself first."""
    return kind, *_LINKED.get(kind, ())


def open_events(
    connection: duckdb.DuckDBPyConnection,
    files: Mapping[str, Sequence[Path]],
    known_at: dt.datetime | None,
    account: str | None = None,
) -> None:
    """Create a table ``current_<kind>`` for every kind: the latest version of each key known at ``known_at``
    (all that is known when None), of all accounts or of one. Kinds without files become empty tables."""
    own = "true" if account is None else "account = '{}'".format(account.replace("'", "''"))
    for kind, contract in contracts().items():
        if not files.get(kind):
            _register(connection, f"current_{kind}", stored_schema(contract).empty_table())
            continue
        known = "true" if known_at is None else f"known_at <= {_instant(known_at)}"
        rows = stored_rows(connection, contract, files[kind])
        connection.execute(
            f"create or replace temp table current_{name_sql(kind)} as "
            f"select * from ({rows}) where {known} and {own} "
            f"qualify row_number() over (partition by {', '.join(contract.key)} order by known_at desc) = 1"
        )


def number_accounts(connection: duckdb.DuckDBPyConnection, before: pa.Table | None) -> None:
    """Create the table of account numbers: those given ``before`` stay, new accounts follow in order.

    Numbers let engines group by a small integer; they never change within a lake.
    """
    known = NUMBERS.empty_table() if before is None else before
    _register(connection, "numbers_before", known)
    seen = " union all ".join(f"select account, market from current_{kind}" for kind in contracts())
    connection.execute(
        f"create or replace temp table {ACCOUNTS} as select * from numbers_before union all "
        f"select cast({len(known)} + row_number() over (order by account) - 1 as integer), "
        f"account, min(market) from ({seen}) where account not in (select account from numbers_before) "
        "group by account"
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """One settled table as a query; its result is written in ``order``, by account and ``date`` first."""

    sql: str
    date: str
    order: tuple[str, ...]
    schema: pa.Schema


def settled(kind: str) -> Settled:
    """Return the settled rows of ``kind``, over the tables that :func:`open_events` made."""
    contract = contracts()[kind]
    own = [f"e.{column.name}" for column in contract.stored]
    given = {column.name for column in contract.stored}
    extra = [f"{_COLUMNS[kind][c.name]} as {c.name}" for c in contract.columns if c.name not in given]
    sql = (
        f"select n.account_no, {', '.join(own + extra)} from current_{name_sql(kind)} e "
        f"join {ACCOUNTS} n on n.account = e.account {_JOINS.get(kind, '')}"
    )
    schema = settled_schema(contract).insert(0, pa.field("account_no", pa.int32()))
    return Settled(sql, contract.date, ("account_no", contract.date, *contract.key), schema)


def _register(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"create or replace temp table {name_sql(name)} as select * from incoming")
    connection.unregister("incoming")


def _instant(instant: dt.datetime) -> str:
    return f"timestamptz '{instant.astimezone(dt.UTC).isoformat()}'"
