"""Reply tables: chats and messages of the settled lake as columns, and what is derived from them as rows."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from sellerloop.events.kinds.message import AUTHORS
from sellerloop.lake.arrow import settled_schema
from sellerloop.lake.settle import ACCOUNTS
from sellerloop.metrics.messages import SIDES, Chats, Messages, codes
from sellerloop.metrics.replies import CHAT_FLAGS, REPLY, ReplyRule
from sellerloop.metrics.turns import Replies, derive

ASKED = REPLY.date
SCHEMA = settled_schema(REPLY).insert(0, pa.field("account_no", pa.int32()))
_OF_CHAT = ("account_no", "account", "market", "zone", "chat_id", "buyer", "team", "topic", "language")
_FLAGS = ("is_greeting", "is_transfer", "hidden")


@dataclass(frozen=True, eq=False, slots=True)
class Conversations:
    """All chats and messages of a lake, loaded once for every reply rule."""

    table: pa.Table  # the chats, in the order of ``chats``
    chats: Chats
    messages: Messages


def load_conversations(connection: duckdb.DuckDBPyConnection) -> Conversations:
    """Read current chats and messages from the tables that ``open_events`` and ``number_accounts`` made."""
    table = connection.sql(
        "select n.account_no, c.* exclude (known_at) from current_chat c "
        f"join {ACCOUNTS} n on n.account = c.account order by c.account, c.chat_id"
    ).to_arrow_table()
    account, chat_id, buyer, zone = (_numpy(table, name) for name in ("account", "chat_id", "buyer", "zone"))
    chats = Chats(account, chat_id, buyer, zone, {flag: _numpy(table, flag) for flag in CHAT_FLAGS})
    connection.register(
        "incoming", table.select(["account", "chat_id"]).append_column("chat", _row_numbers(table))
    )
    rows = connection.sql(
        "select i.chat, epoch_us(m.sent_at) as sent_at, epoch_us(m.known_at) as known_at, m.side, m.author, "
        f"{', '.join(f'm.{flag}' for flag in _FLAGS)} from current_message m "
        "join incoming i on i.account = m.account and i.chat_id = m.chat_id "
        "order by i.chat, m.sent_at, m.position, m.message_id"
    ).to_arrow_table()
    connection.unregister("incoming")
    messages = Messages(
        _numpy(rows, "chat"),
        _numpy(rows, "sent_at"),
        _numpy(rows, "known_at"),
        codes(_numpy(rows, "side"), SIDES),
        codes(_numpy(rows, "author"), AUTHORS),
        *(_numpy(rows, flag) for flag in _FLAGS),
    )
    return Conversations(table, chats, messages)


def reply_rows(rule: ReplyRule, conversations: Conversations) -> pa.Table:
    """Derive the reply table of ``rule`` with the columns of ``SCHEMA``."""
    found = derive(rule, conversations.messages, conversations.chats)
    chat = conversations.table.take(pa.array(found.chat))
    columns = {name: chat.column(name) for name in _OF_CHAT} | _derived(found)
    return pa.Table.from_arrays([columns[name] for name in SCHEMA.names], SCHEMA.names).cast(SCHEMA)


def _derived(found: Replies) -> dict[str, pa.Array]:
    missing = ~found.answered
    return {
        "reply_id": pa.array(found.reply_id),
        "asked_at": _instants(found.asked_at),
        "known_at": _instants(found.known_at),
        "asked_date": pa.array(found.asked_date),
        "replied_at": _instants(found.replied_at, missing),
        "replied_date": pa.array(found.replied_date, mask=missing),
        "wait_s": pa.array(found.wait_s, mask=missing),
        "answered": pa.array(found.answered),
        "in_time": pa.array(found.in_time),
        "bot_only": pa.array(found.bot_only),
        "credit": pa.array(found.credit),
        **{flag: pa.array(values) for flag, values in found.flags.items()},
    }


def _instants(values: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    return pa.array(values, pa.int64(), mask=mask).cast(pa.timestamp("us", tz="UTC"))


def _numpy(table: pa.Table, column: str) -> np.ndarray:
    return table.column(column).combine_chunks().to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _row_numbers(table: pa.Table) -> pa.Array:
    return pa.array(np.arange(table.num_rows))
