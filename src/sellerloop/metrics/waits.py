"""Who waits for an answer from when to when: messages of chats reduced to single waits.

A wait begins with a buyer message and ends with the first reply after it, or with a hand-over that the rule
lets end it; otherwise it stays open. All steps work on whole columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sellerloop.clock.local import Fold, local_dates, local_minutes, to_epoch
from sellerloop.clock.weekend import WeekendRule
from sellerloop.metrics.messages import Bools, Chats, Ints, Messages
from sellerloop.metrics.replies import ReplyRule

Dates = NDArray[np.datetime64]

SECOND = 1_000_000  # in the microseconds of instants
_MACHINES = ("bot", "system")
_NEVER = np.iinfo(np.int64).max
_WEEKEND = WeekendRule()


@dataclass(frozen=True, eq=False, slots=True)
class Waits:
    """One row per wait, in the order of the messages; instants in microseconds.

    ``chat`` is its row in ``Chats``, ``number`` the place of the first message among those shown, from 1.
    ``replied_at`` and ``replied_date`` mean nothing where ``answered`` is false. ``by_bot``: no reply, but a
    bot answered or handed over. ``minute``: of the local day, when asked.
    """

    chat: Ints
    number: Ints
    asked_at: Ints
    replied_at: Ints
    known_at: Ints
    asked_date: Dates
    replied_date: Dates
    minute: Ints
    answered: Bools
    in_time: Bools
    by_bot: Bools

    def take(self, rows: Bools | Ints) -> Self:
        """Return the waits of these rows, in this order."""
        return replace(self, **{column.name: getattr(self, column.name)[rows] for column in fields(self)})


def waits(rule: ReplyRule, messages: Messages, chats: Chats) -> Waits:
    """Return the waits that begin within the hours of ``rule``; units of several turns get their turns."""
    shown = messages.visible
    asked, ended, answered, by_bot = _spans(rule, shown, chats)
    chat, asked_at = shown.chat[asked], shown.sent_at[asked]
    until = np.where(answered, ended, asked)
    replied_at = shown.sent_at[until]
    dates = np.zeros((2, len(chat)), "datetime64[D]")
    minute, due = np.zeros((2, len(chat)), np.int64)
    for zone, rows in _by_zone(chats, chat):
        dates[0, rows] = local_dates(asked_at[rows] // SECOND, zone)
        dates[1, rows] = local_dates(replied_at[rows] // SECOND, zone)
        minute[rows] = local_minutes(asked_at[rows] // SECOND, zone)
        due[rows] = _due(rule, asked_at[rows], zone)
    if rule.same_day:
        answered &= dates[0] == dates[1]
    found = Waits(
        chat=chat,
        number=asked - np.searchsorted(shown.chat, chat) + 1,
        asked_at=asked_at,
        replied_at=replied_at,
        known_at=np.maximum(shown.known_at[asked], shown.known_at[until]),
        asked_date=dates[0],
        replied_date=dates[1],
        minute=minute,
        answered=answered,
        in_time=answered & (replied_at <= due),
        by_bot=by_bot & ~answered,
    )
    return found.take((minute >= rule.opens) & (minute < rule.closes))


def _spans(rule: ReplyRule, messages: Messages, chats: Chats) -> tuple[Ints, Ints, Bools, Bools]:
    """Where each wait begins and ends (-1: never), whether by a reply, and whether only bots took part."""
    spoken = ~messages.is_transfer if rule.greetings else ~(messages.is_transfer | messages.is_greeting)
    reply = messages.by("seller", rule.authors) & spoken
    bot = messages.by("seller", ("bot",)) & spoken
    ends = () if rule.unit == "chat" else rule.handovers
    handover = messages.is_transfer & (messages.by("seller", ends) | messages.by("platform", ends))
    machine = handover & (messages.by("seller", _MACHINES) | messages.by("platform", _MACHINES))
    chat = messages.chat
    asking = np.flatnonzero(messages.by("buyer"))
    ended = _next(reply | handover, chat)[asking]
    begins = _begins(rule, messages, chats, asking, ended)
    asked, ended = asking[begins], ended[begins]
    following = np.append(asked, len(chat))[1:]
    if rule.unit != "message":
        ended = np.where(ended < following, ended, -1)
    until = np.where(ended >= 0, ended, np.searchsorted(chat, chat[asked], "right"))
    last = asked
    if rule.unit != "message":
        until = np.minimum(until, following)
        last = asking[np.searchsorted(asking, until) - 1]
    bot_next = _next(bot, chat)[last]
    by_bot = (bot_next >= 0) & (bot_next < until) & ~_holds(handover, ended)
    return asked, ended, _holds(reply, ended), by_bot | _holds(machine, ended)


def _begins(rule: ReplyRule, messages: Messages, chats: Chats, asking: Ints, ended: Ints) -> Bools:
    """Which buyer messages begin a wait, given where the wait of each would end."""
    begins = np.ones(len(asking), np.bool_)
    if rule.unit == "message":
        return begins
    chat = messages.chat[asking]
    begins[1:] = chat[1:] != chat[:-1]
    if rule.unit == "chat":
        return begins
    begins[1:] |= ended[1:] != ended[:-1]
    if rule.same_day:  # what nobody answered is missed at midnight, and the next day's question is new
        day = np.zeros(len(asking), "datetime64[D]")
        for zone, rows in _by_zone(chats, chat):
            day[rows] = local_dates(messages.sent_at[asking[rows]] // SECOND, zone)
        begins[1:] |= day[1:] != day[:-1]
    return begins


def _by_zone(chats: Chats, chat: Ints) -> Iterator[tuple[str, Ints]]:
    names, zone_of = np.unique(chats.zone.astype(str), return_inverse=True)
    for index, zone in enumerate(names.tolist()):
        yield zone, np.flatnonzero(zone_of[chat] == index)


def _next(mask: Bools, chat: Ints) -> Ints:
    """The next row at or after each row of the same chat for which ``mask`` holds, or -1."""
    rows = len(mask)
    places = np.where(mask, np.arange(rows), rows)
    following = np.minimum.accumulate(places[::-1])[::-1]
    found = np.minimum(following, rows - 1)
    return np.where((following < rows) & (chat[found] == chat), found, -1)


def _holds(mask: Bools, rows: Ints) -> Bools:
    return np.asarray((rows >= 0) & mask[rows]) if len(mask) else np.zeros(len(rows), np.bool_)


def _due(rule: ReplyRule, asked_at: Ints, zone: str) -> Ints:
    """The last instant, in microseconds, at which a reply is in time."""
    seconds = asked_at // SECOND
    if rule.batch is not None:
        ends, due = rule.batch
        day = local_dates(seconds, zone) + (local_minutes(seconds, zone) >= ends)
        return to_epoch(day + np.timedelta64(due, "m"), zone, Fold.FIRST) * SECOND
    limit_s = rule.limit_s
    due_at = np.full_like(asked_at, _NEVER) if limit_s is None else asked_at + limit_s * SECOND
    if rule.weekend:
        monday = _WEEKEND.due(seconds, 0, zone)
        due_at = np.where(monday == seconds, due_at, monday * SECOND)
    return due_at
