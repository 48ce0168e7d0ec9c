"""Orders as they are placed: who buys what from whom, when, and to where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.baskets import Basket, make_baskets
from sellersim.columns import NONE
from sellersim.dice import Flags, Ints, choose
from sellersim.setting import Setting
from sellersim.traffic import SLOTS, account_days, moments, occurrences, orders_expected

SPECIALS = ("is_sample", "is_gift", "is_fake", "is_replacement", "is_lucky_bag")
_SPECIAL_SHARES = (0.010, 0.004, 0.003, 0.004, 0.003)


@dataclass(frozen=True, eq=False)
class Placed(Basket):
    """Placed orders. Instants are UTC seconds, ``day`` is the local day of placement."""

    number: Ints
    account: Ints
    market: Ints
    zone: Ints
    day: Ints
    placed: Ints
    paid: Ints  # NONE when it never is
    buyer: Ints
    risky: Flags
    region: Ints
    carrier: Ints
    warehouse: Ints
    platform: Flags
    special: Ints  # index into SPECIALS, NONE for most


def place(setting: Setting, first: int, last: int) -> Placed:
    """Place the orders of the local days ``first`` to ``last``."""
    dice, accounts = setting.dice, setting.accounts
    days, shops = account_days(setting, first, last)
    expected = orders_expected(setting, days, shops)
    day, account, number = occurrences(setting, "orders", days, shops, expected, SLOTS - 1)
    market = accounts.market[account]
    placed = moments(setting, "placed", number, account, day)
    buyer = _buyers(setting, market, number)
    special = dice.pick("special", number, np.array((*_SPECIAL_SHARES, 1 - sum(_SPECIAL_SHARES))))
    return Placed(
        **vars(make_baskets(setting, number, account, day)),
        number=number,
        account=account,
        market=market,
        zone=accounts.zone[account],
        day=day,
        placed=placed,
        paid=_paid(setting, number, placed),
        buyer=buyer,
        risky=dice.chance("risky buyer", buyer, 0.015),
        region=_of_market(setting, "region", number, market, [x.region_weights for x in m.MARKETS]),
        carrier=_of_market(setting, "carrier", number, market, [x.carrier_weights for x in m.MARKETS]),
        warehouse=_warehouse(setting, number, account, market),
        platform=dice.chance("by platform", number, accounts.platform[account]),
        special=np.where(special < len(SPECIALS), special, NONE),
    )


def _paid(setting: Setting, number: Ints, placed: Ints) -> Ints:
    dice = setting.dice
    quick = dice.chance("pays at once", number, 0.88)
    soon, later = dice.between("pay", number, 15, 400), dice.between("pay later", number, 600, 20_000)
    never = dice.chance("never pays", number, 0.012)
    return np.where(never, NONE, placed + np.where(quick, soon, later))


def _buyers(setting: Setting, market: Ints, number: Ints) -> Ints:
    people = 40 + 140 * setting.config.shops * setting.config.volume
    who = (people * setting.dice.uniform("buyer", number) ** 1.5).astype(np.int64) + 1
    return (market + 1) * 10_000_000_000 + who * 48_271 % 2_147_483_647


def _of_market(
    setting: Setting, name: str, number: Ints, market: Ints, weights: Sequence[tuple[float, ...]]
) -> Ints:
    uniform = setting.dice.uniform(name, number)
    out = np.zeros(len(number), dtype=np.int64)
    offset = 0
    for which, shares in enumerate(weights):
        rows = market == which
        out[rows] = offset + choose(uniform[rows], np.array(shares))
        offset += len(shares)
    return out


def _warehouse(setting: Setting, number: Ints, account: Ints, market: Ints) -> Ints:
    home = setting.accounts.warehouse[account]
    other = market * 3 + setting.dice.between("other warehouse", number, 0, 3)
    return np.where(setting.dice.chance("ships from elsewhere", number, 0.1), other, home)
