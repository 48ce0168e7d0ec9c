"""What a metric is: a frozen specification of numerator over denominator, without any engine.

A specification compiles to counters: one additive count or sum over the rows of one event kind, at one
anchor date. Everything that is shown, scored or compared is a sum of counters over a window.
"""

import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from sellerloop.events.contract import Contract, Derived
from sellerloop.events.registry import contract
from sellerloop.metrics.replies import REPLY, ReplyRule
from sellerloop.policy.predicate import (
    Column,
    Compare,
    Constant,
    Flag,
    In,
    Not,
    Or,
    Predicate,
    all_of,
    columns,
    text_of,
)
from sellerloop.policy.source import Source
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch

AnyWindow = Rolling | Lagged | Calendar | VolumeSwitch


class Unit(StrEnum):
    """Unit of the value shown. Counters of time are seconds; money is minor units."""

    PERCENT = "percent"  # numerator / denominator x 100; a mean sums a column that is in percent already
    HOURS = "hours"  # seconds / denominator / 3600
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"


class Aggregation(StrEnum):
    """How counters become a value."""

    RATIO = "ratio"  # rows that count / rows in question
    MEAN = "mean"  # sum of a column / rows in question
    TOTAL = "total"  # the numerator alone
    RECENT_WEIGHTED = "recent_weighted"  # ratio in which the latest share of rows weighs more
    QUANTILE = "quantile"  # from an additive histogram


class Direction(StrEnum):
    """Which way is good."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Side:
    """Rows of one event kind that are counted or summed.

    ``kind`` is an event kind, or ``reply`` together with ``rule``. ``anchor`` is the local date column that
    decides the day. ``column`` is summed when given, each row capped at ``cap``; a row without a value counts
    as the cap, or as nothing where there is none. ``fault`` names the column that the metric's fault
    whitelist restricts, or a pattern such as ``return_{fault}`` over flags. ``horizon`` names the column, in
    days after the denominator's anchor, that the metric's horizon bounds.
    """

    kind: str
    anchor: str
    where: str = ""
    column: str = ""
    cap: int | None = None
    fault: str = ""
    horizon: str = ""
    rule: ReplyRule | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """Below ``n`` denominator rows the value is not assessed."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class Metric:
    """One definition of one number.

    Ratios, means and recent-weighted ratios divide the numerator by the denominator; totals and quantiles
    have a numerator only. ``exclude`` names flag columns: a row with such a flag counts on neither side
    (flags that a kind lacks do not apply to it). ``faults`` is the whitelist for sides with a fault column.
    ``horizon`` is the latest day after the denominator's anchor on which an event still counts. ``pick``
    decides whether the first or the current value of a revisable fact counts; conditions name the first one.
    ``quantile`` is in (0, 1) and ``edges`` are the histogram's inner edges, in the unit of the column.
    ``recent_share`` of the latest rows weigh ``recent_weight``. ``needs`` names further event kinds without
    which nothing is known.

    Raises ValueError when built inconsistently, so a bad metric fails at import of its module.
    """

    id: str
    name: str
    meaning: str
    unit: Unit
    direction: Direction
    aggregation: Aggregation
    numerator: Side
    denominator: Side | None
    count_unit: str  # what one denominator row is: order, item, parcel, turn, chat, buyer_day, request ...
    window: AnyWindow
    sources: tuple[Source, ...]
    minimum: Minimum = Minimum()
    faults: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    pick: str = "first"  # revisable facts: the first or the last value counts
    horizon: int | None = None
    quantile: Fraction | None = None
    edges: tuple[int, ...] = ()
    recent_share: Fraction | None = None
    recent_weight: Fraction = Fraction(1)
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if problem := next(_problems(self), None):
            raise ValueError(f"{self.id}: {problem}")

    @property
    def sides(self) -> tuple[Side, ...]:
        """The numerator, and the denominator where there is one."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def with_(self, **changes: object) -> "Metric":
        """Return a copy with other parameters; the policy engine's way to vary a definition."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Counter:
    """One additive number per account and day: rows (``column`` empty) or a capped sum over rows."""

    table: str  # event kind or derived reply table
    anchor: str
    where: Predicate
    column: str = ""
    cap: int | None = None

    @property
    def name(self) -> str:
        """Stable column name, such as ``c_1a2b3c4d``: equal counters of different metrics are one."""
        return _name(self)


@lru_cache(maxsize=4096)
def _name(counter: Counter) -> str:
    where = text_of(counter.where)
    return f"c_{_digest(counter.table, counter.anchor, where, counter.column, counter.cap)}"


def table_of(side: Side) -> str:
    """Return the event kind or the derived reply table that ``side`` counts."""
    return side.kind if side.rule is None else side.rule.table


def contract_of(side: Side) -> Contract:
    """Return the contract of the rows that ``side`` counts. Raises KeyError for an unknown kind."""
    return contract(side.kind) if side.rule is None else REPLY


