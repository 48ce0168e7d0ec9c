"""The world: what becomes known on which day.

A day of the world begins when it begins in the east, at UTC+8: no market's local day begins before it, so
what is changed from a day on changes nothing that became known on earlier days.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sellerloop.events.registry import contract, contracts
from sellersim.catalogue import account_rows, product_rows
from sellersim.chat_rows import chat_rows, rating_rows
from sellersim.chats import make_chats
from sellersim.closures import Closures
from sellersim.config import Config, Fault
from sellersim.contacts import contact_rows
from sellersim.dice import Ints
from sellersim.fulfilment import fulfil
from sellersim.messages import message_rows
from sellersim.order_rows import item_rows, order_rows
from sellersim.orders import place
from sellersim.parcels import scan_rows
from sellersim.request_rows import request_rows
from sellersim.requests import make_requests
from sellersim.reviews import review_rows
from sellersim.rows import Rows, keep, stack
from sellersim.setting import SPAN, make_setting
from sellersim.tables import Tables
from sellersim.talks import make_talks
from sellersim.violations import violation_rows
from sellersim.zones import DAY, HOUR, date_of, day_number

EAST = 8 * HOUR  # ahead of UTC, in seconds
HORIZON = 100  # days after which nothing new becomes known of an order
_BLOCK = 31  # days that are made at a time; has no influence on what is made


@dataclass(frozen=True, eq=False)
class DayBatch:
    """What becomes known on ``date``: a table for every kind, sorted by account, fact and known time."""

    date: dt.date
    tables: Mapping[str, pa.Table]


class World:
    """A marketplace that answers for any day from ``config.first`` on, in any order, always the same.

    Going on from one day to the next is quick; a step back remakes the last :data:`HORIZON` days.
    The first day also holds everything known before it. Raises ConfigError when the configuration is not
    consistent.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._setting = make_setting(config)
        self._closures = Closures(self._setting)
        self._tables = Tables(self._setting)
        self._start = day_number(config.first)
        self._pending: dict[str, list[Rows]] = {}
        self._made = 0  # the next local day that has not been made
        self._next = 0  # the first day that can be answered for without going back
        self._begin(self._start)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults and decoys, fixed ones with the end that the fix gave them."""
        return self._setting.faults

    def day(self, date: dt.date) -> dict[str, pa.Table]:
        """Return what becomes known on ``date``, by kind. Raises ValueError before the first day."""
        return self.between(date, date)

    def between(self, first: dt.date, last: dt.date) -> dict[str, pa.Table]:
        """Return what becomes known from ``first`` to ``last``, both included, sorted by day.

        Raises ValueError before the first day and when the world has come to its end, after ten years.
        """
        low, high = day_number(first), day_number(last)
        if low < self._start:
            raise ValueError(f"this world begins on {self.config.first}, not on {first}")
        if last >= self.config.first + SPAN:
            raise ValueError(f"this world ends before {self.config.first + SPAN}")
        if low < self._next:
            self._begin(low)
        made = max(self._made, low - HORIZON, self._start)
        for start in range(made, high + 1, _BLOCK):
            self._make(start, min(start + _BLOCK - 1, high))
        self._made = max(made, high + 1)
        self._next = high + 1
        return {kind: self._take(kind, low, high) for kind in contracts()}

    def _begin(self, low: int) -> None:
        setting = self._setting
        self._pending = {kind: [] for kind in contracts()}
        self._pending["account"].append(account_rows(setting))
        self._pending["product"].append(product_rows(setting))
        self._pending["calendar_exception"].append(self._closures.rows(setting))
        self._made = max(self._start, low - HORIZON)
        self._next = low

    def _make(self, first: int, last: int) -> None:
        """Make everything that the orders, visitors and events of some local days lead to."""
        setting = self._setting
        orders = fulfil(setting, place(setting, first, last))
        requests = make_requests(setting, orders)
        chats = make_chats(setting, self._closures, orders, requests, first, last)
        talk = make_talks(setting, chats)
        made = {
            "order": order_rows(setting, orders),
            "item": item_rows(setting, orders),
            "parcel_scan": scan_rows(setting, orders),
            "review": review_rows(setting, orders),
            "request": request_rows(setting, orders, requests),
            "chat": chat_rows(setting, chats, talk),
            "message": message_rows(setting, chats, talk),
            "chat_rating": rating_rows(setting, chats, talk),
            "contact": contact_rows(setting, first, last),
            "violation": violation_rows(setting, first, last),
        }
        for kind, rows in made.items():
            self._pending[kind].append(rows)

    def _take(self, kind: str, low: int, high: int) -> pa.Table:
        """Cut the days ``low`` to ``high`` out of what waits; what was known before is forgotten."""
        rows = stack(self._pending[kind])
        day = (rows["known_at"] + EAST) // DAY
        if low == self._start:
            day = np.maximum(day, low)
        wanted = (day >= low) & (day <= high)
        self._pending[kind] = [keep(rows, day > high)]
        chosen = keep(rows, wanted)
        return self._tables.make(kind, chosen, order=_order(kind, chosen, day[wanted]))


def simulate(config: Config, first: dt.date, last: dt.date) -> Iterator[DayBatch]:
    """Yield what becomes known on each day from ``first`` to ``last``. ``first`` need not be the world's."""
    world = World(config)
    for day in range(day_number(first), day_number(last) + 1):
        date = date_of(day)
        yield DayBatch(date, world.day(date))


def _order(kind: str, rows: Rows, day: Ints) -> Ints:
    keys = [rows[name] for name in contract(kind).key if name != "account"]
    return np.lexsort((rows["known_at"], *reversed(keys), rows["account"], day))
