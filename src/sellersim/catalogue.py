"""Accounts and products as they are reported: opened, moved to another tier, closed; listed, taken down."""

import numpy as np

from sellerloop.events.kinds.account import CONTRACT
from sellersim import markets as m
from sellersim.accounts import NEVER
from sellersim.columns import NONE
from sellersim.dice import Ints
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, day_number

_TYPES = CONTRACT.column("type").choices
_LANGUAGE = np.array([m.LANGUAGES.index(market.language) for market in m.MARKETS])


def account_rows(setting: Setting) -> Rows:
    """Return all versions of all accounts: opened, of another tier after a review, closed."""
    accounts, dice = setting.accounts, setting.dice
    index = np.arange(len(accounts))
    opened = _morning(setting, "opening", index, index, accounts.opened)
    known = feed(setting, "account", index, opened, minutes=30)
    base = {
        "account": index,
        "type": np.where(index < accounts.sellers, _TYPES.index("seller"), _TYPES.index("creator")),
        "name": index,
        "language": _LANGUAGE[accounts.market],
        "category": accounts.category,
        "opened_at": opened,
    }
    review = day_number(setting.config.first) + dice.between("tier review", index, 30, 330)
    step = np.where(dice.chance("tier up", index, 0.5), -1, 1)
    tier = np.clip(accounts.tier + step, 0, len(m.TIERS) - 1)
    moves = dice.chance("changes tier", index, 0.1) & (tier != accounts.tier)
    moves &= (accounts.opened < review - 30) & (review < accounts.closed)
    moved = after(_morning(setting, "review", index, index, review), known)
    closed = _morning(setting, "closing", index, index, accounts.closed)
    gone = after(feed(setting, "account closing", index, closed, minutes=30), np.where(moves, moved, known))
    last = {"tier": np.where(moves, tier, accounts.tier), "closed_at": closed, "known_at": gone}
    return stack(
        [
            base | {"tier": accounts.tier, "known_at": known},
            keep(base | {"tier": tier, "known_at": moved}, moves),
            keep(base | last, closed != NONE),
        ]
    )


def product_rows(setting: Setting) -> Rows:
    """Return all versions of all products: listed, taken down."""
    products, number, account = setting.products, setting.products.number, setting.products.account
    listed = _morning(setting, "listed", number, account, products.listed)
    down = _morning(setting, "taken down", number, account, products.delisted)
    known = feed(setting, "product", number, listed, minutes=15)
    gone = after(feed(setting, "taken down", number, down, minutes=15), known)
    base = {
        "account": account,
        "product_id": number,
        "name": np.arange(len(number)),
        "category": products.category,
        "price": products.price,
        "currency": setting.accounts.market[account],
        "listed_at": listed,
    }
    ends = down != NONE
    return stack([base | {"known_at": known}, keep(base | {"delisted_at": down, "known_at": gone}, ends)])


def _morning(setting: Setting, name: str, keys: Ints, account: Ints, day: Ints) -> Ints:
    """Return an instant in the morning of each local day, NONE for never."""
    clock = setting.dice.between(f"{name} second", keys, 8 * HOUR, 12 * HOUR)
    there = np.where(day < NEVER, day, 0)
    instant = setting.zones.instant(setting.accounts.zone[account], there * DAY + clock)
    return np.where(day < NEVER, instant, NONE)
