"""The accounts of a simulation as a list: narrowed, sorted, in words, and as a table for download."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q
from django.utils.translation import gettext

from sellerdesk.policies.models import Outcome, OutcomeQuerySet, Simulation
from sellerdesk.policies.simulating import Bar, spread
from sellerdesk.policies.wording import Names, word
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerdesk.ui.exports import Column, Kind, Table, facts
from sellerdesk.ui.paging import Order
from sellerdesk.ui.search import words

ORDERS = {
    "change": Order("change"),
    "-change": Order("change", descending=True),
    "after": Order("after"),
    "-before": Order("before", descending=True),
}
_WHO = {
    "lose": Q(change__lt=0),
    "gain": Q(change__gt=0),
    "crossed": ~Q(tier_before=F("tier_after")),
    "vanish": Q(before__isnull=False, after=None),
    "appear": Q(before=None, after__isnull=False),
}
_FIELDS = ("market", "category", "tier")
_STEP = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow or to sort."""

    value: str
    label: str
    chosen: bool


class OutcomeForm:
    """What the address asks for; what it asks wrongly is left out."""

    def __init__(self, query: Mapping[str, str], rows: OutcomeQuerySet) -> None:
        self.query, self.all = query, rows
        self.who = query.get("who", "") if query.get("who", "") in _WHO else ""
        self.sort = query.get("sort", "") if query.get("sort", "") in ORDERS else "change"
        self.group = query.get("by", "") if query.get("by", "") in _FIELDS else "market"
        self.words = query.get("q", "").strip()[:100]

    @property
    def order(self) -> Order:
        return ORDERS[self.sort]

    @property
    def in_force(self) -> dict[str, str]:
        given = {"who": self.who, "q": self.words, **{name: self.chosen(name) for name in _FIELDS}}
        return {name: value for name, value in given.items() if value}

    def chosen(self, name: str) -> str:
        value = self.query.get(name, "")
        return value if value in self.values[name] else ""

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The markets, categories and tiers that occur."""
        found: dict[str, set[str]] = {name: set() for name in _FIELDS}
        columns = [f"seller__{name}" for name in _FIELDS]
        for row in self.all.order_by().values_list(*columns).distinct():
            for name, value in zip(_FIELDS, row, strict=True):
                found[name].add(value)
        return {name: sorted(values - {""}) for name, values in found.items()}

    def rows(self) -> OutcomeQuerySet:
        rows = self.all
        if self.who:
            rows = rows.filter(_WHO[self.who])
        for name in _FIELDS:
            if value := self.chosen(name):
                rows = rows.filter(**{f"seller__{name}": value})
        found = words(self.words)
        for part in found[:8]:
            rows = rows.filter(seller__search__contains=part)
        return rows if found or not self.words else rows.none()

    @property
    def narrowing(self) -> list[tuple[str, str, list[Choice]]]:
        """The fields that narrow: name, label, choices."""
        labels = {
            "market": gettext("Market"),
            "category": gettext("Category"),
            "tier": gettext("Service tier"),
        }
        found = [("who", gettext("Accounts"), self._choices(self.who, _who_labels()))]
        for name in _FIELDS:
            if len(self.values[name]) > 1:
                named = {value: _named(name, value) for value in self.values[name]}
                options = {"": gettext("All"), **named}
                found.append((name, labels[name], self._choices(self.chosen(name), options)))
        return [*found, ("sort", gettext("Sort by"), self._choices(self.sort, _sort_labels()))]

    def told(self) -> dict[str, str]:
        """What is in force, in words, for the head of an export."""
        labels = {name: label for name, label, _choices in self.narrowing}
        choices = {name: {c.value: c.label for c in options} for name, _label, options in self.narrowing}
        found = {labels[n]: choices[n][v] for n, v in self.in_force.items() if n in labels}
        return found | ({gettext("Name or number"): self.words} if self.words else {})

    def _choices(self, chosen: str, labels: Mapping[str, str]) -> list[Choice]:
        return [Choice(value, label, value == chosen) for value, label in labels.items()]


def _named(field: str, value: str) -> str:
    return formats.market(value) if field == "market" else code_name(value)


def _who_labels() -> dict[str, str]:
    return {
        "": gettext("All accounts"),
        "lose": gettext("Who loses"),
        "gain": gettext("Who gains"),
        "crossed": gettext("Who changes level"),
        "vanish": gettext("Who has no score any more"),
        "appear": gettext("Who gets a score"),
    }


def _sort_labels() -> dict[str, str]:
    return {
        "change": gettext("Biggest loss first"),
        "-change": gettext("Biggest gain first"),
        "after": gettext("Lowest score after first"),
        "-before": gettext("Highest score before first"),
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """One account of the list."""

    outcome: Outcome
    place: str
    change: str
    tone: str
    metric: str
    points: str
    moved: bool
    tier_before: str
    tier_after: str


def shown(rows: Iterable[Outcome], names: Names) -> list[Shown]:
    """Return the accounts in words."""
    return [_shown(row, names) for row in rows]


def _shown(row: Outcome, names: Names) -> Shown:
    seller = row.seller
    parts = [formats.market(seller.market), code_name(seller.category), code_name(seller.tier)]
    tone = "mut" if not row.change else "bad" if row.change < 0 else "ok"
    return Shown(
        row,
        " · ".join(part for part in parts if part),
        formats.signed(row.change, 3) if row.change is not None else formats.DASH,
        tone,
        names[row.metric] if row.metric else "",
        formats.signed(row.points, 3) if row.points is not None else "",
        row.tier_before != row.tier_after,
        word(row.tier_before) or gettext("none"),
        word(row.tier_after) or gettext("none"),
    )


@dataclass(frozen=True, slots=True)
class Pillar:
    """One column of the picture of all changes, in SVG units and in words."""

    x: float
    y: float
    height: float
    label: str
    count: int
    tone: str


def spread_of(rows: OutcomeQuerySet, width: float = 40, height: float = 120) -> list[Pillar]:
    """Return the columns of the picture; the highest one fills it."""
    bars = spread(rows)
    most = max((bar.count for bar in bars), default=0) or 1
    return [
        Pillar(
            place * width,
            round(height - bar.count / most * height, 2),
            round(bar.count / most * height, 2),
            _range(bar),
            bar.count,
            bar.tone,
        )
        for place, bar in enumerate(bars)
    ]


def _range(bar: Bar) -> str:
    return gettext("%(low)s to %(high)s") % {
        "low": formats.signed(bar.low, 3),
        "high": formats.signed(bar.high, 3),
    }


def export_table(simulation: Simulation, form: OutcomeForm, names: Names, now: dt.datetime) -> Table:
    """Return the narrowed and sorted accounts for download. Numbers stay numbers."""
    columns = (
        Column("account", gettext("Number")),
        Column("name", gettext("Name")),
        Column("market", gettext("Market")),
        Column("category", gettext("Category")),
        Column("tier", gettext("Service tier")),
        Column("before", gettext("Score before"), Kind.NUMBER),
        Column("after", gettext("Score after"), Kind.NUMBER),
        Column("change", gettext("Change"), Kind.NUMBER),
        Column("tier_before", gettext("Level before")),
        Column("tier_after", gettext("Level after")),
        Column("metric", gettext("What did it")),
        Column("points", gettext("Points by it"), Kind.NUMBER),
    )
    versions = f"{simulation.policy} {simulation.before_version} → {simulation.after_version}"
    told = facts(filters=form.told(), at=now, policies=[versions], build=simulation.build)
    name = f"{simulation.policy}-{simulation.after_version}"
    return Table(name, columns, _cells(form, names), told)


def _cells(form: OutcomeForm, names: Names) -> Iterator[Sequence[object]]:
    order = form.order
    column = F(order.column)
    by = column.desc(nulls_last=True) if order.descending else column.asc(nulls_last=True)
    rows = form.rows().select_related("seller").order_by(by, "-pk" if order.descending else "pk")
    for row in rows.iterator(chunk_size=_STEP):
        seller = row.seller
        yield (
            *(seller.pk, seller.name, seller.market, code_name(seller.category), code_name(seller.tier)),
            *(row.before, row.after, row.change, word(row.tier_before), word(row.tier_after)),
            *(names[row.metric] if row.metric else None, row.points),
        )
