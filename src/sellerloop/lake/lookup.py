"""Any number -> the order or conversation that it belongs to, within somebody's scope.

Numbers are found by the index that a build wrote, and every find is checked against the settled row.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.lookup_numbers import (
    CARRIERS,
    PREFIX,
    Carrier,
    bucket_tables,
    number_hash,
    plain_number,
    plain_sql,
)
from sellerloop.lake.reader import Account, Scope, Snapshot, scope_sql, session
from sellerloop.policy.window import DAY

LONGEST = 200  # signs; no platform's number is longer
_MANY = 1000
_OWN = {carrier.name: carrier for carrier in CARRIERS if carrier.own}


@dataclass(frozen=True, slots=True)
class Found:
    """One row that carries a number, as stored. ``kind`` is its event kind; ``order_id`` and ``chat_id`` say
    where it belongs; ``day`` is the local date of its event."""

    kind: str
    account: Account
    number: str
    order_id: str | None
    chat_id: str | None
    day: dt.date


@dataclass(frozen=True, slots=True)
class _Posting:
    hash: int
    carrier: Carrier
    account: Account
    first: dt.date
    last: dt.date


def has_numbers(snapshot: Snapshot) -> bool:
    """Return whether the build wrote an index of numbers."""
    return bool(snapshot.manifest.tables(PREFIX))


def find_numbers(snapshot: Snapshot, numbers: Iterable[str], scope: Scope, *, limit: int = 20) -> list[Found]:
    """Return the rows in ``scope`` that have one of ``numbers`` as their own, orders first.

    Spaces, case, a leading # and wide signs make no difference. Numbers of other people's accounts and
    numbers that do not exist both give nothing. One row for each number and account, at most about ``limit``.
    """
    wanted = {plain for text in numbers if (plain := plain_number(text)) and len(plain) <= LONGEST}
    postings = _postings(snapshot, {number_hash(plain) for plain in wanted}, scope, _OWN, limit)
    found: dict[tuple[str, str, str], Found] = {}
    for name, carrier in _OWN.items():
        own = [posting for posting in postings if posting.carrier.name == name]
        for row in _verified(snapshot, carrier, own, wanted) if own else ():
            found.setdefault((row.kind, row.account.id, row.number), row)
    return list(found.values())[:limit]


def carried(
    snapshot: Snapshot, account: Account, number: str, column: str
) -> dict[str, tuple[dt.date, dt.date]]:
    """Return the event kinds with rows of ``account`` whose ``column`` (``order_id``, ``chat_id``) holds a
    number, and the first and last local date of these rows. Read the account within a scope first."""
    plain = plain_number(number)
    if not plain or len(plain) > LONGEST:
        return {}
    names = {carrier.name: carrier for carrier in CARRIERS if carrier.column == column}
    only = Scope(None, frozenset({account.id}))
    found: dict[str, tuple[dt.date, dt.date]] = {}
    for posting in _postings(snapshot, {number_hash(plain)}, only, names, _MANY):
        kind = posting.carrier.kind
        first, last = found.get(kind, (posting.first, posting.last))
        found[kind] = min(first, posting.first), max(last, posting.last)
    return found


def months_of(first: dt.date, last: dt.date) -> set[str]:
    """Return the months from ``first`` to ``last`` as they name files."""
    months, day = set(), first.replace(day=1)
    while day <= last:
        months.add(f"{day:%Y-%m}")
        day = (day + 31 * DAY).replace(day=1)
    return months


def _postings(
    snapshot: Snapshot, hashes: Collection[int], scope: Scope, carriers: Mapping[str, Carrier], limit: int
) -> list[_Posting]:
    tables = bucket_tables(snapshot.manifest.tables(PREFIX), hashes)
    if not tables:
        return []
    files = [path for table in tables for path in snapshot.lake.files(snapshot.manifest, table)]
    limits, values = scope_sql(scope)
    accounts = parquet_text(snapshot.lake.files(snapshot.manifest, "published/accounts"))
    listed = ", ".join(map(str, sorted(hashes)))
    rows = session().execute(
        f"select i.hash, i.carries, a.account, i.day, i.days from {parquet_text(files, alike=True)} i "
        f"join {accounts} a on a.account_no = i.account_no "
        f"where i.hash in ({listed}) and i.carries in (select unnest(?)) and {limits} "
        "order by i.carries, a.account, i.day limit ?",
        [sorted(carriers), *values, limit],
    )
    found = []
    for number, carries, account, day, days in rows.fetchall():
        owner = snapshot.account(account, scope)
        if owner is not None and day is not None:
            found.append(_Posting(number, carriers[carries], owner, day, day + days * DAY))
    return found


def _verified(
    snapshot: Snapshot, carrier: Carrier, postings: Collection[_Posting], plain: Collection[str]
) -> list[Found]:
    """The settled rows that really carry one of the numbers."""
    owners = {posting.account.number: posting.account for posting in postings}
    first, last = min(p.first for p in postings), max(p.last for p in postings)
    months = {month for posting in postings for month in months_of(posting.first, posting.last)}
    files = snapshot.lake.files(
        snapshot.manifest, f"settled/{carrier.kind}", {o.market for o in owners.values()}, months
    )
    order = "null" if carrier.kind == "violation" else "e.order_id"
    chat = "e.chat_id" if carrier.kind == "chat" else "null"
    rows: list[tuple[Any, ...]] = []
    if files:
        sql = (
            f"select e.account_no, e.{carrier.column}, {order}, {chat}, min(e.{carrier.date}) "
            f"from {parquet_text(files, alike=True)} e "
            f"where e.account_no in ({', '.join(map(str, sorted(owners)))}) "
            f"and e.{carrier.date} between ? and ? "
            f"and {plain_sql(f'e.{carrier.column}')} in (select unnest(?)) group by all order by all"
        )
        rows = session().execute(sql, [first, last, sorted(plain)]).fetchall()
    return [Found(carrier.kind, owners[row[0]], *row[1:]) for row in rows]
