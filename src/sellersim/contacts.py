"""Frontline contacts: sellers and creators who turn to the marketplace's own teams and vendors."""

from dataclasses import dataclass

import numpy as np

from sellerloop.events.kinds.contact import CHANNELS
from sellersim import markets as m
from sellersim.columns import NONE, Columns
from sellersim.dice import Flags, Floats, Ints
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.traffic import SLOTS, account_days, occurrences
from sellersim.zones import DAY, HOUR, MINUTE

REASONS = ("payout", "penalty", "listing", "logistics", "order", "technical", "policy", "campaign")
_REASON_SHARES = np.array((0.18, 0.14, 0.15, 0.17, 0.14, 0.08, 0.08, 0.06))
_CHANNEL_SHARES = np.array((0.3, 0.4, 0.12, 0.18))
_WAIT = np.array((75.0, 50.0, 5.0 * HOUR, 3.0 * HOUR))  # median by channel, seconds
_HANDLING = np.array((380.0, 620.0, 540.0, 700.0))
_SPOKEN = CHANNELS.index("chat")  # channels up to this one lose people who give up
_STARS = np.array((0.12, 0.33, 0.55))  # 3, 4 and 5 of those who are content
_HOURS = np.array((*(0.1,) * 7, 1, 3, 6, 7, 6, 4, 5, 6.5, 6.5, 6, 4.5, 3, 3, 2.5, 2, 1, 0.4))
_PER_DAY, _PER_ORDER = 0.018, 0.035
_AGENTS = 12
_HOMES = [[n for n, (team, _) in enumerate(m.DESKS) if team.startswith(x.code.lower())] for x in m.MARKETS]
_VENDOR = np.array([m.VENDORS.index(vendor) for _, vendor in m.DESKS])
_LANGUAGE = np.array([m.LANGUAGES.index(market.language) for market in m.MARKETS])


@dataclass(frozen=True, eq=False)
class _Contacts(Columns):
    """Contacts as they come in; ``slow`` is the wait over the channel's usual one."""

    number: Ints
    account: Ints
    desk: Ints
    channel: Ints
    offered: Ints
    wait: Ints
    slow: Floats
    reached: Flags
    handling: Ints


def contact_rows(setting: Setting, first: int, last: int) -> Rows:
    """Return all versions of the contacts of the local days ``first`` to ``last``: handled, then surveyed."""
    dice = setting.dice
    contacts = _contacts(setting, first, last)
    number, reached = contacts.number, contacts.reached
    done = contacts.offered + contacts.wait + np.where(reached, contacts.handling, 0)
    known = feed(setting, "contact", number, done, minutes=8)
    surveyed = reached & dice.chance("survey", number, 0.28)
    survey = after(known + dice.between("survey after", number, 10 * MINUTE, DAY), known)
    base = _columns(setting, contacts)
    answer = {"csat": _csat(setting, contacts), "known_at": survey}
    return stack([base | {"known_at": known}, keep(base | answer, surveyed)])


def _contacts(setting: Setting, first: int, last: int) -> _Contacts:
    dice, accounts = setting.dice, setting.accounts
    days, people = account_days(setting, first, last, sellers=False)
    weekend = (days + 3) % 7 >= 5
    expected = (_PER_DAY + _PER_ORDER * accounts.size[people]) * np.where(weekend, 0.55, 1.15)
    day, account, number = occurrences(setting, "contacts", days, people, expected, SLOTS - 1)
    local = day * DAY + dice.pick("contact hour", number, _HOURS) * HOUR
    local = local + dice.between("contact second", number, 0, HOUR)
    channel = dice.pick("channel", number, _CHANNEL_SHARES)
    desk = _desk(setting, number, accounts.market[account])
    slow = dice.spread("desk pace", desk, 0.18) * dice.spread("contact wait", number, 0.9)
    spoken = channel <= _SPOKEN
    wait = np.minimum(_WAIT[channel] * slow, np.where(spoken, 0.5 * HOUR, 2.0 * DAY))
    gives_up = spoken & dice.chance("gives up", number, np.clip(wait / 2500.0, 0.01, 0.4))
    work = _HANDLING[channel] * dice.spread("desk speed", desk, 0.15) * dice.spread("handling", number, 0.5)
    return _Contacts(
        number=number,
        account=account,
        desk=desk,
        channel=channel,
        offered=setting.zones.instant(accounts.zone[account], local),
        wait=wait.astype(np.int64),
        slow=slow,
        reached=~gives_up,
        handling=np.minimum(work, 2.0 * HOUR).astype(np.int64),
    )


def _columns(setting: Setting, contacts: _Contacts) -> dict[str, np.ndarray]:
    dice, number, reached = setting.dice, contacts.number, contacts.reached
    home = _LANGUAGE[setting.accounts.market[contacts.account]]
    english = dice.chance("contact in english", number, 0.06)
    agent = 500_001 + contacts.desk * 100 + dice.between("desk agent", number, 0, _AGENTS)
    return {
        "account": contacts.account,
        "contact_id": number,
        "channel": contacts.channel,
        "team": contacts.desk,
        "vendor": _VENDOR[contacts.desk],
        "agent": np.where(reached, agent, NONE),
        "language": np.where(english, m.LANGUAGES.index("en"), home),
        "reason": dice.pick("contact reason", number, _REASON_SHARES),
        "offered_at": contacts.offered,
        "answered_at": np.where(reached, contacts.offered + contacts.wait, NONE),
        "wait_s": contacts.wait,
        "handling_s": np.where(reached, contacts.handling, NONE),
    }


def _csat(setting: Setting, contacts: _Contacts) -> Ints:
    dice, number = setting.dice, contacts.number
    risk = 0.1 * dice.spread("desk quality", contacts.desk, 0.25) * (1 + contacts.slow / 4)
    low = np.where(dice.chance("csat low", number, 0.5), 1, 2)
    high = 3 + dice.pick("csat", number, _STARS)
    return np.where(dice.chance("unhappy", number, np.clip(risk, 0.02, 0.7)), low, high)


def _desk(setting: Setting, number: Ints, market: Ints) -> Ints:
    draw = setting.dice.uniform("desk", number)
    desk = np.zeros(len(number), dtype=np.int64)
    for which, desks in enumerate(_HOMES):
        rows = market == which
        desk[rows] = np.array(desks)[(draw[rows] * len(desks)).astype(np.int64)]
    return desk
