"""Chats: who writes to which seller, when, about what; before the purchase and because of an order."""

from dataclasses import dataclass

import numpy as np

from sellersim import markets as m
from sellersim.closures import Closures
from sellersim.dice import Flags, Floats, Ints, choose
from sellersim.fulfilment import Orders
from sellersim.orders import NONE, Columns, clock, numbers, shop_days, traffic
from sellersim.requests import CAUSES, Requests
from sellersim.setting import Setting
from sellersim.texts import TOPICS
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


_Part = tuple[Ints, Ints, Ints, Ints, Ints, Ints]


def _visitors(setting: Setting, first: int, last: int) -> _Part:
    dice = setting.dice
    shop_day, shop = shop_days(setting, first, last)
    mean = traffic(setting, shop_day, shop) * setting.accounts.chats[shop] * _VISITORS
    mean = mean * setting.effects.factor("contact", shop_day, shop)
    count = np.minimum(dice.poisson("visitors", shop_day * 1_000_000 + shop, mean), 9_999)
    day, account = np.repeat(shop_day, count), np.repeat(shop, count)
    turn = np.arange(len(day)) - np.repeat(np.cumsum(count) - count, count)
    number = numbers(day, account, turn) * 10
    start = setting.zones.instant(setting.accounts.zone[account], day * DAY + clock(setting, "visit", number))
    who = dice.between("visitor", number, 1, 2_000_000_000)
    buyer = (setting.accounts.market[account] + 1) * 10_000_000_000 + who
    topic = choose(dice.uniform("visitor topic", number), np.array((0.5, 0.25, 0.25)))
    return number, account, buyer, np.full_like(number, NONE), topic, start


def _buyers(setting: Setting, orders: Orders, requests: Requests) -> list[_Part]:
    """Four reasons to write about an order, each with its own chance, so that none hides another."""
    dice, number = setting.dice, orders.number
    rate = setting.accounts.chats[orders.account]
    end = np.where(orders.delivered == NONE, orders.placed + 6 * DAY, orders.delivered)

    def part(name: str, code: int, topic: Ints, start: Ints, risk: Floats) -> _Part:
        day = setting.zones.day(orders.zone, start)
        factor = setting.effects.factor("contact", day, orders.account)
        rows = np.flatnonzero(dice.chance(name, number, risk * factor))
        picked = orders.take(rows)
        return (
            picked.number * 10 + code,
            picked.account,
            picked.buyer,
            picked.number,
            topic[rows],
            start[rows],
        )

    soon = orders.placed + dice.between("asks soon", number, 5 * MINUTE, 5 * HOUR)
    listing = part("asks listing", 1, np.full_like(number, _LISTING), soon, rate * 0.4 * (orders.listing - 1))
    due = orders.due_deliver + dice.between("asks late", number, HOUR, 14 * HOUR)
    late = part("asks late", 2, np.full_like(number, _LATE), due, np.where(orders.late, 0.3, 0.0))
    opened = np.full_like(number, 0)
    opened[requests.order] = requests.opened
    cause = np.full_like(number, NONE)
    cause[requests.order] = requests.cause
    goods = np.isin(cause, [n for n, c in enumerate(CAUSES) if c.fault == "seller"])
    about = np.where(goods & dice.chance("about goods", number, 0.6), _QUALITY, _RETURN)
    after = part("asks after", 3, about, opened + 10 * MINUTE, np.where(opened > 0, 0.35, 0.0))
    topic = choose(dice.uniform("order topic", number), np.array((0.2, 0.45, 0.1, 0.25)))
    travelling = orders.shipped + ((end - orders.shipped) * dice.uniform("asks where", number)).astype(
        np.int64
    )
    kept = orders.canceller == NONE
    usual = np.array((_CHANGE, _WHERE, _INVOICE, _QUESTION))[topic]
    start = np.where((usual == _WHERE) & kept, travelling, soon)
    asks = np.where((usual == _CHANGE) | kept, rate, 0.0)
    return [listing, late, after, part("asks usual", 4, usual, start, asks)]


def _language(setting: Setting, number: Ints, account: Ints) -> Ints:
    weights = np.zeros((len(m.MARKETS), len(m.LANGUAGES)))
    for row, market in enumerate(m.MARKETS):
        for language, share in market.languages:
            weights[row, m.LANGUAGES.index(language)] = share
    return setting.dice.pick("chat language", number, weights[setting.accounts.market[account]])
