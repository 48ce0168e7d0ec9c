"""The made-up marketplace with what gates, ledgers and categories stand on."""

import datetime as dt
import random
from collections.abc import Mapping

import pyarrow as pa

from tests.marketplace import START, marketplace
from tests.rows import Row, row, table

DAY = dt.timedelta(days=1)
CATEGORIES = ("beauty", "home", "toys")
ACCOUNTS = {"shop0": "beauty", "shop1": "home", "shop2": "toys", "idle": "home"}


def graded(seed: int = 1, orders: int = 400) -> Mapping[str, pa.Table]:
    """Event tables by kind. Three of the four shops have an account row, and so has one without orders;
    every order has a category, mostly the same one for a shop, which is not the one its account row names."""
    dice = random.Random(seed)
    events = dict(marketplace(seed, orders))
    shops = events["order"].column("account").to_pylist()
    numbers = events["order"].column("order_id").to_pylist()
    index = events["order"].schema.get_field_index("category")
    drawn = [_category(shop, order) for shop, order in zip(shops, numbers, strict=True)]
    events["order"] = events["order"].set_column(index, "category", pa.array(drawn, pa.string()))
    opened = {"type": "seller", "opened_at": START - 60 * DAY}
    accounts = [row("account", account=name, category=main, **opened) for name, main in ACCOUNTS.items()]
    events["account"] = table("account", *accounts)
    events["violation"] = table("violation", *_violations(dice))
    return events


def _category(shop: str, order: str) -> str:
    number = int(order[1:]) // 4
    return CATEGORIES[(int(shop[-1]) + 1) % 3] if number % 3 else CATEGORIES[number % 2]


def _violations(dice: random.Random) -> list[Row]:
    rows = []
    for number in range(16):
        issued = START + dice.randrange(30, 90) * DAY
        given: dict[str, object] = {"issued_at": issued, "points": dice.choice([2, 4, 6, 12])}
        given["reason"] = dice.choice(["late_dispatch", "seller_fault_returns", "listing"])
        if number % 4 == 0:
            given |= {"appealed_at": issued + DAY, "overturned": True, "known_at": issued + 9 * DAY}
            given |= {"decided_at": issued + 8 * DAY} if number % 8 else {}
        rows.append(row("violation", account=f"shop{number % 3}", violation_id=f"v{number}", **given))
    return rows
