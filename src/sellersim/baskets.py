"""What is in an order: its lines, and how the faults of the goods bear on it."""

from dataclasses import dataclass

import numpy as np

from sellersim.columns import NONE, Columns
from sellersim.dice import Floats, Ints
from sellersim.setting import Setting

LINES = 3  # most lines of an order
_LINE_SHARES = np.array((0.74, 0.19, 0.07))
_QUANTITY_SHARES = np.array((0.86, 0.1, 0.04))


@dataclass(frozen=True, eq=False)
class Basket(Columns):
    """The goods of orders. ``line_*`` have one column for each possible line of an order: (n, LINES).

    ``line_product`` is an index of products, NONE where there is no line; amounts are minor units.
    ``defect`` and ``listing`` are the greatest factors of these drivers among the lines, ``worst`` is the
    product that carries them.
    """

    line_product: Ints
    line_quantity: Ints
    line_amount: Ints
    category: Ints
    defect: Floats
    listing: Floats
    worst: Ints


def make_baskets(setting: Setting, number: Ints, account: Ints, day: Ints) -> Basket:
    """Fill the baskets of the orders with these numbers."""
    dice, products = setting.dice, setting.products
    lines = 1 + dice.pick("lines", number, _LINE_SHARES)
    there = np.arange(LINES) < lines[:, None]
    shape = there.shape
    key = (number[:, None] * 8 + np.arange(LINES)).ravel()
    owner, days = np.repeat(account, LINES), np.repeat(day, LINES)
    product = products.pick(owner, days, dice.uniform("product", key))
    quantity = 1 + dice.pick("quantity", key, _QUANTITY_SHARES)
    amount = products.price[product] * quantity

    def factor(driver: str) -> Floats:
        found = setting.effects.factor(driver, days, owner, product=product).reshape(shape)
        return np.where(there, found, 0.0)

    defect, listing = factor("defect"), factor("listing")
    row = np.arange(len(number))
    line_product = np.where(there, product.reshape(shape), NONE)
    return Basket(
        line_product=line_product,
        line_quantity=np.where(there, quantity.reshape(shape), 0),
        line_amount=np.where(there, amount.reshape(shape), 0),
        category=products.category[line_product[:, 0]],
        defect=defect.max(axis=1),
        listing=listing.max(axis=1),
        worst=line_product[row, np.argmax(defect * listing, axis=1)],
    )
