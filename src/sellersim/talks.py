"""How a chat goes: whether, when and by whom it is answered, what follows, and when it ends."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.chats import BLOCKED, PLAIN, SPAM, Chats
from sellersim.columns import NONE
from sellersim.dice import Flags, Floats, Ints
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE

OWN = m.CHAT_TEAMS.index("own")
_OPENS, _CLOSES = 8, 22  # local hours in which a seller's own people answer
_LONGEST = 3.0 * DAY  # wait for the first answer


@dataclass(frozen=True, eq=False)
class Talk:
    """How each chat goes. Instants are UTC seconds and only meant where their flag is set.

    ``theirs``: a buyer wrote, not the shop or an advertiser. ``wait`` is the first human answer's in
    seconds, NONE without one.
    """

    theirs: Flags
    silent: Flags
    by_bot: Flags
    answered: Flags
    wait: Ints
    nudges: Flags
    nudge: Ints
    goes_on: Flags
    follow: Ints
    second: Ints
    grateful: Flags
    thanks: Ints
    polite: Flags
    closing: Ints
    end: Ints


def make_talks(setting: Setting, chats: Chats) -> Talk:
    """Decide how every chat goes."""
    dice, number, accounts = setting.dice, chats.number, setting.accounts
    pace, first = _waits(setting, chats)
    silent = _silent(setting, chats)
    by_bot = (chats.sort == PLAIN) & accounts.bot[chats.account] & dice.chance("bot resolves", number, 0.16)
    answered = ~silent & ~by_bot & np.isin(chats.sort, (PLAIN, BLOCKED))
    wait = np.minimum(first, _LONGEST).astype(np.int64) + 3
    reply = chats.start + wait
    goes_on = answered & dice.chance("goes on", number, 0.5)
    follow = reply + dice.between("follow up", number, 15, 500)
    second = follow + 20 + _turn(setting, "second wait", number, pace)
    grateful = answered & dice.chance("thanks", number, 0.4)
    thanks = np.where(goes_on, second, reply) + dice.between("thanks after", number, 10, 200)
    polite = grateful & dice.chance("closing", number, 0.95)
    closing = thanks + 5 + _turn(setting, "closing wait", number, 0.4 * pace)
    nudge = chats.start + dice.between("nudge", number, 12 * MINUTE, 45 * MINUTE)
    impatient = (chats.sort == PLAIN) & ~by_bot & dice.chance("nudges", number, 0.5)
    nudges = impatient & (silent | (nudge < reply))
    theirs = np.isin(chats.sort, (PLAIN, BLOCKED, SPAM))
    last = np.select(
        [polite, grateful, goes_on, answered, nudges],
        [closing, thanks, second, reply, nudge],
        chats.start + 15,
    )
    return Talk(
        theirs=theirs,
        silent=silent,
        by_bot=by_bot,
        answered=answered,
        wait=np.where(answered, wait, NONE),
        nudges=nudges,
        nudge=nudge,
        goes_on=goes_on,
        follow=follow,
        second=second,
        grateful=grateful,
        thanks=thanks,
        polite=polite,
        closing=closing,
        end=last + np.where(silent & ~by_bot & theirs, DAY, 15 * MINUTE),
    )


def _silent(setting: Setting, chats: Chats) -> Flags:
    factor = setting.effects.factor("unanswered", chats.day, chats.account, hour=chats.hour)
    risk = np.minimum(setting.accounts.unanswered[chats.account] * factor, 0.92)
    return setting.dice.chance("unanswered", chats.number, np.where(chats.shut, np.maximum(risk, 0.8), risk))


def _waits(setting: Setting, chats: Chats) -> tuple[Floats, Floats]:
    """Return the usual wait of each chat's turns, and that of the first one, which a night may lengthen."""
    accounts, account, dice = setting.accounts, chats.account, setting.dice
    pace = accounts.reply[account] * accounts.wave(account, chats.day, 5.0)
    pace = pace * setting.effects.factor("reply_delay", chats.day, account, hour=chats.hour)
    night = (chats.hour < _OPENS) | (chats.hour >= _CLOSES)
    own = accounts.team[account] == OWN
    first = pace * dice.spread("first wait", chats.number, 0.9) * np.where(night & ~own, 1.5, 1.0)
    to_morning = ((_OPENS - chats.hour) % 24) * float(HOUR)
    sleeps = night & own & dice.chance("sleeps", chats.number, 0.8)
    return pace, np.where(sleeps, to_morning + 2 * first, first)


def _turn(setting: Setting, name: str, number: Ints, pace: Floats) -> Ints:
    return np.minimum(0.5 * pace * setting.dice.spread(name, number, 0.8), float(DAY)).astype(np.int64)
