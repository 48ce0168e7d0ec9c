"""From rows to Arrow tables: exactly the stored columns of the contract, in its order."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sellerloop.events.contract import Column, Derived, Type
from sellerloop.events.registry import contract
from sellersim import closures, contacts, markets, violations
from sellersim.cancellations import REASONS as CANCEL_REASONS
from sellersim.chat_rows import RATING_REASONS
from sellersim.dice import Ints
from sellersim.requests import CAUSES
from sellersim.rows import Rows
from sellersim.setting import Setting
from sellersim.texts import POOL, TOPICS
from sellersim.zones import DAY

_PREFIX = {
    "order_id": "O",
    "parcel_id": "T",
    "chat_id": "C",
    "contact_id": "K",
    "review_id": "V",
    "request_id": "R",
    "violation_id": "X",
    "product_id": "P",
    "buyer": "b",
    "agent": "a",
}
_ARROW = {
    Type.INSTANT: pa.timestamp("us", tz="UTC"),
    Type.DATE: pa.date32(),
    Type.INTEGER: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.FLAG: pa.bool_(),
}
_OF_ACCOUNT = ("market", "zone")


class Tables:
    """Makes the tables of one world."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        words: dict[str, Sequence[str]] = {
            "account": setting.accounts.ids,
            "market": [market.code for market in markets.MARKETS],
            "zone": markets.ZONES,
            "language": markets.LANGUAGES,
            "category": markets.CATEGORIES,
            "tier": markets.TIERS,
            "region": markets.REGIONS,
            "place": markets.REGIONS,
            "warehouse": markets.WAREHOUSES,
            "carrier": markets.CARRIERS,
            "currency": markets.CURRENCIES,
            "team": markets.CHAT_TEAMS,
            "topic": TOPICS,
            "text": POOL,
            "cancel_reason": CANCEL_REASONS,
            "vendor": markets.VENDORS,
            "calendar": ("shop",),
            "contact.team": [team for team, _ in markets.DESKS],
            "contact.reason": contacts.REASONS,
            "request.reason": [cause.reason for cause in CAUSES],
            "chat_rating.reason": RATING_REASONS,
            "violation.reason": [rule.reason for rule in violations.RULES],
            "account.name": setting.accounts.names,
            "product.name": setting.products.names,
            "calendar_exception.name": closures.NAMES,
        }
        self._words = {name: pa.array(list(values), pa.string()) for name, values in words.items()}

    def make(self, kind: str, rows: Rows, *, order: Ints) -> pa.Table:
        """Return the table of ``kind`` with the rows in ``order``."""
        account = rows["account"][order]
        given = {name: column[order] for name, column in rows.items()}
        accounts = self._setting.accounts
        given |= {name: getattr(accounts, name)[account] for name in _OF_ACCOUNT}
        arrays, fields = [], []
        for column in contract(kind).stored:
            array = self._array(kind, column, given, len(account))
            arrays.append(array)
            fields.append(pa.field(column.name, array.type, nullable=not column.required))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def _array(self, kind: str, column: Column, given: Mapping[str, np.ndarray], length: int) -> pa.Array:
        if column.derived is Derived.LOCAL_DATE:
            return self._date(given, column.origin, length)
        values = given.get(column.name)
        if column.type is Type.FLAG:
            return pa.array(np.zeros(length, dtype=bool) if values is None else values)
        target = _ARROW.get(column.type, pa.string())
        if values is None:
            return pa.nulls(length, target)
        missing = values < 0
        if column.type is Type.INSTANT:
            return pa.array(values * 1_000_000, pa.int64(), mask=missing).cast(target)
        if column.type in (Type.INTEGER, Type.MONEY):
            return pa.array(values, target, mask=missing)
        words = self._vocabulary(kind, column)
        if words is not None:
            return words.take(pa.array(values, pa.int64(), mask=missing))
        digits = pa.array(values, pa.int64(), mask=missing).cast(pa.string())
        prefix = _PREFIX.get(column.name)
        return digits if prefix is None else pc.binary_join_element_wise(prefix, digits, "")

    def _vocabulary(self, kind: str, column: Column) -> pa.Array | None:
        if column.choices:
            return pa.array(list(column.choices), pa.string())
        return self._words.get(f"{kind}.{column.name}", self._words.get(column.name))

    def _date(self, given: Mapping[str, np.ndarray], origin: str, length: int) -> pa.Array:
        values = given.get(origin)
        if values is None:
            return pa.nulls(length, pa.date32())
        days = self._setting.zones.day(given["zone"], np.maximum(values, DAY))
        return pa.array(days.astype(np.int32), pa.int32(), mask=values < 0).cast(pa.date32())
