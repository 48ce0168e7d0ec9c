"""Cancellations: who calls an order off before it is dispatched, when and why; the earliest one counts."""

from dataclasses import dataclass

import numpy as np

from sellersim.columns import NONE, Columns
from sellersim.dice import Floats, Ints
from sellersim.orders import Placed
from sellersim.setting import Setting
from sellersim.zones import DAY, MINUTE

CANCELLERS = ("seller", "buyer", "platform", "unknown", "carrier", "buyer", "auto")  # fault codes
_SELLER, _BUYER, _PLATFORM, _UNKNOWN, _CARRIER, _UNPAID, _AUTO = range(len(CANCELLERS))
_SHARES = {_BUYER: 0.022, _PLATFORM: 0.0015, _UNKNOWN: 0.0008, _CARRIER: 0.0006}

REASONS = (
    "out_of_stock",
    "price_error",
    "late_dispatch",
    "cannot_ship",
    "changed_mind",
    "found_cheaper",
    "wrong_address",
    "risk_control",
    "not_stated",
    "carrier_refused",
    "unpaid",
    "dispatch_sla_missed",
)
_SELLER_REASONS = np.array((0.56, 0.12, 0.2, 0.12))
_BUYER_REASONS = np.array((0.6, 0.22, 0.18))
_FIRST_REASON = np.array((0, 4, 7, 8, 9, 10, 11))  # of each canceller, in REASONS
_NEVER = np.int64(1 << 60)


@dataclass(frozen=True, eq=False)
class Cancellations(Columns):
    """The cancellation of each order; all NONE where there is none.

    ``by`` is an index into CANCELLERS, ``reason`` one into REASONS, ``at`` is UTC seconds.
    """

    at: Ints
    by: Ints
    reason: Ints


def cancel(setting: Setting, placed: Placed, planned: Ints, shipped: Ints, deadline: Ints) -> Cancellations:
    """Decide which orders are cancelled. People cancel before ``planned``, the dispatch as first planned, so
    that a later change of the dispatch changes no past; after ``deadline`` the platform cancels by itself."""
    dice, number = setting.dice, placed.number
    unpaid = placed.paid == NONE
    at = np.full((len(CANCELLERS), len(number)), _NEVER)
    for who in (_SELLER, *_SHARES):
        part = 0.1 + 0.8 * dice.uniform(f"cancels when {who}", number)
        moment = placed.paid + (part * (planned - placed.paid)).astype(np.int64)
        risk = _seller_risk(setting, placed, moment) if who == _SELLER else _SHARES[who]
        at[who] = np.where(dice.chance(f"cancels {who}", number, risk) & ~unpaid, moment, _NEVER)
    at[_UNPAID] = np.where(unpaid, placed.placed + DAY, _NEVER)
    at[_AUTO] = np.where((shipped > deadline) & ~unpaid, deadline + 30 * MINUTE, _NEVER)
    by = np.argmin(at, axis=0)
    moment = at[by, np.arange(len(number))]
    happens = moment < _NEVER
    return Cancellations(
        at=np.where(happens, moment, NONE),
        by=np.where(happens, by, NONE),
        reason=np.where(happens, _reason(setting, number, by), NONE),
    )


def _seller_risk(setting: Setting, placed: Placed, moment: Ints) -> Floats:
    accounts, account = setting.accounts, placed.account
    day = setting.zones.day(placed.zone, moment)
    factor = setting.effects.factor(
        "seller_cancel",
        day,
        account,
        category=placed.category,
        region=placed.region,
        warehouse=placed.warehouse,
    )
    return accounts.cancel[account] * accounts.wave(account, day, 1.0) * factor


def _reason(setting: Setting, number: Ints, by: Ints) -> Ints:
    own = setting.dice.pick("seller reason", number, _SELLER_REASONS)
    theirs = setting.dice.pick("buyer reason", number, _BUYER_REASONS)
    return np.asarray(_FIRST_REASON[by] + np.select([by == _SELLER, by == _BUYER], [own, theirs], 0))