def counter(metric: Metric, side: Side, *extra: Predicate) -> Counter:
    """Compile one side of a metric. Raises PredicateError or KeyError when the contract lacks a column."""
    rows = contract_of(side)
    names = {column.name for column in rows.columns}
    parts = [rows.condition(_picked(side.where, metric.pick)), *extra]
    if side.fault:
        parts.append(_fault(side.fault, metric.faults))
    if side.horizon and metric.horizon is not None:
        parts.append(Compare(Column(side.horizon), "<=", Constant(metric.horizon)))
    parts += [Not(Flag(Column(flag))) for flag in metric.exclude if flag in names]
    for column in (side.anchor, side.column, *columns(all_of(*parts))):
        if column:
            rows.column(column)
    return Counter(table_of(side), side.anchor, all_of(*parts), side.column, side.cap)


@lru_cache(maxsize=4096)
def counters(metric: Metric) -> tuple[Counter, ...]:
    """Return every counter that the metric needs: numerator, then denominator; a quantile has one counter
    per histogram bucket (up to each edge, then the rest) in place of the numerator."""
    numerators: tuple[Counter, ...] = (counter(metric, metric.numerator),)
    if metric.aggregation is Aggregation.QUANTILE:
        numerators = tuple(
            counter(metric, replace(metric.numerator, column=""), bucket) for bucket in buckets(metric)
        )
    if metric.denominator is None:
        return numerators
    return (*numerators, counter(metric, metric.denominator))


@lru_cache(maxsize=4096)
def kinds_of(metric: Metric) -> tuple[tuple[str, str], ...]:
    """Return (event kind, table) of everything that has to be present for the metric to mean anything:
    the rows that are counted, the kinds that their settled columns come from, and ``Metric.needs``."""
    found: dict[tuple[str, str], None] = {}
    for side in metric.sides:
        found["message" if side.rule else side.kind, table_of(side)] = None
        rows, compiled = contract_of(side), counter(metric, side)
        for name in sorted({side.anchor, *columns(compiled.where), *filter(None, [side.column])}):
            column = rows.column(name)
            if column.derived is Derived.SETTLED:
                found[column.origin, column.origin] = None
    return (*found, *((kind, kind) for kind in metric.needs))


def buckets(metric: Metric) -> tuple[Predicate, ...]:
    """Return the histogram's buckets as conditions on the numerator's column: (previous edge, edge]."""
    column = Column(metric.numerator.column)
    lows: tuple[int | None, ...] = (None, *metric.edges)
    highs: tuple[int | None, ...] = (*metric.edges, None)
    return tuple(
        all_of(
            *((Compare(column, ">", Constant(low)),) if low is not None else ()),
            *((Compare(column, "<=", Constant(high)),) if high is not None else ()),
        )
        for low, high in zip(lows, highs, strict=True)
    )


_CURRENT = {"first_rating": "current_rating"}


def _picked(where: str, pick: str) -> str:
    if pick == "first":
        return where
    return re.sub(r"\b\w+\b", lambda word: _CURRENT.get(word[0], word[0]), where)


def _problems(metric: Metric) -> Iterator[str]:
    divided = metric.aggregation in (Aggregation.RATIO, Aggregation.MEAN, Aggregation.RECENT_WEIGHTED)
    if divided != (metric.denominator is not None):
        yield f"{metric.aggregation} {'needs' if divided else 'takes no'} denominator"
    summed = metric.aggregation in (Aggregation.MEAN, Aggregation.QUANTILE)
    if summed and not metric.numerator.column:
        yield f"{metric.aggregation} needs a column in the numerator"
    if any(side.column and not (summed or metric.denominator is None) for side in metric.sides):
        yield "a ratio counts rows and sums no column"
    if any(side.cap is not None and not side.column for side in metric.sides):
        yield "a cap needs a column"
    if any(bool(side.fault) for side in metric.sides) != bool(metric.faults):
        yield "a fault whitelist and a fault column need each other"
    if metric.horizon is not None and not any(side.horizon for side in metric.sides):
        yield "a horizon needs a side with a horizon column"
    if metric.pick not in ("first", "last"):
        yield f"unknown pick {metric.pick!r}"
    if any((side.kind == "reply") != (side.rule is not None) for side in metric.sides):
        yield "the kind reply and a reply rule need each other"
    if metric.minimum.n < 0:
        yield "a minimum is not negative"
    if metric.aggregation is Aggregation.QUANTILE:
        if metric.quantile is None or not 0 < metric.quantile < 1:
            yield "a quantile lies between 0 and 1"
        if not metric.edges or any(a >= b for a, b in itertools.pairwise((0, *metric.edges))):
            yield "histogram edges start above 0 and increase"
    if metric.aggregation is Aggregation.RECENT_WEIGHTED and not (
        metric.recent_share is not None and 0 < metric.recent_share < 1 and metric.recent_weight > 0
    ):
        yield "a recent share lies between 0 and 1, and its weight is positive"


def _fault(pattern: str, faults: tuple[str, ...]) -> Predicate:
    if "{fault}" in pattern:
        return Or(tuple(Flag(Column(pattern.format(fault=fault))) for fault in faults))
    return In(Column(pattern), tuple(sorted(faults)))


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]
