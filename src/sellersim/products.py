"""Products: what each seller lists, at what price, and which of them sell."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.accounts import NEVER, Accounts
from sellersim.config import Config
from sellersim.dice import Dice, Flags, Floats, Ints
from sellersim.zones import day_number

PER_ACCOUNT = 1000  # product numbers of one account
_WORDS = {
    "vi": ("Áo", "Son dưỡng", "Tai nghe", "Đèn bàn", "Trà", "Yếm", "Bóng", "Xếp hình"),
    "en": ("Shirt", "Lip balm", "Earphones", "Desk lamp", "Tea", "Bib", "Ball", "Puzzle"),
    "zh": ("上衣", "润唇膏", "耳机", "台灯", "茶叶", "围嘴", "球", "拼图"),
}


@dataclass(frozen=True, eq=False)
class Products:
    """Columns over products, grouped by account and sold in falling order within it.

    ``first`` and ``count`` are over accounts: where an account's products start, and how many there are.
    ``price`` is in minor units of the account's market. ``listed`` and ``delisted`` are local days, NEVER
    for most of the latter; the first product of an account is there as long as the account.
    """

    account: Ints
    number: Ints
    names: tuple[str, ...]
    category: Ints
    price: Ints
    first: Ints
    count: Ints
    listed: Ints
    delisted: Ints

    def pick(self, account: Ints, day: Ints, uniform: Floats) -> Ints:
        """Return a product of each account that is on offer on the day before; the first ones sell most."""
        first = self.first[account]
        product = first + (self.count[account] * uniform**2.2).astype(np.int64)
        offered = (self.listed[product] < day) & (day < self.delisted[product])
        return np.where(offered, product, first)


def make_products(config: Config, accounts: Accounts, dice: Dice) -> Products:
    """Make the products of all sellers; bigger sellers list more."""
    count = np.clip(4 + 7 * np.sqrt(accounts.size), 4, 60).astype(np.int64)
    count[accounts.sellers :] = 0
    first = np.cumsum(count) - count
    account = np.repeat(np.arange(len(accounts)), count)
    place = np.arange(len(account)) - first[account]
    number = (account + 1) * PER_ACCOUNT + place
    stray = dice.chance("stray", number, 0.1)
    other = dice.pick("stray category", number, np.array(m.CATEGORY_WEIGHTS))
    category = np.where(stray, other, accounts.category[account])
    market = accounts.market[account]
    listed = _listed(config, accounts, dice, number, account, place)
    return Products(
        account=account,
        number=number,
        names=_names(market, category, place),
        category=category,
        price=_prices(dice, number, market, category),
        first=first,
        count=count,
        listed=listed,
        delisted=_delisted(config, dice, number, place >= np.maximum(count[account] - 2, 3), listed),
    )


def _listed(config: Config, accounts: Accounts, dice: Dice, number: Ints, account: Ints, place: Ints) -> Ints:
    opened, first = accounts.opened[account], day_number(config.first)
    new = dice.chance("new product", number, 0.15) & (place > 0)
    later = np.maximum(opened, first) + dice.between("listed later", number, -60, 300)
    return np.where(new, np.maximum(opened, later), opened)


def _delisted(config: Config, dice: Dice, number: Ints, tail: Flags, listed: Ints) -> Ints:
    down = np.maximum(listed, day_number(config.first)) + dice.between("taken down", number, 10, 500)
    return np.where(tail & dice.chance("goes", number, 0.4), down, NEVER)


def _prices(dice: Dice, number: Ints, market: Ints, category: Ints) -> Ints:
    median = np.array([where.prices for where in m.MARKETS], dtype=np.float64)[market]
    price = median * np.array(m.CATEGORY_PRICE)[category] * dice.spread("price", number, 0.55)
    step = np.where(price > 20_000, 1000, 10)
    return np.asarray(np.maximum((price / step).astype(np.int64), 1) * step)


def _names(market: Ints, category: Ints, place: Ints) -> tuple[str, ...]:
    languages = [where.language for where in m.MARKETS]
    return tuple(
        f"Demo {_WORDS[languages[where]][kind]} {which:03d}"
        for where, kind, which in zip(market.tolist(), category.tolist(), (place + 1).tolist(), strict=True)
    )
