"""Orders as they are placed: who buys what from whom, when, and to where."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from sellersim import markets as m
from sellersim.dice import Flags, Floats, Ints, choose
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, date_of, day_number

NONE = -1  # a missing value in any whole-number column
SLOTS = 10_000  # numbers of one account and day
MOST_ORDERS = 4_999  # of one account and day; the upper half of the numbers belongs to chats
LINES = 3  # most lines of an order

_LOCAL_HOURS = np.array(
    (
        *(1.6, 0.9, 0.5, 0.4, 0.4, 0.7, 1.5, 2.6, 3.6, 4.4, 5.0, 5.2),
        *(5.6, 5.0, 4.6, 4.6, 4.6, 4.6, 4.8, 5.8, 7.2, 7.6, 6.2, 3.6),
    )
)


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of equal length; ``take`` keeps the rows of a mask or an index."""

    def take(self, rows: Flags | Ints) -> Self:
        """Return the same columns for some rows."""
        return type(self)(**{name: column[rows] for name, column in vars(self).items()})


@dataclass(frozen=True, eq=False)
class Placed(Columns):
    """Placed orders. Instants are UTC seconds, days local; ``line_*`` have one column per line of the order.

    ``defect`` and ``listing`` are the factors of the goods, ``worst`` is the product that carries them.
    """

    number: Ints
    account: Ints
    market: Ints
    zone: Ints
    day: Ints
    placed: Ints
    paid: Ints
    buyer: Ints
    risky: Flags
    region: Ints
    carrier: Ints
    warehouse: Ints
    category: Ints
    platform: Flags
    line_product: Ints  # (n, LINES); NONE where the order has fewer lines
    line_quantity: Ints
    line_amount: Ints
    amount: Ints
    units: Ints
    defect: Floats
    listing: Floats
    worst: Ints
    special: Ints  # index into SPECIALS, NONE for most


SPECIALS = ("is_sample", "is_gift", "is_fake", "is_replacement", "is_lucky_bag")
_SPECIAL_SHARES = (0.010, 0.004, 0.003, 0.004, 0.003)


def numbers(day: Ints, account: Ints, place: Ints) -> Ints:
    """Return readable, unique numbers: year, month and day, account, place within account and day."""
    start = int(day.min()) if len(day) else 0
    stop = int(day.max()) if len(day) else 0
    dates = np.array([int(date_of(d).strftime("%y%m%d")) for d in range(start, stop + 1)], dtype=np.int64)
    return (dates[day - start] * 1_000_000 + account + 1) * SLOTS + place


def shop_days(setting: Setting, first: int, last: int) -> tuple[Ints, Ints]:
    """Return (day, account) for every seller and every day from ``first`` to ``last`` on which it is open."""
    accounts = setting.accounts
    start = max(first, day_number(setting.config.first))
    span = np.arange(start, max(last + 1, start))
    day = np.repeat(span, accounts.sellers)
    account = np.tile(np.arange(accounts.sellers), len(span))
    trades = (accounts.opened[account] <= day) & (day < accounts.closed[account])
    return day[trades], account[trades]


def clock(setting: Setting, name: str, keys: Ints) -> Ints:
    """Return a local time of day in seconds, as buyers are awake."""
    hour = setting.dice.pick(name, keys, _LOCAL_HOURS)
    return hour * HOUR + setting.dice.between(f"{name} minute", keys, 0, HOUR)


def traffic(setting: Setting, day: Ints, account: Ints) -> Floats:
    """Return the expected orders of each account and day."""
    accounts = setting.accounts
    years = np.clip((day - day_number(setting.config.first)) / 365.0, 0.0, 3.0)
    base = accounts.size[account] * np.exp(accounts.growth[account] * years)
    factor = setting.effects.factor("demand", day, account, category=accounts.category[account])
    return np.asarray(base * setting.calendars.demand(accounts.market[account], day) * factor)


