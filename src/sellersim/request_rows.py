"""After-sales requests as they are reported: opened, answered by the seller, closed."""

from dataclasses import dataclass

import numpy as np

from sellerloop.events.contract import FAULTS
from sellerloop.events.kinds.request import OUTCOMES, TYPES
from sellersim.columns import NONE, Columns
from sellersim.dice import Flags, Floats, Ints
from sellersim.fulfilment import Orders
from sellersim.order_rows import first_known
from sellersim.requests import CAUSES, DEFECTIVE, Requests
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, MINUTE

_LONGEST_ACTION = 7 * DAY
_TO_ANSWER = 2 * DAY
_TO_CLOSE = 10 * MINUTE  # by the platform, once nothing is left to do
_SENT_BACK = (TYPES.index("return"), TYPES.index("replacement"))
_GRANTED = (OUTCOMES.index("approved"), OUTCOMES.index("platform_decided"))
_FAULT = np.array([FAULTS.index(cause.fault) for cause in CAUSES])
_BUYER_OUTCOMES = (0, 0.68, 0.2, 0.1, 0.02)  # in the order of OUTCOMES
_OTHER_OUTCOMES = (0, 0.86, 0.05, 0.04, 0.05)


@dataclass(frozen=True, eq=False)
class Handling(Columns):
    """How each request is handled; ``first_s`` and ``second_s`` are the seller's own time per action."""

    answered: Ints
    received: Ints
    closed: Ints
    outcome: Ints
    granted: Flags
    first_s: Ints
    second_s: Ints  # 0 when one action is enough


def request_rows(setting: Setting, orders: Orders, requests: Requests) -> Rows:
    """Return all versions of all requests."""
    mine, number = orders.take(requests.order), requests.number
    handling = _handle(setting, mine, requests)
    opened = after(
        feed(setting, "request", number, requests.opened, minutes=60, late=0.01), first_known(setting, mine)
    )
    answered = after(feed(setting, "answer", number, handling.answered, minutes=60, late=0.01), opened)
    closed = after(feed(setting, "close", number, handling.closed, minutes=60, late=0.01), answered)
    base = _opened(mine, requests)
    pending = base | {"outcome": np.full_like(number, OUTCOMES.index("open"))}
    reply = {
        "answered_at": handling.answered,
        "actions": np.ones_like(number),
        "handling_s": handling.first_s,
    }
    goes_on = handling.closed > handling.answered + _TO_CLOSE
    return stack(
        [
            pending | {"known_at": opened},
            keep(pending | reply | {"known_at": answered}, goes_on),
            base | _closed(mine, requests, handling) | {"known_at": closed},
        ]
    )


def _handle(setting: Setting, mine: Orders, requests: Requests) -> Handling:
    dice, number, accounts = setting.dice, requests.number, setting.accounts
    day = setting.zones.day(mine.zone, requests.opened)
    pace = accounts.handling[mine.account] * accounts.wave(mine.account, day, 4.0)
    pace = pace * setting.effects.factor("handling", day, mine.account)
    theirs = (_FAULT[requests.cause] == FAULTS.index("buyer"))[:, None]
    outcome = dice.pick("outcome", number, np.where(theirs, _BUYER_OUTCOMES, _OTHER_OUTCOMES))
    granted = np.isin(outcome, _GRANTED)
    returned = np.isin(requests.type, _SENT_BACK) & granted
    twice = returned | (granted & dice.chance("acts twice", number, 0.1))
    first = _action(setting, "first action", number, pace)
    second = np.where(twice, _action(setting, "second action", number, 0.5 * pace), 0)
    answered = requests.opened + first
    received = answered + dice.between("way back", number, 3 * DAY, 7 * DAY)
    closed = np.where(returned, received, answered) + np.where(twice, second, _TO_CLOSE)
    return Handling(answered, np.where(returned, received, NONE), closed, outcome, granted, first, second)


def _action(setting: Setting, name: str, number: Ints, pace: Floats) -> Ints:
    took = pace * setting.dice.spread(name, number, 0.6)
    return np.minimum(took, _LONGEST_ACTION).astype(np.int64) + 2 * MINUTE


def _opened(mine: Orders, requests: Requests) -> dict[str, np.ndarray]:
    return {
        "account": mine.account,
        "request_id": requests.number,
        "order_id": requests.number,
        "type": requests.type,
        "reason": requests.cause,
        "fault": _FAULT[requests.cause],
        "opened_at": requests.opened,
        "due_at": requests.opened + _TO_ANSWER,
        "currency": mine.market,
    }


def _closed(mine: Orders, requests: Requests, handling: Handling) -> dict[str, np.ndarray]:
    return {
        "answered_at": handling.answered,
        "received_at": handling.received,
        "closed_at": handling.closed,
        "outcome": handling.outcome,
        "actions": 1 + (handling.second_s > 0),
        "handling_s": handling.first_s + handling.second_s,
        "amount": np.where(handling.granted, mine.line_amount.sum(axis=1), 0),
        "defective": (requests.cause == DEFECTIVE) & handling.granted,
    }
