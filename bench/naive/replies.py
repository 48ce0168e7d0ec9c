"""Waits for an answer, told message by message like a story, for every reply rule."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bench.naive.facts import Facts, Row
from sellerloop.metrics.replies import CHAT_FLAGS, ReplyRule


@dataclass
class Wait:
    """One open or ended wait."""

    chat: Row
    asked: Row
    reply: Row | None = None  # what ended it as an answer
    by_bot: bool = False


def reply_rows(rule: ReplyRule, facts: Facts) -> list[Row]:
    """Return the reply table of ``rule`` as rows."""
    messages: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for message in facts["message"]:
        if not message["hidden"]:
            messages[message["account"], message["chat_id"]].append(message)
    found: list[Wait] = []
    for chat in sorted(facts["chat"], key=lambda row: (row["account"], row["chat_id"])):
        said = messages[chat["account"], chat["chat_id"]]
        said.sort(
            key=lambda row: (row["sent_at"], row["position"] is None, row["position"], row["message_id"])
        )
        found += [wait for wait in _waits(rule, chat, said) if _within_hours(rule, wait)]
    groups: dict[tuple[object, ...], list[Wait]] = defaultdict(list)
    for number, wait in enumerate(found):
        groups[_unit(rule, wait, number)].append(wait)
    return [_row(rule, group) for group in groups.values()]


def _waits(rule: ReplyRule, chat: Row, messages: list[Row]) -> Iterator[Wait]:
    if rule.unit == "message":
        for number, message in enumerate(messages):
            if message["side"] == "buyer":
                yield _first_end(rule, Wait(chat, message), messages[number + 1 :])
        return
    wait: Wait | None = None
    for message in messages:
        if message["side"] == "buyer":
            if wait and rule.unit != "chat" and rule.same_day and _day(wait.asked) != _day(message):
                yield wait
                wait = None
            wait = wait or Wait(chat, message)
            wait.by_bot = False  # a question after the bot's answer is open again
        elif wait and _ends(rule, wait, message):
            yield wait
            if rule.unit == "chat":
                return
            wait = None
    if wait:
        yield wait


def _first_end(rule: ReplyRule, wait: Wait, messages: list[Row]) -> Wait:
    for message in messages:
        if message["side"] != "buyer" and _ends(rule, wait, message):
            break
    return wait


def _ends(rule: ReplyRule, wait: Wait, message: Row) -> bool:
    """Does a message that is not the buyer's end the wait? Notes what it means for the wait."""
    if message["is_transfer"]:
        ends = rule.unit != "chat" and message["author"] in rule.handovers
        if ends:
            wait.by_bot = message["author"] in ("bot", "system")
        return ends
    if message["side"] != "seller" or (message["is_greeting"] and not rule.greetings):
        return False
    if message["author"] in rule.authors:
        if rule.same_day and _day(message) != _day(wait.asked):
            return True
        wait.reply = message
        wait.by_bot = False
        return True
    wait.by_bot = wait.by_bot or message["author"] == "bot"
    return False


def _local(message: Row) -> dt.datetime:
    return message["sent_at"].astimezone(ZoneInfo(message["zone"]))


def _day(message: Row) -> dt.date:
    return _local(message).date()


def _within_hours(rule: ReplyRule, wait: Wait) -> bool:
    asked = _local(wait.asked)
    return rule.opens <= asked.hour * 60 + asked.minute < rule.closes


def _in_time(rule: ReplyRule, wait: Wait) -> bool:
    if wait.reply is None:
        return False
    asked, replied = _local(wait.asked), _local(wait.reply)
    if rule.weekend and asked.weekday() >= 5:
        monday = asked.date() + dt.timedelta(7 - asked.weekday())
        return replied.replace(tzinfo=None) <= dt.datetime.combine(monday, dt.time(12))
    if rule.batch:
        ends, due = rule.batch
        day = asked.date() + dt.timedelta(asked.hour * 60 + asked.minute >= ends)
        return replied.replace(tzinfo=None) <= dt.datetime.combine(day, dt.time(due // 60, due % 60))
    limit = rule.limit_s
    return limit is None or wait.reply["sent_at"] - wait.asked["sent_at"] <= dt.timedelta(seconds=limit)


def _unit(rule: ReplyRule, wait: Wait, number: int) -> tuple[object, ...]:
    chat = wait.chat
    if rule.unit == "conversation":
        return chat["account"], chat["chat_id"]
    if rule.unit == "buyer_day":
        known = chat["buyer"] is not None
        return chat["account"], known, chat["buyer"] if known else chat["chat_id"], _day(wait.asked)
    return (number,)


def _row(rule: ReplyRule, group: list[Wait]) -> Row:
    """One row of the reply table; turns of bots step back where a person had turns as well."""
    group = [wait for wait in group if not wait.by_bot] or group
    first = group[0]
    answered = all(wait.reply is not None for wait in group)
    replies = [wait.reply for wait in group] if answered else []
    waits = [(wait.reply["sent_at"] - wait.asked["sent_at"]).total_seconds() for wait in group if answered]
    flags = {flag: all(wait.chat[flag] for wait in group) for flag in CHAT_FLAGS}
    late = rule.unit == "conversation" and flags["unassigned"]
    in_time = answered and not late and all(_in_time(rule, wait) for wait in group)
    bot_only = all(wait.by_bot for wait in group)
    satisfied = bot_only and flags["bot_resolved"]
    return {
        **{name: first.chat[name] for name in ("account", "market", "zone", "chat_id", "buyer")},
        **{name: first.chat[name] for name in ("team", "topic", "language")},
        "asked_at": first.asked["sent_at"],
        "asked_date": _day(first.asked),
        "replied_at": max((reply["sent_at"] for reply in replies), default=None),
        "replied_date": max((_day(reply) for reply in replies), default=None),
        "wait_s": max(map(math.ceil, waits), default=None),
        "answered": answered,
        "in_time": in_time,
        "bot_only": bot_only,
        "credit": 100 if in_time else rule.bot_credit if satisfied else 0,
        **flags,
    }