def place(setting: Setting, first: int, last: int) -> Placed:
    """Place the orders of the local days ``first`` to ``last``."""
    dice, accounts = setting.dice, setting.accounts
    shop_day, shop = shop_days(setting, first, last)
    mean = traffic(setting, shop_day, shop)
    count = np.minimum(dice.poisson("orders", shop_day * 1_000_000 + shop, mean), MOST_ORDERS)
    day, account = np.repeat(shop_day, count), np.repeat(shop, count)
    turn = np.arange(len(day)) - np.repeat(np.cumsum(count) - count, count)
    number = numbers(day, account, turn)
    market, zone = accounts.market[account], accounts.zone[account]
    placed = setting.zones.instant(zone, day * DAY + clock(setting, "placed", number))
    quick = dice.chance("pays at once", number, 0.88)
    wait = np.where(
        quick, dice.between("pay", number, 15, 400), dice.between("pay later", number, 600, 20_000)
    )
    unpaid = dice.chance("unpaid", number, 0.012)
    buyer = _buyers(setting, market, number)
    special = dice.pick("special", number, np.array((*_SPECIAL_SHARES, 1 - sum(_SPECIAL_SHARES))))
    return Placed(
        number=number,
        account=account,
        market=market,
        zone=zone,
        day=day,
        placed=placed,
        paid=np.where(unpaid, NONE, placed + wait),
        buyer=buyer,
        risky=dice.chance("risky buyer", buyer, 0.015),
        region=_of_market(setting, "region", number, market, [x.region_weights for x in m.MARKETS]),
        carrier=_of_market(setting, "carrier", number, market, [x.carrier_weights for x in m.MARKETS]),
        warehouse=_warehouse(setting, number, account, market),
        platform=dice.chance("by platform", number, accounts.platform[account]),
        special=np.where(special < len(SPECIALS), special, NONE),
        **_lines(setting, number, account, day),
    )


def _lines(setting: Setting, number: Ints, account: Ints, day: Ints) -> dict[str, np.ndarray]:
    dice, products = setting.dice, setting.products
    lines = 1 + choose(dice.uniform("lines", number), np.array((0.74, 0.19, 0.07)))
    keys = number[:, None] * 8 + np.arange(LINES)
    there = np.arange(LINES) < lines[:, None]
    flat = keys.ravel()
    owner = np.repeat(account, LINES)
    product = products.pick(owner, dice.uniform("product", flat))
    quantity = 1 + choose(dice.uniform("quantity", flat), np.array((0.86, 0.1, 0.04)))
    amount = (products.price[product] * quantity).reshape(keys.shape)
    days = np.repeat(day, LINES)
    factors = {
        driver: np.where(
            there,
            np.broadcast_to(setting.effects.factor(driver, days, owner, product=product), flat.shape).reshape(
                keys.shape
            ),
            0.0,
        )
        for driver in ("defect", "listing")
    }
    shaped = np.where(there, product.reshape(keys.shape), NONE)
    worst = np.argmax(factors["defect"] * factors["listing"], axis=1)
    quantities = np.where(there, quantity.reshape(keys.shape), 0)
    return {
        "line_product": shaped,
        "line_quantity": quantities,
        "line_amount": np.where(there, amount, 0),
        "amount": np.where(there, amount, 0).sum(axis=1),
        "units": quantities.sum(axis=1),
        "category": products.category[shaped[:, 0]],
        "defect": factors["defect"].max(axis=1),
        "listing": factors["listing"].max(axis=1),
        "worst": shaped[np.arange(len(number)), worst],
    }


def _buyers(setting: Setting, market: Ints, number: Ints) -> Ints:
    people = 40 + 140 * setting.config.shops * setting.config.volume
    who = (people * setting.dice.uniform("buyer", number) ** 1.5).astype(np.int64) + 1
    return (market + 1) * 10_000_000_000 + who * 48_271 % 2_147_483_647


def _of_market(
    setting: Setting, name: str, number: Ints, market: Ints, weights: list[tuple[float, ...]]
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
    return np.where(setting.dice.chance("away", number, 0.1), other, home)
