"""What becomes of placed orders: dispatch, delivery, loss or cancellation, against the promises made."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.cancellations import cancel
from sellersim.columns import NONE, Columns
from sellersim.dice import Flags, Ints
from sellersim.orders import Placed
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE

_CUT_OFF = 15 * HOUR  # payments after this local time are handled from the next business day
_GRACE = 4  # business days from the promised dispatch to the automatic cancellation
_LONGEST_WAIT = 40.0  # business days
_LONGEST_STALL = 60  # days; by then every order has been cancelled automatically
_LONGEST_WAY = 12  # carrier days
_SHIP_DAYS = np.array([market.ship_days for market in m.MARKETS])
_DELIVER_DAYS = np.array([market.deliver_days for market in m.MARKETS])
_WAY = np.concatenate([market.transit for market in m.MARKETS])
_SPEED = np.concatenate([market.speed for market in m.MARKETS])


@dataclass(frozen=True, eq=False)
class Promises(Columns):
    """What each order is promised; instants at the end of local days."""

    due_ship: Ints
    due_fast: Ints
    due_deliver: Ints
    deadline: Ints  # of the dispatch, before the order is cancelled automatically


@dataclass(frozen=True, eq=False)
class Orders(Placed, Promises):
    """Orders with their whole life. Instants that never come are NONE."""

    shipped: Ints
    delivered: Ints
    late: Flags  # delivered after the promised day
    lost: Flags
    cancelled: Ints
    canceller: Ints
    reason: Ints
    tracked: Flags


def fulfil(setting: Setting, placed: Placed) -> Orders:
    """Give every placed order its life."""
    dice, number = setting.dice, placed.number
    begun = np.where(placed.paid == NONE, placed.placed, placed.paid)
    local = setting.zones.local(placed.zone, begun)
    promises = _promise(setting, placed, local // DAY)
    planned_day = _planned_day(setting, placed, local)
    ship_day = _stalled(setting, placed, planned_day)
    clock = dice.between("dispatch", number, 9 * HOUR, 19 * HOUR)
    planned, shipped = (
        setting.zones.instant(placed.zone, np.maximum(day * DAY + clock, local + 30 * MINUTE))
        for day in (planned_day, ship_day)
    )
    cancelled = cancel(setting, placed, planned, shipped, promises.deadline)
    sent = cancelled.by == NONE
    lost = sent & dice.chance("lost", number, 0.0025)
    arrives = sent & ~lost
    arrival = _arrival(setting, placed, ship_day)
    return Orders(
        **vars(placed),
        **vars(promises),
        shipped=np.where(sent, shipped, NONE),
        delivered=np.where(arrives, arrival, NONE),
        late=arrives & (arrival > promises.due_deliver),
        lost=lost,
        cancelled=cancelled.at,
        canceller=cancelled.by,
        reason=cancelled.reason,
        tracked=sent & dice.chance("tracking", number, setting.accounts.tracking[placed.account]),
    )


def _promise(setting: Setting, placed: Placed, paid_day: Ints) -> Promises:
    def end_of(count: Ints) -> Ints:
        day = setting.calendars.due(placed.market, paid_day, count)
        return setting.zones.instant(placed.zone, day * DAY + DAY - 1)

    ship_days = _SHIP_DAYS[placed.market]
    return Promises(
        due_ship=end_of(ship_days),
        due_fast=end_of(np.ones_like(ship_days)),
        due_deliver=end_of(_DELIVER_DAYS[placed.market]),
        deadline=end_of(ship_days + _GRACE),
    )


def _planned_day(setting: Setting, placed: Placed, paid_local: Ints) -> Ints:
    accounts, account, day = setting.accounts, placed.account, paid_local // DAY
    factor = setting.effects.factor(
        "ship_delay",
        day,
        account,
        category=placed.category,
        region=placed.region,
        warehouse=placed.warehouse,
    )
    wait = accounts.ship[account] * accounts.wave(account, day, 0.0) * factor
    wait = wait * setting.calendars.rush(placed.market, day) * np.where(placed.platform, 0.5, 1.0)
    wait = wait * setting.dice.spread("ship wait", placed.number, 0.6)
    count = np.minimum(wait, _LONGEST_WAIT).astype(np.int64) + (paid_local % DAY >= _CUT_OFF)
    return setting.calendars.due(placed.market, day, count)


def _stalled(setting: Setting, placed: Placed, planned_day: Ints) -> Ints:
    until = setting.effects.until("stall", planned_day, placed.account)
    until = np.minimum(until, planned_day + _LONGEST_STALL)
    backlog = setting.dice.between("catch up", placed.number, 0, 3)
    return np.where(until > planned_day, setting.calendars.due(placed.market, until, backlog), planned_day)


def _arrival(setting: Setting, placed: Placed, ship_day: Ints) -> Ints:
    factor = setting.effects.factor(
        "transit",
        ship_day,
        placed.account,
        category=placed.category,
        region=placed.region,
        warehouse=placed.warehouse,
        carrier=placed.carrier,
    )
    days = _WAY[placed.region] * _SPEED[placed.carrier] * factor
    days = days * setting.dice.spread("transit", placed.number, 0.36)
    count = np.clip((days + 0.5).astype(np.int64), 1, _LONGEST_WAY)
    day = setting.calendars.carried(placed.market, ship_day, count)
    clock = setting.dice.between("arrival", placed.number, 9 * HOUR, 20 * HOUR)
    return setting.zones.instant(placed.zone, day * DAY + clock)
