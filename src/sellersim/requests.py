"""After-sales requests: returns, refunds, replacements and claims, and how the seller handles them."""

from dataclasses import dataclass

import numpy as np

from sellerloop.events.contract import FAULTS
from sellerloop.events.kinds.request import OUTCOMES, TYPES
from sellersim import markets as m
from sellersim.dice import Floats, Ints
from sellersim.fulfilment import Orders
from sellersim.order_rows import first_known
from sellersim.orders import NONE, Columns
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR

_LONGEST = 7 * DAY  # one action of the seller
_RETURN_TYPE = TYPES.index("return")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why buyers ask: reason code, whose fault, and the shares of what they ask for, in the order of TYPES."""

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
    Cause("changed_mind", "buyer", (0, 1.0, 0, 0, 0)),
    Cause("does_not_fit", "buyer", (0, 0.8, 0.2, 0, 0)),
    Cause("not_stated", "unknown", (0.5, 0.5, 0, 0, 0)),
)
_DEFECTIVE, _UNLIKE, _WRONG, _PARTS, _DAMAGED, _LATE, _MISSING, _MIND, _FIT, _OTHER = range(len(CAUSES))


@dataclass(frozen=True, eq=False)
class Requests(Columns):
    """Requests with their whole life; ``order`` is the row of the order, instants are UTC seconds."""

    order: Ints
    number: Ints
    cause: Ints
    type: Ints
    opened: Ints


def make_requests(setting: Setting, orders: Orders) -> Requests:
    """Return the requests that follow from ``orders``; at most one each."""
    edges = np.cumsum(_risks(setting, orders), axis=1)
    draw = setting.dice.uniform("request", orders.number)
    cause = (draw[:, None] >= edges).sum(axis=1)
    order = np.flatnonzero(cause < len(CAUSES))
    cause, number = cause[order], orders.number[order]
    begin = np.where(orders.lost[order], orders.ship_day[order] * DAY + 10 * DAY, orders.delivered[order])
    wait = setting.dice.exponential("request wait", number, 3 * DAY, 18 * DAY).astype(np.int64)
    kind = setting.dice.pick("request type", number, np.array([c.types for c in CAUSES])[cause])
    return Requests(order, number, cause, kind, begin + HOUR + wait)


def _risks(setting: Setting, orders: Orders) -> Floats:
    accounts, account = setting.accounts, orders.account
    defects = accounts.defects[account] * accounts.wave(account, orders.day, 3.0)
    returns = np.array(m.CATEGORY_RETURNS)[orders.category]
    risks = np.zeros((len(account), len(CAUSES)))
    risks[:, _DEFECTIVE] = np.minimum(defects * 0.9 * orders.defect, 0.4)
    risks[:, _UNLIKE] = np.minimum(defects * 0.8 * orders.listing, 0.3)
    risks[:, _WRONG] = defects * 0.35
    risks[:, _PARTS] = defects * 0.25
    risks[:, _DAMAGED] = 0.0035
    risks[:, _LATE] = np.where(orders.late, 0.03, 0.0)
    risks[:, _MIND] = 0.011 * returns
    risks[:, _FIT] = 0.007 * returns
    risks[:, _OTHER] = 0.0008
    risks[orders.delivered == NONE] = 0.0
    risks[:, _MISSING] = np.where(orders.lost, 0.85, 0.0)
    return risks


def request_rows(setting: Setting, orders: Orders, requests: Requests) -> Rows:
    """Return all versions of all requests: opened, answered, closed."""
    dice, number = setting.dice, requests.number
    mine = orders.take(requests.order)
    opened = requests.opened
    day = setting.zones.day(mine.zone, opened)
    pace = setting.accounts.handling[mine.account] * setting.accounts.wave(mine.account, day, 4.0)
    pace = pace * setting.effects.factor("handling", day, mine.account)
    one = np.minimum(pace * dice.spread("first action", number, 0.6), _LONGEST).astype(np.int64) + 60
    two = np.minimum(0.5 * pace * dice.spread("second action", number, 0.6), _LONGEST).astype(np.int64) + 60
    back = np.isin(requests.type, (_RETURN_TYPE, TYPES.index("replacement")))
    twice = back | dice.chance("acts twice", number, 0.1)
    answered = opened + one
    received = answered + dice.between("way back", number, 3 * DAY, 7 * DAY)
    outcome = _outcome(setting, requests)
    granted = (outcome == OUTCOMES.index("approved")) | (outcome == OUTCOMES.index("platform_decided"))
    returned = back & granted
    begun = np.where(returned, received, answered)
    closed = np.where(twice & granted, begun + two, begun + 10 * 60)
    handled = one + np.where(twice & granted, two, 0)
    base = {
        "account": mine.account,
        "request_id": number,
        "order_id": number,
        "type": requests.type,
        "reason": requests.cause,
        "fault": np.array([FAULTS.index(cause.fault) for cause in CAUSES])[requests.cause],
        "opened_at": opened,
        "due_at": opened + 2 * DAY,
        "currency": mine.market,
    }
    reply = {"answered_at": answered, "actions": np.ones_like(number), "handling_s": one}
    end = {
        "answered_at": answered,
        "received_at": np.where(returned, received, NONE),
        "closed_at": closed,
        "outcome": outcome,
        "actions": 1 + (twice & granted),
        "handling_s": handled,
        "amount": np.where(granted, mine.amount, 0),
        "defective": (requests.cause == _DEFECTIVE) & granted,
    }
    pending = {"outcome": np.full_like(number, OUTCOMES.index("open"))}
    first = after(feed(setting, "request", number, opened, minutes=60, late=0.01), first_known(setting, mine))
    second = after(feed(setting, "answer", number, answered, minutes=60, late=0.01), first)
    third = after(feed(setting, "close", number, closed, minutes=60, late=0.01), second)
    return stack(
        [
            base | pending | {"known_at": first},
            keep(base | pending | reply | {"known_at": second}, closed > answered + 10 * 60),
            base | end | {"known_at": third},
        ]
    )


def _outcome(setting: Setting, requests: Requests) -> Ints:
    faults = np.array([cause.fault == "buyer" for cause in CAUSES])[requests.cause]
    weights = np.where(faults[:, None], (0, 0.68, 0.2, 0.1, 0.02), (0, 0.86, 0.05, 0.04, 0.05))
    return setting.dice.pick("outcome", requests.number, weights)
