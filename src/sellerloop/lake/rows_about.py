"""Everything that a build knows about one order or one conversation, as settled rows by table."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sellerloop.events.registry import contract
from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.lookup import carried, months_of
from sellerloop.lake.reader import Account, Scope, Snapshot, session
from sellerloop.metrics.replies import REPLY, ReplyRule
from sellerloop.policy.window import DAY

Row = Mapping[str, Any]
Days = tuple[dt.date, dt.date]
_CHAT_LASTS = 31 * DAY  # messages and ratings come within a month of the first message
_WITHIN = {"message": ("position", "message_id"), "item": ("item_id",)}  # order within one instant


@dataclass(frozen=True, slots=True)
class About:
    """The rows about one order or conversation by table (event kind or reply table), in order of time.
    ``known`` says when a value became known: by kind, key and column, as far as an earlier version had it."""

    account: Account
    rows: Mapping[str, Sequence[Row]]
    known: Mapping[tuple[str, str, str], dt.datetime]

    def of(self, table: str) -> Sequence[Row]:
        """Return the rows of one table."""
        return self.rows.get(table, ())


def about_order(
    snapshot: Snapshot, account: str, order_id: str, scope: Scope, rules: Iterable[ReplyRule] = ()
) -> About | None:
    """Return all that is known about an order; None when there is no such order in ``scope``.

    ``rules`` are the reply tables wanted of its conversations. A build without an index of numbers knows no
    order (see :func:`~sellerloop.lake.lookup.has_numbers`).
    """
    owner = snapshot.account(account, scope)
    spans = carried(snapshot, owner, order_id, "order_id") if owner else {}
    if owner is None or "order" not in spans:
        return None
    kinds = [kind for kind in spans if kind != "order"]
    by_number = {kind: _rows(snapshot, owner, kind, spans[kind], "order_id", [order_id]) for kind in kinds}
    orders = _rows(snapshot, owner, "order", spans["order"], "order_id", [order_id])
    if not orders:
        return None
    items = _rows(snapshot, owner, "item", spans["order"], "order_id", [order_id])
    chats = _conversations(snapshot, owner, by_number.get("chat", ()), rules)
    rows = {"order": orders, "item": items, **by_number, **chats}
    return About(owner, rows, _known(snapshot, owner, rows))


def about_chat(
    snapshot: Snapshot, account: str, chat_id: str, scope: Scope, rules: Iterable[ReplyRule] = ()
) -> About | None:
    """Return all that is known about a conversation; None when there is no such one in ``scope``."""
    owner = snapshot.account(account, scope)
    spans = carried(snapshot, owner, chat_id, "chat_id") if owner else {}
    if owner is None or "chat" not in spans:
        return None
    chats = _rows(snapshot, owner, "chat", spans["chat"], "chat_id", [chat_id])
    return About(owner, _conversations(snapshot, owner, chats, rules), {}) if chats else None


def _conversations(
    snapshot: Snapshot, owner: Account, chats: Sequence[Row], rules: Iterable[ReplyRule]
) -> dict[str, Sequence[Row]]:
    if not chats:
        return {}
    ids = [chat["chat_id"] for chat in chats]
    first = min(chat["started_date"] for chat in chats)
    last = max(chat["ended_date"] or chat["started_date"] for chat in chats) + _CHAT_LASTS
    found: dict[str, Sequence[Row]] = {"chat": chats}
    found["message"] = _rows(snapshot, owner, "message", (first, last), "chat_id", ids)
    if rated := [chat["chat_id"] for chat in chats if chat["rated"]]:
        found["chat_rating"] = _rows(snapshot, owner, "chat_rating", (first, last), "chat_id", rated)
    for rule in dict.fromkeys(rules):
        found[rule.table] = _replies(snapshot, owner, rule, (first, last), chats)
    return found


def _replies(
    snapshot: Snapshot, owner: Account, rule: ReplyRule, days: Days, chats: Sequence[Row]
) -> list[dict[str, Any]]:
    """The waits of conversations. What counts by buyer and day is kept under the first chat of that day."""
    rows = _rows(snapshot, owner, rule.table, days, "chat_id", [chat["chat_id"] for chat in chats])
    buyers = {(chat["buyer"], chat["started_date"]) for chat in chats if chat["buyer"]}
    if rule.unit != "buyer_day" or not buyers:
        return rows
    held = {row["reply_id"] for row in rows}
    others = _rows(snapshot, owner, rule.table, days, "buyer", [buyer for buyer, _ in buyers])
    same = [r for r in others if (r["buyer"], r["asked_date"]) in buyers and r["reply_id"] not in held]
    return rows + same


def _rows(
    snapshot: Snapshot, owner: Account, table: str, days: Days, column: str, values: Collection[str]
) -> list[dict[str, Any]]:
    spec = REPLY if table.startswith("reply_") else contract(table)
    files = snapshot.lake.files(snapshot.manifest, f"settled/{table}", [owner.market], months_of(*days))
    if not files:
        return []
    sql = (
        f"select * exclude (account_no) from {parquet_text(files, alike=True)} "
        f"where account_no = ? and {spec.date} between ? and ? and {column} in ({_marks(values)})"
    )
    by = (spec.event_time, *_WITHIN.get(table, ()))
    return sorted(_dicts(sql, [owner.number, *days, *values]), key=lambda row: [_order(row[n]) for n in by])


def _known(
    snapshot: Snapshot, owner: Account, rows: Mapping[str, Sequence[Row]]
) -> dict[tuple[str, str, str], dt.datetime]:
    """When the instants of orders, requests and reviews became known, from all versions of the facts."""
    found: dict[tuple[str, str, str], dt.datetime] = {}
    for kind in ("order", "request", "review"):
        members = rows.get(kind, ())
        if not members:
            continue
        spec = contract(kind)
        key = spec.key[-1]
        days = [row[spec.date] for row in members]
        for version in _versions(snapshot, owner, kind, (min(days), max(days)), key, members):
            current = next(row for row in members if row[key] == version[key])
            for column, value in version.items():
                if column.endswith("_at") and value is not None and value == current.get(column):
                    found.setdefault((kind, version[key], column), version["known_at"])
    return found


def _versions(
    snapshot: Snapshot, owner: Account, kind: str, days: Days, key: str, members: Sequence[Row]
) -> list[dict[str, Any]]:
    files = snapshot.lake.files(snapshot.manifest, f"events/{kind}", [owner.market], months_of(*days))
    if not files:
        return []
    spec, wanted = contract(kind), sorted({row[key] for row in members})
    sql = (
        f"select columns('_at$|^{key}$') from {parquet_text(files)} "
        f"where account = ? and {spec.date} between ? and ? and {key} in ({_marks(wanted)}) "
        "and known_at <= ? order by known_at"
    )
    return _dicts(sql, [owner.id, *days, *wanted, snapshot.info.known_at])


def _order(value: Any) -> tuple[bool, Any]:
    """What is missing comes last."""
    return value is None, value


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _dicts(sql: str, params: list[object]) -> list[dict[str, Any]]:
    result = session().execute(sql, params)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
