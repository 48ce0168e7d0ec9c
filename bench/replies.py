"""Reply tables: CPU seconds for each unit of count, beside the naive reading of the same messages."""

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable

import numpy as np

from bench.naive.facts import Facts, facts_of
from bench.naive.replies import reply_rows
from sellerloop.events.kinds.message import AUTHORS
from sellerloop.metrics.messages import SIDES, Chats, Messages
from sellerloop.metrics.replies import CHAT_FLAGS, UNITS, ReplyRule
from sellerloop.metrics.turns import derive

SECOND = 1_000_000
ZONES = ("America/New_York", "Asia/Ho_Chi_Minh", "Asia/Shanghai")


def main(argv: list[str]) -> int:
    """Time every unit on all messages, then both ways on few; 1 when the number of rows differs."""
    parser = argparse.ArgumentParser(prog="python -m bench replies", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="messages to derive from (1,000,000)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args(argv)
    many, few = conversations(options.messages), conversations(50_000)
    facts = as_facts(*few)
    spent: dict[str, float] = {}
    different = 0
    print(f"{'unit':14}{'rows':>10}{'CPU s':>8}{'naive / ours':>14}")
    for unit in UNITS:
        rule = ReplyRule(unit, limit_s=180, opens=480, closes=1380, same_day=True, handovers=("bot",))
        began = time.process_time()
        rows = len(derive(rule, *many).chat)
        spent[unit] = time.process_time() - began
        ours = timed(lambda rule: len(derive(rule, *few).chat), rule)
        slow = timed(lambda rule: len(reply_rows(rule, facts)), rule)
        different += ours[0] != slow[0]
        print(f"{unit:14}{rows:>10,}{spent[unit]:>8.2f}{slow[1] / ours[1]:>13.0f}x")
    if options.json:
        print(json.dumps({"messages": options.messages, "cpu_s": spent, "different": different}))
    return 1 if different else 0


def timed(work: Callable[[ReplyRule], int], rule: ReplyRule) -> tuple[int, float]:
    """What ``work`` returns for ``rule``, and its CPU seconds."""
    began = time.process_time()
    found = work(rule)
    return found, time.process_time() - began


def conversations(count: int, seed: int = 20261123) -> tuple[Messages, Chats]:
    """``count`` random messages in chats of about seven, within hours of their beginning."""
    dice = np.random.default_rng(seed)
    chats = max(count // 7, 1)
    chat = np.sort(dice.integers(0, chats, count))
    begins = dice.integers(1_750_000_000, 1_780_000_000, chats)
    sent = (begins[chat] + dice.integers(0, 5 * 3600, count)) * SECOND
    order = np.lexsort((sent, chat))
    side = dice.choice(3, count, p=(0.5, 0.45, 0.05)).astype(np.uint8)
    agent = dice.choice((1, 2, 3), count, p=(0.6, 0.2, 0.2))
    author = np.select((side == 0, side == 2), (0, 4), agent).astype(np.uint8)
    marks = dice.random((3, count)) < 0.05
    messages = Messages(chat, sent[order], sent[order], side, author, *marks)
    account, chat_id, buyer = (
        np.array([form.format(n // per) for n in range(chats)], object)
        for form, per in (("a{:06}", 50), ("c{:08}", 1), ("b{:06}", 3))
    )
    zone = np.array([ZONES[n % len(ZONES)] for n in range(chats)], object)
    return messages, Chats(
        account, chat_id, buyer, zone, {flag: dice.random(chats) < 0.03 for flag in CHAT_FLAGS}
    )


def as_facts(messages: Messages, chats: Chats) -> Facts:
    """The same conversations as rows of events."""
    known = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    rows = []
    for n in range(len(chats.account)):
        own = {"account": chats.account[n], "market": "US", "zone": chats.zone[n], "known_at": known}
        rows.append({**own, "chat_id": chats.chat_id[n], "buyer": chats.buyer[n], "started_at": known})
        rows[-1] |= {flag: bool(values[n]) for flag, values in chats.flags.items()}
    said = []
    for n, at in enumerate(messages.chat.tolist()):
        own = {name: rows[at][name] for name in ("account", "market", "zone", "known_at", "chat_id")}
        sent = dt.datetime.fromtimestamp(int(messages.sent_at[n]) // SECOND, dt.UTC)
        own |= {"message_id": n, "position": n, "sent_at": sent}
        own |= {"side": SIDES[messages.side[n]], "author": AUTHORS[messages.author[n]]}
        said.append(
            own
            | {name: bool(getattr(messages, name)[n]) for name in ("is_greeting", "is_transfer", "hidden")}
        )
    return facts_of({"chat": rows, "message": said})
