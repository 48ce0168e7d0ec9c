"""Accounts and products as they are reported: opened, moved to another tier, closed; listed, taken down."""

import numpy as np

from sellerloop.events.kinds.account import CONTRACT
from sellersim import markets as m
from sellersim.accounts import NEVER
from sellersim.dice import Ints
from sellersim.orders import NONE
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, day_number

_TYPES = CONTRACT.column("type").choices


def account_rows(setting: Setting) -> Rows:
    """Return all versions of all accounts."""
    accounts, dice = setting.accounts, setting.dice
    index = np.arange(len(accounts))
    opened = _morning(setting, "opening", index, index, accounts.opened)
    known = feed(setting, "account", index, opened, minutes=30)
    base = {
        "account": index,
        "known_at": known,
        "type": np.where(index < accounts.sellers, _TYPES.index("seller"), _TYPES.index("creator")),
        "name": index,
        "language": np.array([m.LANGUAGES.index(where.language) for where in m.MARKETS])[accounts.market],
        "category": accounts.category,
        "tier": accounts.tier,
        "opened_at": opened,
    }
    review = day_number(setting.config.first) + dice.between("tier review", index, 30, 330)
    moves = dice.chance("changes tier", index, 0.1) & (accounts.opened < review - 30)
    moves &= review < accounts.closed
    tier = np.clip(accounts.tier + np.where(dice.chance("tier up", index, 0.5), -1, 1), 0, len(m.TIERS) - 1)
    moved = after(_morning(setting, "tier", index, index, review), known)
    moves &= tier != accounts.tier
    now = np.where(moves, tier, accounts.tier)
    closed = _morning(setting, "closing", index, index, np.minimum(accounts.closed, NEVER - 1))
    gone = accounts.closed < NEVER
    shut = after(feed(setting, "closing", index, closed, minutes=30), moved)
    return stack(
        [
            base,
            keep({**base, "tier": tier, "known_at": moved}, moves),
            keep({**base, "tier": now, "closed_at": closed, "known_at": shut}, gone),
        ]
    )


def product_rows(setting: Setting) -> Rows:
    """Return all versions of all products."""
    products, dice, accounts = setting.products, setting.dice, setting.accounts
    number, account = products.number, products.account
    new = dice.chance("new product", number, 0.15)
    start = day_number(setting.config.first)
    soon = accounts.opened[account] + dice.between("listed after opening", number, 0, 30)
    later = np.maximum(soon, start - 60)
    listed = _morning(setting, "listing", number, account, np.where(new, later, soon))
    known = feed(setting, "product", number, listed, minutes=15)
    base = {
        "account": account,
        "known_at": known,
        "product_id": number,
        "name": np.arange(len(number)),
        "category": products.category,
        "price": products.price,
        "currency": accounts.market[account],
        "listed_at": listed,
    }
    down = np.maximum(listed, start * DAY) + dice.between("taken down after", number, 30 * DAY, 700 * DAY)
    gone = after(feed(setting, "taken down", number, down, minutes=15), known)
    tail = number % 1000 >= np.maximum(products.count[account] - 2, 3)
    return stack(
        [
            base,
            keep({**base, "delisted_at": down, "known_at": gone}, tail & dice.chance("goes", number, 0.3)),
        ]
    )


def _morning(setting: Setting, name: str, keys: Ints, account: Ints, day: Ints) -> Ints:
    local = day * DAY + setting.dice.between(name, keys, 8 * HOUR, 12 * HOUR)
    known = np.where(day >= NEVER - 1, day_number(setting.config.first), day)
    return np.where(
        day >= NEVER - 1,
        NONE,
        setting.zones.instant(setting.accounts.zone[account], known * DAY + local - day * DAY),
    )
