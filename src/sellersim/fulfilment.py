"""What becomes of placed orders: dispatch, delivery, cancellation, against the promises made."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.dice import Flags, Floats, Ints
from sellersim.orders import NONE, Placed
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE

FAR = np.int64(1 << 60)
_CUT_OFF = 15 * HOUR  # payments after this local time are handled from the next business day
_GRACE_DAYS = 4  # business days from the promised dispatch to the automatic cancellation
_LONGEST_TRANSIT = 12  # carrier days

CANCELLERS = ("seller", "buyer", "platform", "unknown", "carrier", "buyer", "auto")
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
_BUYER, _PLATFORM, _UNKNOWN, _CARRIER, _UNPAID, _AUTO = 1, 2, 3, 4, 5, 6
_REASON_OF = np.array((0, 4, 7, 8, 9, 10, 11))


@dataclass(frozen=True, eq=False)
class Orders(Placed):
    """Orders with their whole life. Instants that never come are NONE."""

    due_ship: Ints
    due_fast: Ints
    due_deliver: Ints
    shipped: Ints
    ship_day: Ints
    delivered: Ints
    delivered_day: Ints
    late: Flags  # delivered after the promised day
    lost: Flags
    cancelled: Ints
    canceller: Ints  # index into CANCELLERS, NONE when not cancelled
    reason: Ints  # index into REASONS
    tracked: Flags


def fulfil(setting: Setting, placed: Placed) -> Orders:
    """Give every placed order its life."""
    dice, number = setting.dice, placed.number
    start = np.where(placed.paid == NONE, placed.placed, placed.paid)
    paid_local = setting.zones.local(placed.zone, start)
    due = _promises(setting, placed, paid_local // DAY)
    planned_day = _planned_day(setting, placed, paid_local)
    ship_day = _stalled(setting, placed, planned_day)
    clock = dice.between("dispatch", number, 9 * HOUR, 19 * HOUR)
    planned = _at(setting, placed, np.maximum(planned_day * DAY + clock, paid_local + 30 * MINUTE))
    shipped = _at(setting, placed, np.maximum(ship_day * DAY + clock, paid_local + 30 * MINUTE))
    cancelled, canceller, reason = _cancel(setting, placed, start, planned, shipped, due["auto"])
    alive = canceller == NONE
    lost = alive & dice.chance("lost", number, 0.0025)
    delivered_day = _delivered_day(setting, placed, ship_day)
    arrival = _at(setting, placed, delivered_day * DAY + dice.between("arrival", number, 9 * HOUR, 20 * HOUR))
    arrives = alive & ~lost
    return Orders(
        **vars(placed),
        due_ship=due["ship"],
        due_fast=due["fast"],
        due_deliver=due["deliver"],
        shipped=np.where(alive, shipped, NONE),
        ship_day=ship_day,
        delivered=np.where(arrives, arrival, NONE),
        delivered_day=delivered_day,
        late=arrives & (delivered_day > due["deliver_day"]),
        lost=lost,
        cancelled=np.where(alive, NONE, cancelled),
        canceller=canceller,
        reason=reason,
        tracked=alive & dice.chance("tracking", number, setting.accounts.tracking[placed.account]),
    )


def _at(setting: Setting, placed: Placed, local: Ints) -> Ints:
    return setting.zones.instant(placed.zone, local)


def _promises(setting: Setting, placed: Placed, paid_day: Ints) -> dict[str, Ints]:
    ship_days = np.array([market.ship_days for market in m.MARKETS])[placed.market]
    deliver_days = np.array([market.deliver_days for market in m.MARKETS])[placed.market]
    counts = {
        "fast": np.ones_like(ship_days),
        "ship": ship_days,
        "auto": ship_days + _GRACE_DAYS,
        "deliver": deliver_days,
    }
    days = {name: setting.calendars.due(placed.market, paid_day, count) for name, count in counts.items()}
    ends = {name: _at(setting, placed, day * DAY + DAY - 1) for name, day in days.items()}
    return ends | {"deliver_day": days["deliver"]}


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
    wait: Floats = accounts.ship[account] * accounts.wave(account, day, 0.0) * factor
    wait = wait * setting.calendars.rush(placed.market, day) * np.where(placed.platform, 0.5, 1.0)
    wait = wait * setting.dice.spread("ship wait", placed.number, 0.62)
    count = np.minimum(wait, 40.0).astype(np.int64) + (paid_local % DAY >= _CUT_OFF)
    return setting.calendars.due(placed.market, day, count)


def _stalled(setting: Setting, placed: Placed, planned_day: Ints) -> Ints:
    until = setting.effects.until("stall", planned_day, placed.account)
    catch_up = setting.calendars.due(
        placed.market, until, setting.dice.between("catch up", placed.number, 0, 3)
    )
    return np.where(until > planned_day, catch_up, planned_day)


def _delivered_day(setting: Setting, placed: Placed, ship_day: Ints) -> Ints:
    median = np.concatenate([market.transit for market in m.MARKETS])[placed.region]
    speed = np.concatenate([market.speed for market in m.MARKETS])[placed.carrier]
    factor = setting.effects.factor(
        "transit",
        ship_day,
        placed.account,
        category=placed.category,
        region=placed.region,
        warehouse=placed.warehouse,
        carrier=placed.carrier,
    )
    days = median * speed * factor * setting.dice.spread("transit", placed.number, 0.34)
    count = np.clip((days + 0.5).astype(np.int64), 1, _LONGEST_TRANSIT)
    return setting.calendars.carried(placed.market, ship_day, count)


def _cancel(
    setting: Setting, placed: Placed, start: Ints, planned: Ints, shipped: Ints, auto: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return (instant, canceller, reason) of the earliest cancellation; NONE as canceller where none comes."""
    dice, number, account = setting.dice, placed.number, placed.account
    times = np.full((len(CANCELLERS), len(number)), FAR)
    for who, share in (
        (0, 0.0),
        (_BUYER, 0.022),
        (_PLATFORM, 0.0015),
        (_UNKNOWN, 0.0008),
        (_CARRIER, 0.0006),
    ):
        name = f"cancel {who}"
        moment = start + ((0.1 + 0.8 * dice.uniform(f"{name} when", number)) * (planned - start)).astype(
            np.int64
        )
        risk: Floats | float = share
        if who == 0:
            day = setting.zones.day(placed.zone, moment)
            factor = setting.effects.factor(
                "seller_cancel",
                day,
                account,
                category=placed.category,
                region=placed.region,
                warehouse=placed.warehouse,
            )
            risk = setting.accounts.cancel[account] * setting.accounts.wave(account, day, 1.0) * factor
        times[who] = np.where(dice.chance(name, number, risk), moment, FAR)
    times[_UNPAID] = np.where(placed.paid == NONE, placed.placed + DAY, FAR)
    times[_AUTO] = np.where((shipped > auto) & (placed.paid != NONE), auto + 30 * MINUTE, FAR)
    times[:_UNPAID, placed.paid == NONE] = FAR
    first = np.argmin(times, axis=0)
    moment = times[first, np.arange(len(number))]
    own = dice.pick("seller reason", number, np.array((0.56, 0.12, 0.2, 0.12)))
    theirs = 4 + dice.pick("buyer reason", number, np.array((0.6, 0.22, 0.18)))
    reason = np.select([first == 0, first == _BUYER], [own, theirs], _REASON_OF[first])
    canceller = np.where(moment < FAR, first, NONE)
    return moment, canceller, np.where(canceller == NONE, NONE, reason)
