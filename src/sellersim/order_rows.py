"""Orders and their lines as they are reported: placed, then dispatched, then delivered or cancelled."""

import numpy as np

from sellerloop.events.contract import FAULTS
from sellersim.cancellations import CANCELLERS
from sellersim.columns import NONE
from sellersim.dice import Ints
from sellersim.fulfilment import Orders
from sellersim.orders import SPECIALS
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting

_FAULT = np.array([FAULTS.index(who) for who in CANCELLERS])
_SAMPLE, _GIFT = SPECIALS.index("is_sample"), SPECIALS.index("is_gift")


def first_known(setting: Setting, orders: Orders) -> Ints:
    """Return when each order becomes known; nothing that refers to it may be known before."""
    begun = np.where(orders.paid == NONE, orders.placed, orders.paid)
    return feed(setting, "order", orders.number, begun, minutes=4)


def order_rows(setting: Setting, orders: Orders) -> Rows:
    """Return all versions of all orders."""
    number = orders.number
    placed = first_known(setting, orders)
    shipped = after(feed(setting, "dispatch", number, orders.shipped, minutes=90, late=0.02), placed)
    arrived = after(feed(setting, "arrival", number, orders.delivered, minutes=120, late=0.025), shipped)
    stopped = after(feed(setting, "cancel", number, orders.cancelled, minutes=15), placed)
    base = _placed(orders)
    sent = base | {
        "shipped_at": orders.shipped,
        "carrier": orders.carrier,
        "tracking_valid": orders.tracked,
    }
    ended = base | {
        "cancelled_at": orders.cancelled,
        "cancel_fault": _FAULT[orders.canceller],
        "cancel_reason": orders.reason,
    }
    there = orders.delivered != NONE
    return stack(
        [
            base | {"known_at": placed},
            keep(sent | {"known_at": shipped}, orders.shipped != NONE),
            keep(sent | {"delivered_at": orders.delivered, "known_at": arrived}, there),
            keep(ended | {"known_at": stopped}, orders.canceller != NONE),
        ]
    )


def item_rows(setting: Setting, orders: Orders) -> Rows:
    """Return one row per line of an order, known together with it."""
    row, line = np.nonzero(orders.line_product != NONE)
    product = orders.line_product[row, line]
    return {
        "account": orders.account[row],
        "known_at": first_known(setting, orders)[row],
        "order_id": orders.number[row],
        "item_id": line + 1,
        "product_id": setting.products.number[product],
        "category": setting.products.category[product],
        "placed_at": orders.placed[row],
        "quantity": orders.line_quantity[row, line],
        "amount": np.where(orders.special[row] == _SAMPLE, 0, orders.line_amount[row, line]),
        "currency": orders.market[row],
        "is_gift": orders.special[row] == _GIFT,
    }


def _placed(orders: Orders) -> dict[str, np.ndarray]:
    return {
        "account": orders.account,
        "order_id": orders.number,
        "buyer": orders.buyer,
        "category": orders.category,
        "region": orders.region,
        "warehouse": orders.warehouse,
        "placed_at": orders.placed,
        "paid_at": orders.paid,
        "due_ship_at": orders.due_ship,
        "due_fast_ship_at": orders.due_fast,
        "due_deliver_at": orders.due_deliver,
        "amount": np.where(orders.special == _SAMPLE, 0, orders.line_amount.sum(axis=1)),
        "currency": orders.market,
        "units": orders.line_quantity.sum(axis=1),
        "platform_fulfilled": orders.platform,
        "risky_buyer": orders.risky,
        **{name: orders.special == code for code, name in enumerate(SPECIALS)},
    }
