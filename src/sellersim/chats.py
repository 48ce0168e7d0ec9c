"""Chats: who writes to which seller, when, about what; before the purchase and because of an order."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.closures import Closures
from sellersim.columns import NONE, Columns
from sellersim.dice import Flags, Floats, Ints, choose
from sellersim.fulfilment import Orders
from sellersim.requests import CAUSES, Requests
from sellersim.setting import Setting
from sellersim.texts import TOPICS
from sellersim.traffic import SLOTS, account_days, moments, occurrences, orders_expected
from sellersim.zones import DAY, HOUR, MINUTE

PLAIN, OUTREACH, BROADCAST, SPAM, BLOCKED = range(5)
_SORT_SHARES = (0.93, 0.03, 0.02, 0.015, 0.005)
_VISITORS = 0.45  # chats before a purchase for each chat after one
_QUESTION, _STOCK, _PROMOTION, _LISTING, _CHANGE, _WHERE, _LATE, _QUALITY, _RETURN, _INVOICE = range(
    len(TOPICS)
)


@dataclass(frozen=True, eq=False)
class Chats(Columns):
    """Chats as they begin. ``order`` is the order's number or NONE; ``sort`` one of PLAIN, OUTREACH ...

    ``start`` is UTC seconds; ``day`` and ``hour`` are local.
    """

    number: Ints
    account: Ints
    buyer: Ints
    order: Ints
    topic: Ints
    language: Ints
    sort: Ints
    start: Ints
    day: Ints
    hour: Ints
    shut: Flags


def make_chats(
    setting: Setting, closures: Closures, orders: Orders, requests: Requests, first: int, last: int
) -> Chats:
    """Return the chats of visitors on the local days ``first`` to ``last`` and of all ``orders``."""
    parts = [_visitors(setting, first, last), *_buyers(setting, orders, requests)]
    number, account, buyer, order, topic, start = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    local = setting.zones.local(setting.accounts.zone[account], start)
    day = local // DAY
    sort = setting.dice.pick("chat sort", number, np.array(_SORT_SHARES))
    return Chats(
        number=number,
        account=account,
        buyer=buyer,
        order=order,
        topic=topic,
        language=_language(setting, number, account),
        sort=np.where(order == NONE, sort, PLAIN),
        start=start,
        day=day,
        hour=local % DAY // HOUR,
        shut=closures.shut(account, day),
    )


_Part = tuple[Ints, Ints, Ints, Ints, Ints, Ints]  # number, account, buyer, order, topic, start


def _visitors(setting: Setting, first: int, last: int) -> _Part:
    dice = setting.dice
    days, shops = account_days(setting, first, last)
    expected = orders_expected(setting, days, shops) * setting.accounts.chats[shops] * _VISITORS
    expected = expected * setting.effects.factor("chat_volume", days, shops)
    day, account, number = occurrences(setting, "visitors", days, shops, expected, SLOTS - 1)
    number = number * 10
    start = moments(setting, "visit", number, account, day)
    who = dice.between("visitor", number, 1, 2_000_000_000)
    buyer = (setting.accounts.market[account] + 1) * 10_000_000_000 + who
    topic = choose(dice.uniform("visitor topic", number), np.array((0.5, 0.25, 0.25)))
    return number, account, buyer, np.full_like(number, NONE), topic, start


def _buyers(setting: Setting, orders: Orders, requests: Requests) -> list[_Part]:
    """Four reasons to write about an order, each with its own chance, so that none hides another."""
    return [
        _about_listing(setting, orders),
        _about_delay(setting, orders),
        _about_request(setting, orders, requests),
        _about_anything(setting, orders),
    ]


def _about_listing(setting: Setting, orders: Orders) -> _Part:
    risk = setting.accounts.chats[orders.account] * 0.4 * (orders.listing - 1)
    start = orders.placed + setting.dice.between("asks listing", orders.number, 5 * MINUTE, 5 * HOUR)
    return _part(setting, orders, 1, np.full_like(start, _LISTING), start, risk)


def _about_delay(setting: Setting, orders: Orders) -> _Part:
    start = orders.due_deliver + setting.dice.between("asks late", orders.number, HOUR, 14 * HOUR)
    waits = ((orders.delivered == NONE) | (orders.delivered > start)) & (orders.paid != NONE)
    waits &= (orders.cancelled == NONE) | (orders.cancelled > start)
    return _part(setting, orders, 2, np.full_like(start, _LATE), start, np.where(waits, 0.3, 0.0))


def _about_request(setting: Setting, orders: Orders, requests: Requests) -> _Part:
    mine = orders.take(requests.order)
    seller = np.array([cause.fault == "seller" for cause in CAUSES])[requests.cause]
    goods = seller & setting.dice.chance("about goods", mine.number, 0.6)
    topic = np.where(goods, _QUALITY, _RETURN)
    return _part(setting, mine, 3, topic, requests.opened + 10 * MINUTE, np.full(len(topic), 0.35))


def _about_anything(setting: Setting, orders: Orders) -> _Part:
    dice, number = setting.dice, orders.number
    kind = choose(dice.uniform("order topic", number), np.array((0.2, 0.45, 0.1, 0.25)))
    topic = np.array((_CHANGE, _WHERE, _INVOICE, _QUESTION))[kind]
    soon = orders.placed + dice.between("asks soon", number, 5 * MINUTE, 5 * HOUR)
    arrival = np.where(orders.delivered == NONE, orders.shipped + 5 * DAY, orders.delivered)
    way = (arrival - orders.shipped) * dice.uniform("asks where", number)
    start = np.where(topic == _WHERE, orders.shipped + way.astype(np.int64), soon)
    asks = (topic != _WHERE) | (orders.shipped != NONE)
    return _part(setting, orders, 4, topic, start, setting.accounts.chats[orders.account] * asks)


def _part(setting: Setting, orders: Orders, reason: int, topic: Ints, start: Ints, risk: Floats) -> _Part:
    day = setting.zones.day(orders.zone, np.maximum(start, DAY))
    risk = risk * setting.effects.factor("chat_volume", day, orders.account)
    rows = np.flatnonzero(setting.dice.chance(f"writes for reason {reason}", orders.number, risk))
    number = orders.number[rows]
    return number * 10 + reason, orders.account[rows], orders.buyer[rows], number, topic[rows], start[rows]


def _language(setting: Setting, number: Ints, account: Ints) -> Ints:
    weights = np.zeros((len(m.MARKETS), len(m.LANGUAGES)))
    for row, market in enumerate(m.MARKETS):
        for language, share in market.languages:
            weights[row, m.LANGUAGES.index(language)] = share
    return setting.dice.pick("chat language", number, weights[setting.accounts.market[account]])
