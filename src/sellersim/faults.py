"""The faults that are planted when nobody says otherwise: in every quarter of a world, one of each kind.

Segments are drawn among those big enough for the fault to be seen; decoys look like faults and are none.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.accounts import NEVER, Accounts
from sellersim.config import Fault, Where
from sellersim.dice import Dice
from sellersim.effects import product_id
from sellersim.products import Products
from sellersim.zones import day_number

QUARTER_DAYS = 90
QUARTERS = 40
QUIET_DAYS = 20  # before the first quarter
NIGHT = tuple(str(hour % 24) for hour in range(20, 32))


@dataclass(frozen=True)
class _Scene:
    """What a kind of fault may look at to choose its segment: draws of its own, and who is there."""

    key: int
    first: int
    dice: Dice
    accounts: Accounts
    products: Products

    def number(self, name: str, low: int, high: int) -> int:
        return int(self.dice.between(f"fault {name}", np.array([self.key]), low, high)[0])

    def market(self) -> int:
        return (self.key // 16 + self.key % 16) % len(m.MARKETS)

    def seller(self, name: str, low: float, high: float) -> int:
        """A seller of the market between two quantiles of size; one that was there before, and stays."""
        accounts = self.accounts
        lasting = (accounts.closed == NEVER) & (accounts.opened < self.first)
        home = accounts.market == self.market()
        sellers = accounts.size > 0
        pool = next(rows for rows in (sellers & lasting & home, sellers & lasting, sellers) if rows.any())
        ordered = np.flatnonzero(pool)[np.argsort(accounts.size[pool], kind="stable")]
        last = len(ordered) - 1
        return int(ordered[self.number(name, int(low * last), int(high * last) + 1)])


Segment = Callable[[_Scene], Where]


@dataclass(frozen=True)
class _Kind:
    name: str
    days: tuple[int, int]
    drivers: Mapping[str, float]
    segment: Segment
    decoy: bool = False
    every: int = 1  # quarters from one to the next


def _carrier_in_region(scene: _Scene) -> Where:
    market = m.MARKETS[scene.market()]
    return {
        "carrier": (market.carriers[scene.number("carrier", 0, 2)],),
        "region": (market.regions[scene.number("region", 0, 3)],),
    }


def _warehouse(scene: _Scene) -> Where:
    return {"warehouse": (m.MARKETS[scene.market()].warehouses[scene.number("warehouse", 0, 3)],)}


def _product_line(scene: _Scene) -> Where:
    first = scene.products.first[scene.seller("line", 0.93, 1.0)]
    return {"product": tuple(product_id(scene.products.number[first + n]) for n in range(2))}


def _product(scene: _Scene) -> Where:
    first = scene.products.first[scene.seller("listing", 0.93, 1.0)]
    return {"product": (product_id(scene.products.number[first]),)}


def _seller(scene: _Scene) -> Where:
    return {"account": (scene.accounts.ids[scene.seller("away", 0.6, 0.9)],)}


def _tiny_seller(scene: _Scene) -> Where:
    return {"account": (scene.accounts.ids[scene.seller("tiny", 0.08, 0.25)],)}


def _night_team(scene: _Scene) -> Where:
    return {"team": (m.MARKETS[scene.market()].chat_teams[scene.number("team", 1, 3)],), "hour": NIGHT}


def _everywhere(scene: _Scene) -> Where:
    return {}


def _market(scene: _Scene) -> Where:
    return {"market": (m.MARKETS[scene.market()].code,)}


def _fashion(scene: _Scene) -> Where:
    return {"market": (m.MARKETS[scene.market()].code,), "category": ("fashion",)}


KINDS = (  # in the order in which they begin in the first quarter
    _Kind("slow_carrier", (18, 29), {"transit": 3.0}, _carrier_in_region),
    _Kind("seller_away", (8, 15), {"stall": 2.0, "unanswered": 45.0}, _seller),
    _Kind("sale_day", (1, 3), {"demand": 3.2}, _market, decoy=True),
    _Kind("small_sample", (10, 15), {"bad_review": 6.0}, _tiny_seller, decoy=True),
    _Kind("warehouse_backlog", (12, 22), {"ship_delay": 3.2}, _warehouse),
    _Kind("platform_shift", (20, 31), {"bad_review": 1.6}, _everywhere, every=2),
    _Kind("mix_shift", (20, 31), {"demand": 2.4}, _fashion, decoy=True),
    _Kind("wrong_listing", (21, 36), {"listing": 12.0}, _product),
    _Kind("defective_line", (30, 45), {"defect": 22.0}, _product_line),
    _Kind("night_understaffed", (26, 41), {"reply_delay": 14.0, "unanswered": 6.0}, _night_team),
)


_SLOT = QUARTER_DAYS // len(KINDS)  # days within which one of the kinds begins


def schedule(first: dt.date, accounts: Accounts, products: Products, dice: Dice) -> tuple[Fault, ...]:
    """Return ten years of faults and decoys, in order of kind within each quarter from ``first``."""
    found: list[Fault] = []
    for quarter in range(QUARTERS):
        for place, kind in enumerate(KINDS):
            if (quarter + 1) % kind.every:
                continue
            scene = _Scene(quarter * 16 + place, day_number(first), dice, accounts, products)
            turn = (place + 3 * quarter) % len(KINDS)
            begin = QUIET_DAYS + quarter * QUARTER_DAYS + turn * _SLOT + scene.number("start", 0, _SLOT)
            start = first + dt.timedelta(days=begin)
            end = start + dt.timedelta(days=scene.number("days", *kind.days))
            name = f"{'D' if kind.decoy else 'F'}{quarter + 1:02d}-{kind.name.replace('_', '-')}"
            where = kind.segment(scene)
            found.append(Fault(name, kind.name, start, end, where, dict(kind.drivers), kind.decoy))
    return tuple(found)
