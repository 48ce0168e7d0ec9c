"""What is said in a chat: every chat has the same places, of which it uses those that its course needs."""

from dataclasses import dataclass

import numpy as np

from sellerloop.events.kinds.message import AUTHORS, CONTRACT
from sellersim import markets as m
from sellersim.chats import BLOCKED, BROADCAST, OUTREACH, PLAIN, SPAM, Chats
from sellersim.columns import NONE
from sellersim.dice import Flags, Ints
from sellersim.rows import Rows, stack
from sellersim.setting import Setting
from sellersim.talks import OWN, Talk
from sellersim.texts import text

_SIDES = CONTRACT.column("side").choices
_STAFF = (AUTHORS.index("human"), AUTHORS.index("assist"))
_AGENTS = 6  # of one team and market
_OWN_AGENTS = 2  # of a seller without a team
_TOPICAL = ("ask", "reply")


@dataclass(frozen=True, eq=False)
class _Place:
    """One place of the talk: what part of the texts is used, who speaks, in which chats and when."""

    part: str
    side: str
    author: str
    used: Flags
    at: Ints


def message_rows(setting: Setting, chats: Chats, talk: Talk) -> Rows:
    """Return all messages of all chats."""
    places = _places(setting, chats, talk)
    never = np.iinfo(np.int64).max
    at = np.stack([np.where(place.used, place.at, never) for place in places], axis=1)
    turn = np.argsort(np.argsort(at, axis=1, kind="stable"), axis=1)
    return stack([_messages(setting, chats, place, turn[:, which]) for which, place in enumerate(places)])


def _places(setting: Setting, chats: Chats, talk: Talk) -> list[_Place]:
    dice, number, start = setting.dice, chats.number, chats.start
    asks = np.isin(chats.sort, (PLAIN, BLOCKED))
    bot = setting.accounts.bot[chats.account] & talk.theirs
    bot_answers = talk.by_bot | (bot & dice.chance("bot answers", number, 0.4))
    greets = talk.answered & (talk.wait > 30) & dice.chance("greeting", number, 0.22)
    moves = talk.goes_on & dice.chance("transfer", number, 0.06)
    surveys = asks & dice.chance("rating request", number, 0.7)
    return [
        _Place("ask", "buyer", "buyer", asks, start),
        _Place("spam", "buyer", "buyer", chats.sort == SPAM, start),
        _Place("outreach", "seller", "human", chats.sort == OUTREACH, start),
        _Place("broadcast", "seller", "system", chats.sort == BROADCAST, start),
        _Place("bot_greeting", "seller", "bot", bot, start + 2),
        _Place("bot_answer", "seller", "bot", bot_answers, start + 7),
        _Place("nudge", "buyer", "buyer", talk.nudges, talk.nudge),
        _Place("greeting", "seller", "human", greets, start + talk.wait * 7 // 10),
        _Place("reply", "seller", "human", talk.answered, start + talk.wait),
        _Place("follow_up", "buyer", "buyer", talk.goes_on, talk.follow),
        _Place("transfer", "platform", "system", moves, talk.follow + 12),
        _Place("second_reply", "seller", "human", talk.goes_on, talk.second),
        _Place("thanks", "buyer", "buyer", talk.grateful, talk.thanks),
        _Place("closing", "seller", "human", talk.polite, talk.closing),
        _Place("rating_request", "platform", "system", surveys, talk.end - 30),
    ]


def _messages(setting: Setting, every: Chats, place: _Place, turn: Ints) -> Rows:
    used = np.flatnonzero(place.used)
    chats, at, position = every.take(used), place.at[used], turn[used]
    key = chats.number * 32 + position
    author = np.full(len(key), AUTHORS.index(place.author))
    if place.author == "human":
        author = np.where(setting.dice.chance("assist", key, 0.07), AUTHORS.index("assist"), author)
    topic = chats.topic if place.part in _TOPICAL else 0
    return {
        "account": chats.account,
        "known_at": at + setting.dice.between("message feed", key, 2, 45),
        "chat_id": chats.number,
        "message_id": position + 1,
        "position": position,
        "sent_at": at,
        "side": np.full(len(key), _SIDES.index(place.side)),
        "author": author,
        "agent": np.where(np.isin(author, _STAFF), _agent(setting, chats, place), NONE),
        "is_greeting": np.full(len(key), place.part in {"greeting", "bot_greeting"}),
        "is_transfer": np.full(len(key), place.part == "transfer"),
        "hidden": np.full(len(key), place.part == "rating_request"),
        "language": chats.language,
        "text": text(setting.dice, key, place.part, chats.language, topic),
    }


def _agent(setting: Setting, chats: Chats, place: _Place) -> Ints:
    accounts, account = setting.accounts, chats.account
    shift = 1 if place.part == "second_reply" else 0
    luck = setting.dice.uniform("agent", chats.number + shift)
    crew = 1_000 + (accounts.market[account] * len(m.CHAT_TEAMS) + accounts.team[account]) * 100
    own = 1_000_000 + account * 10 + (luck * _OWN_AGENTS).astype(np.int64)
    return np.where(accounts.team[account] == OWN, own, crew + (luck * _AGENTS).astype(np.int64)) + 1
