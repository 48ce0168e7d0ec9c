"""After-sales requests: which orders lead to a return, refund, replacement or claim, and why."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.columns import NONE, Columns
from sellersim.dice import Floats, Ints
from sellersim.fulfilment import Orders
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR

_LONGEST_WAIT = 18 * DAY  # from the parcel to the request
_GIVEN_UP = 10 * DAY  # from dispatch, when a parcel is lost


@dataclass(frozen=True, slots=True)
class Cause:
    """Why buyers ask: reason code, fault, and shares of what they ask for: refund, return, replacement,
    claim, chargeback."""

    reason: str
    fault: str
    types: tuple[float, float, float, float, float]


CAUSES = (
    Cause("defective", "seller", (0.3, 0.45, 0.2, 0.05, 0)),
    Cause("not_as_described", "seller", (0.3, 0.6, 0.05, 0.03, 0.02)),
    Cause("wrong_item", "seller", (0.2, 0.4, 0.4, 0, 0)),
    Cause("missing_parts", "seller", (0.6, 0.1, 0.3, 0, 0)),
    Cause("damaged_in_transit", "carrier", (0.5, 0.2, 0.25, 0.05, 0)),
    Cause("arrived_late", "carrier", (0.6, 0.4, 0, 0, 0)),
    Cause("not_received", "carrier", (0.75, 0, 0, 0.2, 0.05)),
    Cause("changed_mind", "buyer", (0, 1, 0, 0, 0)),
    Cause("does_not_fit", "buyer", (0, 0.8, 0.2, 0, 0)),
    Cause("not_stated", "unknown", (0.5, 0.5, 0, 0, 0)),
)
DEFECTIVE, _UNLIKE, _WRONG, _PARTS, _DAMAGED, _LATE, _MISSING, _MIND, _FIT, _OTHER = range(len(CAUSES))
_TYPES = np.array([cause.types for cause in CAUSES])


@dataclass(frozen=True, eq=False)
class Requests(Columns):
    """Requests as they are opened. ``order`` is the row of the order, ``cause`` an index into CAUSES."""

    order: Ints
    number: Ints
    cause: Ints
    type: Ints
    opened: Ints


def make_requests(setting: Setting, orders: Orders) -> Requests:
    """Return the requests that follow from ``orders``; at most one each."""
    edges = np.cumsum(_risks(setting, orders), axis=1)
    cause = (setting.dice.uniform("request", orders.number)[:, None] >= edges).sum(axis=1)
    order = np.flatnonzero(cause < len(CAUSES))
    cause, number = cause[order], orders.number[order]
    wait = setting.dice.exponential("request wait", number, 3 * DAY, _LONGEST_WAIT).astype(np.int64)
    begin = np.where(orders.lost[order], orders.shipped[order] + _GIVEN_UP, orders.delivered[order])
    return Requests(
        order=order,
        number=number,
        cause=cause,
        type=setting.dice.pick("request type", number, _TYPES[cause]),
        opened=begin + HOUR + wait,
    )


def _risks(setting: Setting, orders: Orders) -> Floats:
    """Return the chance of each cause: (orders, CAUSES)."""
    accounts, account = setting.accounts, orders.account
    bad_goods = accounts.defects[account] * accounts.wave(account, orders.day, 3.0)
    returns = np.array(m.CATEGORY_RETURNS)[orders.category]
    risks = np.zeros((len(account), len(CAUSES)))
    risks[:, DEFECTIVE] = np.minimum(bad_goods * 0.9 * orders.defect, 0.4)
    risks[:, _UNLIKE] = np.minimum(bad_goods * 0.8 * orders.listing, 0.3)
    risks[:, _WRONG] = bad_goods * 0.35
    risks[:, _PARTS] = bad_goods * 0.25
    risks[:, _DAMAGED] = 0.0035
    risks[:, _LATE] = np.where(orders.late, 0.03, 0.0)
    risks[:, _MIND] = 0.011 * returns
    risks[:, _FIT] = 0.007 * returns
    risks[:, _OTHER] = 0.0008
    risks[orders.delivered == NONE] = 0.0
    risks[:, _MISSING] = np.where(orders.lost, 0.85, 0.0)
    return risks
