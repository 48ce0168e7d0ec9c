"""Products: what each seller lists, at what price, and which of them sell."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.accounts import Accounts
from sellersim.dice import Dice, Floats, Ints

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
    ``price`` is in minor units of the account's market.
    """

    account: Ints
    number: Ints
    names: tuple[str, ...]
    category: Ints
    price: Ints
    first: Ints
    count: Ints

    def pick(self, account: Ints, uniform: Floats) -> Ints:
        """Return a product of each account; the first ones sell most."""
        return np.asarray(self.first[account] + (self.count[account] * uniform**2.2).astype(np.int64))


def make_products(accounts: Accounts, dice: Dice) -> Products:
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
    median = np.array([where.prices for where in m.MARKETS], dtype=np.float64)[market]
    price = median * np.array(m.CATEGORY_PRICE)[category] * dice.spread("price", number, 0.55)
    step = np.where(price > 20_000, 1000, 10)
    languages = [where.language for where in m.MARKETS]
    names = tuple(
        f"Demo {_WORDS[languages[where]][kind]} {which:03d}"
        for where, kind, which in zip(market.tolist(), category.tolist(), (place + 1).tolist(), strict=True)
    )
    rounded = np.maximum((price / step).astype(np.int64), 1) * step
    return Products(account, number, names, category, rounded, first, count)
