"""How much is going on: which shops are open, how many orders each expects, when of the day, which number."""

import numpy as np

from sellersim.accounts import Accounts
from sellersim.dice import Flags, Floats, Ints
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, date_of, day_number

SLOTS = 10_000  # numbers of one account and day
_HOURS = np.array(
    (
        *(1.6, 0.9, 0.5, 0.4, 0.4, 0.7, 1.5, 2.6, 3.6, 4.4, 5.0, 5.2),
        *(5.6, 5.0, 4.6, 4.6, 4.6, 4.6, 4.8, 5.8, 7.2, 7.6, 6.2, 3.6),
    )
)


def account_days(setting: Setting, first: int, last: int, *, sellers: bool = True) -> tuple[Ints, Ints]:
    """Return (local day, account) for all accounts, or sellers only, on the days on which each is open."""
    accounts = setting.accounts
    start = max(first, day_number(setting.config.first))
    span = np.arange(start, max(last + 1, start))
    many = accounts.sellers if sellers else len(accounts)
    day, account = np.repeat(span, many), np.tile(np.arange(many), len(span))
    there = is_open(accounts, account, day)
    return day[there], account[there]


def is_open(accounts: Accounts, account: Ints, day: Ints) -> Flags:
    """Return whether each account trades: it was opened the day before or earlier, and is not yet closed."""
    return (accounts.opened[account] < day) & (day < accounts.closed[account])


def orders_expected(setting: Setting, day: Ints, account: Ints) -> Floats:
    """Return the expected orders of each account and day."""
    accounts = setting.accounts
    years = np.clip((day - day_number(setting.config.first)) / 365.0, 0.0, 3.0)
    base = accounts.size[account] * np.exp(accounts.growth[account] * years)
    factor = setting.effects.factor("demand", day, account, category=accounts.category[account])
    return np.asarray(base * setting.calendars.demand(accounts.market[account], day) * factor)


def occurrences(
    setting: Setting, name: str, day: Ints, account: Ints, expected: Floats, most: int
) -> tuple[Ints, Ints, Ints]:
    """Return (local day, account, number) of things that happen ``expected`` times on each account and day.

    Numbers are unique within the name: year, month and day, account, turn. At most ``most`` happen.
    """
    count = np.minimum(setting.dice.poisson(name, day * 1_000_000 + account, expected), most)
    turn = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    day, account = np.repeat(day, count), np.repeat(account, count)
    return day, account, numbered(day, account, turn)


def numbered(day: Ints, account: Ints, turn: Ints) -> Ints:
    """Return readable numbers: year, month and day, account, turn within account and day."""
    start, stop = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    dates = np.array([int(date_of(d).strftime("%y%m%d")) for d in range(start, stop + 1)], dtype=np.int64)
    return (dates[day - start] * 1_000_000 + account + 1) * SLOTS + turn


def moments(setting: Setting, name: str, number: Ints, account: Ints, day: Ints) -> Ints:
    """Return an instant on each local day, at an hour at which buyers are about."""
    hour = setting.dice.pick(f"{name} hour", number, _HOURS)
    second = setting.dice.between(f"{name} second", number, 0, HOUR)
    return setting.zones.instant(setting.accounts.zone[account], day * DAY + hour * HOUR + second)
