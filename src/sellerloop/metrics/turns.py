"""Reply tables: the waits of buyers, counted by the unit that a rule names.

About a million messages a second; a naive oracle in the tests reads the same messages one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sellerloop.metrics.messages import Bools, Chats, Ints, Messages, Texts
from sellerloop.metrics.replies import CHAT_FLAGS, ReplyRule
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.waits import SECOND, Dates, Waits, waits


@dataclass(frozen=True, eq=False, slots=True)
class Replies:
    """The columns of ``REPLY`` that are derived, one row per unit, by its first chat and message.

    ``chat`` is the row of its (first) chat in ``Chats``, for the account, market, zone, chat number, buyer,
    team, topic and language. Instants are microseconds since 1970 in UTC. ``replied_at``,
    ``replied_date`` and ``wait_s`` are to be null where ``answered`` is false. ``flags`` are those of the
    chat; of a buyer and day, those that hold for all chats.
    """

    chat: Ints
    reply_id: Texts
    asked_at: Ints
    asked_date: Dates
    replied_at: Ints
    replied_date: Dates
    known_at: Ints
    wait_s: Ints
    answered: Bools
    in_time: Bools
    bot_only: Bools
    credit: Ints
    flags: Mapping[str, Bools]


def rules_of(metrics: Iterable[Metric]) -> tuple[ReplyRule, ...]:
    """Return the distinct reply rules that ``metrics`` read, in order of first use."""
    sides = (side for metric in metrics for side in metric.sides)
    return tuple(dict.fromkeys(side.rule for side in sides if side.rule is not None))


def derive(rule: ReplyRule, messages: Messages, chats: Chats) -> Replies:
    """Return the reply table of ``rule``.

    Turns that only bots answered do not count within a unit of several turns, unless it has no others. Waits
    are rounded up to whole seconds, so that ``wait_s`` exceeds a limit exactly when the wait does. Raises
    ClockError for an unknown zone.
    """
    found = waits(rule, messages, chats)
    unit = _units(rule, found, chats)
    manned = np.isin(unit, unit[~found.by_bot])
    kept = np.flatnonzero(~(found.by_bot & manned))
    kept = kept[np.argsort(unit[kept], kind="stable")]
    found, unit = found.take(kept), unit[kept]
    starts = np.flatnonzero(np.diff(unit, prepend=-1))
    first, answered = found.take(starts), _all(found.answered, starts)
    wait_s = -((found.asked_at - found.replied_at) // SECOND)
    flags = {flag: _all(chats.flags[flag][found.chat], starts) for flag in CHAT_FLAGS}
    in_time, bot_only = _all(found.in_time, starts), _all(found.by_bot, starts)
    if rule.unit == "conversation":
        in_time &= ~flags["unassigned"]
    return Replies(
        chat=first.chat,
        reply_id=_names(rule, first, chats),
        asked_at=first.asked_at,
        asked_date=first.asked_date,
        replied_at=np.maximum.reduceat(found.replied_at, starts),
        replied_date=np.maximum.reduceat(found.replied_date, starts),
        known_at=np.maximum.reduceat(found.known_at, starts),
        wait_s=np.maximum.reduceat(wait_s, starts),
        answered=answered,
        in_time=in_time,
        bot_only=bot_only,
        credit=np.where(in_time, 100, rule.bot_credit * (bot_only & flags["bot_resolved"])),
        flags=flags,
    )


def _units(rule: ReplyRule, found: Waits, chats: Chats) -> Ints:
    """The unit that each wait belongs to, as a number."""
    if rule.unit == "conversation":
        return found.chat
    if rule.unit != "buyer_day":
        return np.arange(len(found.chat))
    numbers: dict[tuple[object, object, object], int] = {}
    # a chat without a known buyer is a buyer of its own
    named = zip(chats.account, chats.buyer, chats.chat_id, strict=True)
    keys = ((a, b, None) if b is not None else (a, None, c) for a, b, c in named)
    buyer = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
    day = found.asked_date.astype(np.int64)
    span = int(day.max(initial=0)) - int(day.min(initial=0)) + 1
    return np.asarray(buyer[found.chat] * span + (day - day.min(initial=0)))


def _names(rule: ReplyRule, first: Waits, chats: Chats) -> Texts:
    chat_id = chats.chat_id[first.chat]
    if rule.unit in ("chat", "conversation"):
        return chat_id
    marks = first.asked_date.astype(str) if rule.unit == "buyer_day" else first.number
    names = [f"{chat}/{mark}" for chat, mark in zip(chat_id, marks.tolist(), strict=True)]
    return np.array(names, dtype=np.object_)


def _all(holds: Bools, starts: Ints) -> Bools:
    return np.asarray(np.logical_and.reduceat(holds, starts), np.bool_)
