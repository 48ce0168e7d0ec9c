"""What is said in a chat: every chat has the same places, of which it uses those that its course needs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sellerloop.events.kinds.message import AUTHORS, CONTRACT
from sellersim import markets as m
from sellersim.chats import BLOCKED, BROADCAST, OUTREACH, PLAIN, SPAM, Chats
from sellersim.dice import Flags, Floats, Ints
from sellersim.orders import NONE
from sellersim.rows import Rows
from sellersim.setting import Setting
from sellersim.texts import text
from sellersim.zones import DAY, HOUR, MINUTE

_SIDES = CONTRACT.column("side").choices
_OWN = m.CHAT_TEAMS.index("own")
_OPENS, _CLOSES = 8, 22  # local hours in which a seller's own people answer
AGENTS = 6  # of one team and market


@dataclass(frozen=True, eq=False)
class Course:
    """How each chat goes. Instants are UTC seconds; ``wait`` is the first human answer's, in seconds."""

    answered: Flags
    by_bot: Flags
    wait: Ints
    last: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class _Place:
    """One place of the talk: which chats use it, when, who speaks and what part of the texts is used."""

    part: str
    side: str
    author: str
    used: Flags
    at: Ints
    topical: bool = False


def hold(setting: Setting, chats: Chats) -> tuple[Course, Rows]:
    """Hold all talks: return their course, and the messages."""
    places, course = _places(setting, chats)
    at = np.stack([place.at for place in places], axis=1)
    used = np.stack([place.used for place in places], axis=1)
    order = np.argsort(np.argsort(np.where(used, at, np.iinfo(np.int64).max), axis=1, kind="stable"), axis=1)
    parts = []
    for which, place in enumerate(places):
        rows = np.flatnonzero(place.used)
        if len(rows):
            parts.append(_message(setting, chats.take(rows), place, place.at[rows], order[rows, which]))
    if not parts:
        nobody = np.flatnonzero(places[0].used)
        parts.append(_message(setting, chats.take(nobody), places[0], places[0].at[nobody], order[nobody, 0]))
    return course, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _message(
    setting: Setting, chats: Chats, place: _Place, at: Ints, position: Ints
) -> Mapping[str, np.ndarray]:
    dice, key = setting.dice, chats.number * 32 + position
    author = np.full(len(key), AUTHORS.index(place.author))
    if place.author == "human":
        author = np.where(dice.chance("assist", key, 0.07), AUTHORS.index("assist"), author)
    staff = np.isin(author, (AUTHORS.index("human"), AUTHORS.index("assist")))
    accounts = setting.accounts
    crew = accounts.market[chats.account] * len(m.CHAT_TEAMS) + accounts.team[chats.account]
    nobody = accounts.team[chats.account] == _OWN
    person = np.where(nobody, 900_000 + chats.account * 8, crew * 100)
    member = dice.between("agent", chats.number + (place.part in {"transfer", "second_reply"}), 0, AGENTS)
    return {
        "account": chats.account,
        "known_at": at + dice.between("message feed", key, 2, 45),
        "chat_id": chats.number,
        "message_id": position + 1,
        "position": position,
        "sent_at": at,
        "side": np.full(len(key), _SIDES.index(place.side)),
        "author": author,
        "agent": np.where(staff, person + np.where(nobody, member // 3, member) + 1, NONE),
        "is_greeting": np.full(len(key), place.part in {"greeting", "bot_greeting"}),
        "is_transfer": np.full(len(key), place.part == "transfer"),
        "hidden": np.full(len(key), place.part == "rating_request"),
        "language": chats.language,
        "text": text(dice, key, place.part, chats.language, chats.topic if place.topical else 0),
    }


def _waits(setting: Setting, chats: Chats) -> tuple[Floats, Floats]:
    """Return the usual wait of each chat's turns, and that of the first one, which a night may lengthen."""
    accounts, account, dice = setting.accounts, chats.account, setting.dice
    pace = accounts.reply[account] * accounts.wave(account, chats.day, 5.0)
    pace = pace * setting.effects.factor("reply_delay", chats.day, account, hour=chats.hour)
    night = (chats.hour < _OPENS) | (chats.hour >= _CLOSES)
    own = accounts.team[account] == _OWN
    first = pace * dice.spread("first wait", chats.number, 0.9) * np.where(night & ~own, 1.5, 1.0)
    to_morning = ((_OPENS - chats.hour) % 24) * HOUR * 1.0
    sleeps = night & own & dice.chance("sleeps", chats.number, 0.8)
    return pace, np.where(sleeps, to_morning + 2 * first, first)


def _places(setting: Setting, chats: Chats) -> tuple[list[_Place], Course]:
    dice, number, start = setting.dice, chats.number, chats.start
    accounts, account = setting.accounts, chats.account
    pace, first = _waits(setting, chats)
    risk = accounts.unanswered[account] * setting.effects.factor(
        "unanswered", chats.day, account, hour=chats.hour
    )
    silent = dice.chance("unanswered", number, np.where(chats.shut, 0.8, np.minimum(risk, 0.92)))
    theirs = np.isin(chats.sort, (PLAIN, BLOCKED, SPAM))
    bot = accounts.bot[account] & theirs
    by_bot = bot & (chats.sort == PLAIN) & dice.chance("bot resolves", number, 0.16)
    answered = ~silent & ~by_bot & np.isin(chats.sort, (PLAIN, BLOCKED))
    wait = np.minimum(first, 3.0 * DAY).astype(np.int64) + 3
    reply = start + wait
    goes_on = answered & dice.chance("goes on", number, 0.5)
    follow = reply + dice.between("follow up", number, 15, 500)
    moved = goes_on & dice.chance("transfer", number, 0.06)
    second = follow + 20 + _turn(setting, "second wait", number, pace)
    last = np.where(goes_on, second, reply)
    grateful = answered & dice.chance("thanks", number, 0.4)
    thanks = last + dice.between("thanks after", number, 10, 200)
    polite = grateful & dice.chance("closing", number, 0.95)
    closing = thanks + 5 + _turn(setting, "closing wait", number, 0.4 * pace)
    nudge = start + dice.between("nudge", number, 12 * MINUTE, 45 * MINUTE)
    nudges = (chats.sort == PLAIN) & ~by_bot & (silent | (nudge < reply)) & dice.chance("nudges", number, 0.5)
    last = np.where(polite, closing, np.where(grateful, thanks, last))
    last = np.where(answered, last, np.where(nudges, nudge, start + 15))
    end = last + np.where(silent & ~by_bot & theirs, DAY, 15 * MINUTE)
    asks_rating = theirs & (chats.sort != SPAM) & dice.chance("rating request", number, 0.7)
    everyone = np.ones(len(number), dtype=bool)
    greeted = answered & dice.chance("greeting", number, 0.22) & (wait > 30)
    places = [
        _Place("ask", "buyer", "buyer", (chats.sort == PLAIN) | (chats.sort == BLOCKED), start, topical=True),
        _Place("spam", "buyer", "buyer", chats.sort == SPAM, start),
        _Place("outreach", "seller", "human", chats.sort == OUTREACH, start),
        _Place("broadcast", "seller", "system", chats.sort == BROADCAST, start),
        _Place("bot_greeting", "seller", "bot", bot & everyone, start + 2),
        _Place(
            "bot_answer", "seller", "bot", by_bot | (bot & dice.chance("bot answers", number, 0.4)), start + 7
        ),
        _Place("nudge", "buyer", "buyer", nudges, nudge),
        _Place("greeting", "seller", "human", greeted, start + (wait * 0.7).astype(np.int64)),
        _Place("reply", "seller", "human", answered, reply, topical=True),
        _Place("follow_up", "buyer", "buyer", goes_on, follow),
        _Place("transfer", "platform", "system", moved, follow + 12),
        _Place("second_reply", "seller", "human", goes_on, second),
        _Place("thanks", "buyer", "buyer", grateful, thanks),
        _Place("closing", "seller", "human", polite, closing),
        _Place("rating_request", "platform", "system", asks_rating, end - 30),
    ]
    return places, Course(answered, by_bot, np.where(answered, wait, NONE), last, end)


def _turn(setting: Setting, name: str, number: Ints, pace: Floats) -> Ints:
    return np.minimum(0.5 * pace * setting.dice.spread(name, number, 0.8), 1.0 * DAY).astype(np.int64)
