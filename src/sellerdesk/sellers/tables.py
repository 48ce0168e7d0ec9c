"""The columns of rows behind a metric, as they are shown and exported."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from sellerdesk.sellers.words import code_name
from sellerdesk.ui import exports, formats
from sellerdesk.ui.exports import Kind
from sellerloop.events.contract import Column, Contract, Type
from sellerloop.lake.rows import Row
from sellerloop.metrics.spec import Direction, Metric, contract_of, counter
from sellerloop.policy.predicate import columns

_ALWAYS = ("region", "warehouse", "carrier", "topic", "team", "reason", "category")
_CURRENCY = "currency"
_MOST = 7
_LINKS = ("account", "order_id", "chat_id")  # say which page a row has
_KINDS = {
    Type.INSTANT: Kind.MOMENT,
    Type.DATE: Kind.DAY,
    Type.INTEGER: Kind.COUNT,
    Type.MONEY: Kind.COUNT,
    Type.FLAG: Kind.FLAG,
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row behind a metric: its number, what came of it, and the values that decided."""

    key: str
    outcome: str
    tone: str
    reason: str
    cells: Sequence[str]
    href: str = ""


class RowTable:
    """The rows behind one metric, in the columns that decide about them."""

    def __init__(self, metric: Metric, zone: str, rows: Sequence[Row] = ()) -> None:
        """Where ``rows`` are given, columns in which none of them has a value are left out."""
        self.metric, self.zone, self.rows = metric, zone, rows
        side = metric.denominator or metric.numerator
        self.contract: Contract = contract_of(side)
        self.anchor = side.anchor
        self.columns = self._columns()

    @property
    def head(self) -> list[str]:
        return [gettext(column.meaning) for column in self.columns]

    def row(self, row: Row) -> ShownRow:
        outcome, tone = outcome_of(self.metric, row)
        currency = str(row.values.get(_CURRENCY) or "")
        cells = [cell(c, row.values.get(c.name), self.zone, currency) for c in self.columns]
        reason = formats.sentence(formats.say(row.reason))
        return ShownRow(row.key, outcome, tone, reason, cells, page_of(row))

    def export_columns(self) -> list[exports.Column]:
        """The columns of an export: keys are those of the event contract."""
        own = [("key", gettext("Number")), ("outcome", gettext("Outcome")), ("why", gettext("Why"))]
        return [
            *(exports.Column(key, label) for key, label in own),
            *(
                exports.Column(c.name, gettext(c.meaning), _KINDS.get(c.type, Kind.TEXT))
                for c in self.columns
            ),
        ]

    def export_cells(self, row: Row) -> list[object]:
        outcome, _tone = outcome_of(self.metric, row)
        return [row.key, outcome, formats.say(row.reason), *(row.values.get(c.name) for c in self.columns)]

    def _columns(self) -> list[Column]:
        """Columns that decide first, then what helps to see a pattern; flags are told by the reason."""
        known = {column.name: column for column in self.contract.columns}
        told = {_CURRENCY, "chat_id", *self.contract.key}  # by the number itself, or its link
        names = (name for name in columns_of(self.metric) if name not in told)
        telling = (known[name] for name in names if known[name].type is not Type.FLAG and self._tells(name))
        return list(telling)[:_MOST]

    def _tells(self, name: str) -> bool:
        return not self.rows or any(row.values.get(name) is not None for row in self.rows)


def cell(column: Column, value: object, zone: str, currency: str = "") -> str:
    """Return one value of a row as text: times in ``zone``, money in ``currency``, codes as words."""
    match column.type, value:
        case _, None:
            return formats.DASH
        case Type.INSTANT, dt.datetime():
            return formats.moment(value, zone, named=False)
        case _, dt.date():
            return formats.day(value)
        case Type.MONEY, int():
            return formats.money(value, currency)
        case _, bool():
            return gettext("yes") if value else gettext("no")
        case Type.INTEGER, int() if column.unit == "s":
            return formats.duration(value)
        case _, int() | float():
            return formats.number(value)
        case Type.CODE | Type.ENUM, str():
            return code_name(value)
    return str(value)


def page_of(row: Row) -> str:
    """Return the address of the conversation or order that a row is about; nothing where it is about none."""
    account, order, chat = (row.values.get(name) for name in ("account", "order_id", "chat_id"))
    if account and chat:
        return reverse("orders:chat", args=[account, chat])
    return reverse("orders:order", args=[account, order]) if account and order else ""


def columns_of(metric: Metric) -> list[str]:
    """Return the columns of a metric's rows worth reading, the ones that its conditions look at first."""
    used: list[str] = []
    for side in metric.sides:
        found = counter(metric, side)
        used += [found.anchor, *sorted(columns(found.where)), *([found.column] if found.column else [])]
    known = {column.name for column in contract_of(metric.denominator or metric.numerator).columns}
    return [name for name in dict.fromkeys((*used, *_ALWAYS, _CURRENCY, *_LINKS)) if name in known]


def outcome_of(metric: Metric, row: Row) -> tuple[str, str]:
    """Say what came of a row, and its tone. Where high is good, a row outside the numerator is bad."""
    if not row.asked:
        return gettext("Left out"), "none"
    against = counts_against(metric)
    if not against:
        return gettext("Counted"), "ok"
    bad = row.counted == (against == "counted")
    return (gettext("Counts against"), "bad") if bad else (pgettext("outcome", "Fine"), "ok")


def counts_against(metric: Metric) -> str:
    """Return the code of the rows that count against a seller; nothing where no row does for itself."""
    if metric.direction is Direction.NEUTRAL or metric.denominator is None or metric.numerator.column:
        return ""
    return "counted" if metric.direction is Direction.LOWER else "asked"


def shown_choices(metric: Metric) -> list[tuple[str, str]]:
    """Return the ways to narrow the rows of a metric, the bad ones first."""
    everything, left_out = ("all", gettext("All rows")), ("left_out", gettext("Left out"))
    if metric.denominator is None or metric.numerator.column:
        return [everything, left_out]
    bad, good = ("counted", "asked") if metric.direction is Direction.LOWER else ("asked", "counted")
    return [everything, (bad, gettext("Counts against")), (good, pgettext("outcome", "Fine")), left_out]
