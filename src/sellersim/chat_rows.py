"""Chats as they are reported when they begin and when they end, and the ratings that buyers give."""

import numpy as np

from sellersim.chats import BLOCKED, BROADCAST, OUTREACH, PLAIN, SPAM, Chats
from sellersim.columns import NONE
from sellersim.dice import choose
from sellersim.rows import Rows, after, feed, stack
from sellersim.setting import Setting
from sellersim.talks import Talk
from sellersim.zones import DAY, HOUR, MINUTE

RATING_REASONS = ("slow_reply", "not_solved", "impolite", "bot_only", "wrong_information")
_SLOW, _UNSOLVED, _RUDE, _BOT, _WRONG = range(len(RATING_REASONS))


def chat_rows(setting: Setting, chats: Chats, talk: Talk) -> Rows:
    """Return both versions of all chats."""
    accounts = setting.accounts
    silent = talk.silent & ~talk.by_bot & (chats.sort == PLAIN)
    base = {
        "account": chats.account,
        "chat_id": chats.number,
        "buyer": chats.buyer,
        "order_id": chats.order,
        "topic": chats.topic,
        "language": chats.language,
        "team": accounts.team[chats.account],
        "started_at": chats.start,
        "seller_initiated": np.isin(chats.sort, (OUTREACH, BROADCAST)),
        "is_broadcast": chats.sort == BROADCAST,
        "blocked_buyer": chats.sort == BLOCKED,
        "holiday_mode": chats.shut,
        "is_spam": chats.sort == SPAM,
    }
    end = {
        "ended_at": talk.end,
        "bot_resolved": talk.by_bot,
        "unassigned": silent & setting.dice.chance("unassigned", chats.number, 0.25),
    }
    opened = chats.start + 1
    closed = after(feed(setting, "chat end", chats.number, talk.end, minutes=5), opened)
    return stack([base | {"known_at": opened}, base | end | {"known_at": closed}])


def rating_rows(setting: Setting, chats: Chats, talk: Talk) -> Rows:
    """Return the ratings: slow answers and none at all make them worse."""
    dice = setting.dice
    asked = np.isin(chats.sort, (PLAIN, BLOCKED))
    share = np.where(talk.answered, 0.42, np.where(talk.by_bot, 0.25, 0.15))
    rows = np.flatnonzero(asked & dice.chance("rates", chats.number, share))
    rated, number = chats.take(rows), chats.number[rows]
    answered, by_bot, end = talk.answered[rows], talk.by_bot[rows], talk.end[rows]
    hours = np.clip(talk.wait[rows] / HOUR, 0.0, 24.0)
    risk = setting.accounts.bad_chat[rated.account] * (1 + 0.3 * np.log1p(hours * 6))
    risk = risk + 0.05 * np.minimum(hours, 8.0)
    risk = np.where(answered, risk, np.where(by_bot, 1.6 * setting.accounts.bad_chat[rated.account], 0.75))
    factor = setting.effects.factor("bad_chat", rated.day, rated.account, hour=rated.hour)
    bad = dice.chance("bad chat", number, np.minimum(risk * factor, 0.95))
    low = np.where(dice.chance("worst chat", number, 0.55), 1, 2)
    high = 3 + choose(dice.uniform("chat stars", number), np.array((0.1, 0.25, 0.65)))
    reason = choose(dice.uniform("chat reason", number), np.array((0.1, 0.5, 0.2, 0.0, 0.2)))
    reason = np.where((hours > 1) | ~answered, _SLOW, reason)
    reason = np.where(by_bot, _BOT, reason)
    quick = dice.chance("rates at once", number, 0.85)
    moment = end + np.where(
        quick,
        dice.between("rates", number, 20, 30 * MINUTE),
        dice.between("rates later", number, HOUR, 2 * DAY),
    )
    return {
        "account": rated.account,
        "known_at": feed(setting, "rating", number, moment, minutes=30, late=0.015),
        "chat_id": number,
        "buyer": rated.buyer,
        "rated_at": moment,
        "rating": np.where(bad, low, high),
        "reason": np.where(bad, reason, NONE),
        "topic": rated.topic,
    }
