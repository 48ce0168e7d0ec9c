"""Conversations for tests: short scripts and random ones, as event rows and as columns."""

import datetime as dt
import random
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from bench.naive.facts import Facts, Row, facts_of
from sellerloop.events.kinds.message import AUTHORS
from sellerloop.metrics.messages import SIDES, Chats, Messages, codes
from sellerloop.metrics.replies import CHAT_FLAGS, UNITS, ReplyRule
from sellerloop.metrics.turns import derive

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
ZONES = ("Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Europe/Berlin")


def chat(chat_id: str = "c1", *, account: str = "shop", zone: str = "Asia/Shanghai", **given: object) -> Row:
    """One chat row."""
    known = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    started = dt.datetime(2025, 3, 5, tzinfo=dt.UTC)
    common = {"account": account, "market": "CN", "zone": zone, "known_at": known, "started_at": started}
    return {**common, "chat_id": chat_id, "buyer": "b1", **given}


def message(row: Row, number: int, sent_at: dt.datetime, author: str, **given: object) -> Row:
    """One message of the chat ``row``; ``author`` buyer, system, or a kind of agent."""
    side = {"buyer": "buyer", "system": "platform"}.get(author, "seller")
    own = {name: row[name] for name in ("account", "market", "zone", "known_at", "chat_id")}
    numbers = {"message_id": f"m{number:03}", "position": number}
    return {**own, **numbers, "sent_at": sent_at, "side": side, "author": author, **given}


def script(row: Row, *lines: str, day: dt.date = dt.date(2025, 3, 5)) -> list[Row]:
    """Messages from lines such as ``10:10:15 buyer``, ``10:18:10 human`` or ``9:00:00 bot is_greeting``."""
    found = []
    for number, line in enumerate(lines):
        clock, author, *flags = line.split()
        hours, minutes, seconds = map(int, clock.split(":"))
        local = dt.datetime.combine(day, dt.time(hours, minutes, seconds))
        # Shanghai has stood at UTC+8 since 1991
        sent_at = (local - dt.timedelta(hours=8)).replace(tzinfo=dt.UTC)
        found.append(message(row, number, sent_at, author, **dict.fromkeys(flags, True)))
    return found


def columns(facts: Facts) -> tuple[Messages, Chats]:
    """The chats and messages of ``facts`` as columns."""
    chats = sorted(facts["chat"], key=lambda row: (row["account"], row["chat_id"]))
    place = {(row["account"], row["chat_id"]): number for number, row in enumerate(chats)}

    def of_chat(row: Row) -> int:
        return place[row["account"], row["chat_id"]]

    rows = sorted(facts["message"], key=lambda row: (of_chat(row), row["sent_at"], row["position"]))
    messages = Messages(
        chat=np.array([of_chat(row) for row in rows], np.int64),
        sent_at=np.array([(row["sent_at"] - EPOCH) // MICROSECOND for row in rows], np.int64),
        known_at=np.array([(row["known_at"] - EPOCH) // MICROSECOND for row in rows], np.int64),
        side=codes([row["side"] for row in rows], SIDES),
        author=codes([row["author"] for row in rows], AUTHORS),
        is_greeting=np.array([row["is_greeting"] for row in rows], np.bool_),
        is_transfer=np.array([row["is_transfer"] for row in rows], np.bool_),
        hidden=np.array([row["hidden"] for row in rows], np.bool_),
    )
    texts = {
        name: np.array([row[name] for row in chats], object)
        for name in ("account", "chat_id", "buyer", "zone")
    }
    flags = {flag: np.array([row[flag] for row in chats], np.bool_) for flag in CHAT_FLAGS}
    return messages, Chats(**texts, flags=flags)


def derived(rule: ReplyRule, facts: Facts) -> list[Row]:
    """The reply table of ``rule`` as rows, by the fast path."""
    messages, chats = columns(facts)
    table = derive(rule, messages, chats)
    rows: list[Row] = []
    for at in range(len(table.chat)):
        answered = bool(table.answered[at])
        place = table.chat[at]
        rows.append(
            {
                "account": chats.account[place],
                "chat_id": chats.chat_id[place],
                "buyer": chats.buyer[place],
                "reply_id": table.reply_id[at],
                "asked_at": EPOCH + int(table.asked_at[at]) * MICROSECOND,
                "asked_date": table.asked_date[at].item(),
                "replied_at": EPOCH + int(table.replied_at[at]) * MICROSECOND if answered else None,
                "replied_date": table.replied_date[at].item() if answered else None,
                "wait_s": int(table.wait_s[at]) if answered else None,
                "answered": answered,
                "in_time": bool(table.in_time[at]),
                "bot_only": bool(table.bot_only[at]),
                "credit": int(table.credit[at]),
                **{flag: bool(table.flags[flag][at]) for flag in CHAT_FLAGS},
            }
        )
    return rows


# the clocks of New York and Sao Paulo changed around these days
STARTS = (dt.datetime(2018, 11, 1, tzinfo=dt.UTC), dt.datetime(2025, 11, 1, tzinfo=dt.UTC))


def world(seed: int, size: int = 10, starts: Sequence[dt.datetime] = STARTS) -> Facts:
    """``size`` chats of a few buyers with messages seconds to days apart, over weekends and clock changes."""
    dice = random.Random(seed)
    chats, messages = [], []
    for number in range(size):
        at = dice.choice(starts)
        row = chat(
            f"c{number}",
            started_at=at,
            account=dice.choice(("shop", "stall")),
            zone=dice.choice(ZONES),
            buyer=dice.choice(("b1", "b2", None)),
            **{flag: dice.random() < 0.1 for flag in CHAT_FLAGS},
        )
        chats.append(row)
        for position in range(dice.randrange(10)):
            step = dice.choice((0, 1, 30, 150, 180, 181, 3600, 30_000, 60_000, 200_000))
            at += dt.timedelta(seconds=step, microseconds=dice.choice((0, 0, 0, 400_000)))
            marks = {name: dice.random() < 0.12 for name in ("is_greeting", "is_transfer", "hidden")}
            messages.append(message(row, position, at, dice.choice(("buyer", "buyer", *AUTHORS)), **marks))
    return facts_of({"chat": chats, "message": messages})


worlds = st.integers(0, 10**9).map(world)


@st.composite
def rules(draw: st.DrawFn, units: Sequence[str] = UNITS) -> ReplyRule:
    """Any rule; batches are due in the evening, when no clock changes."""
    opens = draw(st.sampled_from((0, 480, 600)))
    batch = draw(st.sampled_from((None, None, (1080, 1140))))
    return ReplyRule(
        unit=draw(st.sampled_from(units)),
        limit_s=draw(st.sampled_from((None, 30, 180, 43_200))),
        opens=opens,
        closes=draw(st.sampled_from((1380, 1440))),
        authors=draw(st.sampled_from((("human",), ("human", "assist"), ("human", "assist", "bot")))),
        greetings=draw(st.booleans()),
        same_day=draw(st.booleans()),
        weekend=batch is None and draw(st.booleans()),
        batch=batch,
        bot_credit=draw(st.sampled_from((0, 20))),
        handovers=draw(st.sampled_from(((), ("human", "assist"), ("bot", "system")))),
    )
