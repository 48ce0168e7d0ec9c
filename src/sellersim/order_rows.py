"""Orders and their lines as they are reported: placed, then dispatched, then delivered or cancelled."""

import numpy as np

from sellerloop.events.contract import FAULTS
from sellersim.dice import Ints
from sellersim.fulfilment import CANCELLERS, Orders
from sellersim.orders import LINES, NONE, SPECIALS
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting

_FAULT = np.array([FAULTS.index(who) for who in CANCELLERS])


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
    base = _placed_columns(orders)
    dispatch = {"shipped_at": orders.shipped, "carrier": orders.carrier, "tracking_valid": orders.tracked}
    cancel = {
        "cancelled_at": orders.cancelled,
        "cancel_fault": _FAULT[orders.canceller],
        "cancel_reason": orders.reason,
    }
    gone = orders.canceller != NONE
    return stack(
        [
            base | {"known_at": placed},
            keep(base | dispatch | {"known_at": shipped}, ~gone),
            keep(
                base | dispatch | {"delivered_at": orders.delivered, "known_at": arrived},
                orders.delivered != NONE,
            ),
            keep(base | cancel | {"known_at": stopped}, gone),
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
        "amount": orders.line_amount[row, line],
        "currency": orders.market[row],
        "is_gift": (line == LINES - 1) & (orders.special[row] == SPECIALS.index("is_gift")),
    }


def _placed_columns(orders: Orders) -> dict[str, np.ndarray]:
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
        "amount": np.where(orders.special == SPECIALS.index("is_sample"), 0, orders.amount),
        "currency": orders.market,
        "units": orders.units,
        "platform_fulfilled": orders.platform,
        "risky_buyer": orders.risky,
        **{name: orders.special == code for code, name in enumerate(SPECIALS)},
    }
