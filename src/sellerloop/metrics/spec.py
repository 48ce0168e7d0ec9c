"""What a metric is: a frozen specification of numerator over denominator, without any engine.

A specification compiles to counters: one additive count or sum over the rows of one event kind, at one
anchor date. Everything that is shown, scored or compared is a sum of counters over a window.
"""

import hashlib
import json
from dataclasses import astuple, dataclass, replace
from enum import StrEnum

from sellerloop.events.contract import Contract
from sellerloop.events.registry import contract
from sellerloop.metrics.replies import REPLY
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
    text_of,
)
from sellerloop.policy.source import Source
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch

AnyWindow = Rolling | Lagged | Calendar | VolumeSwitch


class Unit(StrEnum):
    """Unit of the value shown. Counters of time are seconds; money is minor units."""

    PERCENT = "percent"  # numerator / denominator x 100
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
class ReplyRule:
    """How replies to buyers are read; every published definition is a choice of these values.

    ``unit``: what is counted. ``opens``/``closes``: local service hours in minutes of the day, closing not
    included; a turn counts when its first buyer message falls inside. ``authors``: whose messages are
    replies. ``greetings``: whether a greeting alone is a reply. ``same_day``: a reply on a later local day
    is none. ``weekend``: messages of Saturday and Sunday are due on Monday at 12:00 local time.
    ``limit_s``: longest wait that is in time, the limit itself included; none where only waits are averaged.
    """

    unit: str  # "turn", "message", "conversation", "buyer_day" or "chat" (first reply only)
    limit_s: int | None = None
    opens: int = 0
    closes: int = 1440
    authors: tuple[str, ...] = ("human",)
    greetings: bool = False
    same_day: bool = False
    weekend: bool = False

    @property
    def table(self) -> str:
        """Stable name of the derived table, such as ``reply_turn_1a2b3c4d``."""
        return f"reply_{self.unit}_{_digest(*astuple(self))}"


@dataclass(frozen=True, slots=True)
class Side:
    """Rows of one event kind that are counted or summed.

    ``kind`` is an event kind, or ``reply`` together with ``rule``. ``anchor`` is the local date column that
    decides the day. ``column`` is summed when given, each row capped at ``cap``; a row without a value counts
    as the cap, or as nothing where there is none. ``fault`` names the column that the metric's fault whitelist restricts, or a pattern
    such as ``return_{fault}`` over flags.
    """

    kind: str
    anchor: str
    where: str = ""
    column: str = ""
    cap: int | None = None
    fault: str = ""
    rule: ReplyRule | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """Below ``n`` denominator rows the value is not assessed."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class Metric:
    """One definition of one number.

    Units of ``numerator`` and ``denominator`` follow ``unit``; a metric without a denominator is a total.
    ``exclude`` names flag columns: a row with such a flag counts on neither side (flags that a kind lacks
    do not apply to it). ``faults`` is the whitelist for sides with a fault column. ``quantile`` is in (0, 1)
    and ``edges`` are the histogram's inner edges, in the unit of the column. ``recent_share`` of the latest
    rows weigh ``recent_weight``.
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
    quantile: float | None = None
    edges: tuple[int, ...] = ()
    recent_share: float | None = None
    recent_weight: int = 1

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
        return f"c_{_digest(self.table, self.anchor, text_of(self.where), self.column, self.cap)}"


def contract_of(side: Side) -> Contract:
    """Return the contract of the rows that ``side`` counts. Raises KeyError for an unknown kind."""
    return contract(side.kind) if side.rule is None else REPLY


def counter(metric: Metric, side: Side, *extra: Predicate) -> Counter:
    """Compile one side of a metric. Raises PredicateError or KeyError when the contract lacks a column."""
    rows = contract_of(side)
    names = {column.name for column in rows.columns}
    parts = [rows.condition(side.where), *extra]
    if side.fault and metric.faults:
        parts.append(_fault(side.fault, metric.faults))
    parts += [Not(Flag(Column(flag))) for flag in metric.exclude if flag in names]
    for column in (side.anchor, side.column):
        if column:
            rows.column(column)
    table = side.kind if side.rule is None else side.rule.table
    return Counter(table, side.anchor, all_of(*parts), side.column, side.cap)


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


def _fault(pattern: str, faults: tuple[str, ...]) -> Predicate:
    if "{fault}" in pattern:
        return Or(tuple(Flag(Column(pattern.format(fault=fault))) for fault in faults))
    return In(Column(pattern), tuple(sorted(faults)))


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]
