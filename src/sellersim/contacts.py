"""Frontline contacts: sellers and creators who turn to the marketplace's own teams and vendors."""

import numpy as np

from sellerloop.events.kinds.contact import CHANNELS
from sellersim import markets as m
from sellersim.dice import Ints, choose
from sellersim.orders import NONE, numbers
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE, day_number

REASONS = ("payout", "penalty", "listing", "logistics", "order", "technical", "policy", "campaign")
_REASON_SHARES = (0.18, 0.14, 0.15, 0.17, 0.14, 0.08, 0.08, 0.06)
_CHANNEL_SHARES = (0.3, 0.4, 0.12, 0.18)
_HOURS = np.array((*(0.1,) * 7, 1, 3, 6, 7, 6, 4, 5, 6.5, 6.5, 6, 4.5, 3, 3, 2.5, 2, 1, 0.4))
_WAIT = np.array((75.0, 50.0, 5.0 * HOUR, 3.0 * HOUR))  # median by channel, seconds
_HANDLING = np.array((380.0, 620.0, 540.0, 700.0))
_PER_ORDER = 0.035
_PER_DAY = 0.018


def contact_rows(setting: Setting, first: int, last: int) -> Rows:
    """Return all versions of the contacts of the local days ``first`` to ``last``."""
    dice, accounts = setting.dice, setting.accounts
    span = np.arange(max(first, day_number(setting.config.first)), last + 1)
    day, account = np.repeat(span, len(accounts)), np.tile(np.arange(len(accounts)), len(span))
    trades = (accounts.opened[account] <= day) & (day < accounts.closed[account])
    day, account = day[trades], account[trades]
    weekday = np.where((day + 3) % 7 >= 5, 0.55, 1.15)
    count = dice.poisson(
        "contacts", day * 1_000_000 + account, (_PER_DAY + _PER_ORDER * accounts.size[account]) * weekday
    )
    day, account = np.repeat(day, count), np.repeat(account, count)
    number = numbers(day, account, np.arange(len(day)) - np.repeat(np.cumsum(count) - count, count))
    hour = dice.pick("contact hour", number, _HOURS)
    local = day * DAY + hour * HOUR + dice.between("contact minute", number, 0, HOUR)
    return _contacts(setting, number, account, setting.zones.instant(accounts.zone[account], local))


def _contacts(setting: Setting, number: Ints, account: Ints, offered: Ints) -> Rows:
    dice, market = setting.dice, setting.accounts.market[account]
    channel = choose(dice.uniform("channel", number), np.array(_CHANNEL_SHARES))
    desk = _desk(setting, number, market)
    pace = dice.spread("desk pace", desk, 0.18)
    wait = _WAIT[channel] * pace * dice.spread("contact wait", number, 0.9)
    spoken = channel <= CHANNELS.index("chat")
    given_up = spoken & dice.chance("gives up", number, np.clip(wait / 2500.0, 0.01, 0.4))
    wait_s = np.where(spoken, np.minimum(wait, 1800.0), np.minimum(wait, 2.0 * DAY)).astype(np.int64)
    handled = (
        _HANDLING[channel] * dice.spread("desk speed", desk, 0.15) * dice.spread("handling", number, 0.5)
    )
    handling = np.minimum(handled, 7200.0).astype(np.int64)
    answered = offered + wait_s
    risk = np.clip(
        0.1 * dice.spread("desk quality", desk, 0.25) * (1 + wait / (4 * _WAIT[channel])), 0.02, 0.7
    )
    stars = 3 + choose(dice.uniform("csat", number), np.array((0.12, 0.33, 0.55)))
    low = np.where(dice.chance("csat low", number, 0.5), 1, 2)
    reached = ~given_up
    base = {
        "account": account,
        "contact_id": number,
        "channel": channel,
        "team": desk,
        "vendor": np.array([m.VENDORS.index(vendor) for _, vendor in m.DESKS])[desk],
        "agent": np.where(reached, 500_000 + desk * 100 + dice.between("desk agent", number, 1, 13), NONE),
        "language": _language(setting, number, market),
        "reason": dice.pick("contact reason", number, np.array(_REASON_SHARES)),
        "offered_at": offered,
        "answered_at": np.where(reached, answered, NONE),
        "wait_s": wait_s,
        "handling_s": np.where(reached, handling, NONE),
    }
    known = feed(setting, "contact", number, answered + np.where(reached, handling, 0), minutes=8)
    surveyed = reached & dice.chance("survey", number, 0.28)
    csat = np.where(dice.chance("unhappy", number, risk), low, stars)
    survey = after(known + dice.between("survey after", number, 10 * MINUTE, DAY), known)
    return stack([base | {"known_at": known}, keep(base | {"csat": csat, "known_at": survey}, surveyed)])


def _desk(setting: Setting, number: Ints, market: Ints) -> Ints:
    homes = [[n for n, (team, _) in enumerate(m.DESKS) if team.startswith(x.code.lower())] for x in m.MARKETS]
    out = np.zeros(len(number), dtype=np.int64)
    draw = setting.dice.uniform("desk", number)
    for which, desks in enumerate(homes):
        rows = market == which
        out[rows] = np.array(desks)[(draw[rows] * len(desks)).astype(np.int64)]
    return out


def _language(setting: Setting, number: Ints, market: Ints) -> Ints:
    home = np.array([m.LANGUAGES.index(where.language) for where in m.MARKETS])[market]
    return np.where(setting.dice.chance("contact in english", number, 0.06), m.LANGUAGES.index("en"), home)
