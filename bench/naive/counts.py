"""Numerators, denominators and values of metrics, from facts."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bench.naive.facts import Facts, Row, facts_of
from bench.naive.replies import reply_rows
from sellerloop.events.contract import Derived
from sellerloop.metrics.spec import Aggregation, Metric, Side, Unit, contract_of
from sellerloop.policy.predicate import columns, evaluate, parse
from sellerloop.policy.window import Lagged, Rolling, VolumeSwitch

Key = tuple[str, dt.date, str]  # account, as-of date, metric
Amounts = list[tuple[dt.date, Any]]  # anchor date and amount of each row that counts, of one account


@dataclass(frozen=True)
class Naive:
    """What a metric amounts to: counters as in a reading, and the exact value or None."""

    num: int | None
    den: int | None
    value: Fraction | None


def naive_counts(
    events: Mapping[str, Iterable[Mapping[str, Any]]],
    metrics: Iterable[Metric],
    as_ofs: Sequence[dt.date],
    known_at: dt.datetime | None = None,
) -> dict[Key, tuple[int | None, int | None]]:
    """Return (numerator, denominator) of every account, as-of date and metric; None where there is none."""
    found = naive_readings(events, metrics, as_ofs, known_at)
    return {key: (one.num, one.den) for key, one in found.items()}


def naive_readings(
    events: Mapping[str, Iterable[Mapping[str, Any]]],
    metrics: Iterable[Metric],
    as_ofs: Sequence[dt.date],
    known_at: dt.datetime | None = None,
) -> dict[Key, Naive]:
    """Return the reading of every account, as-of date and metric."""
    facts = facts_of(events, known_at)
    accounts = sorted({row["account"] for rows in facts.values() for row in rows})
    tables: dict[object, list[Row]] = {}
    found: dict[Key, Naive] = {}
    for metric in metrics:
        rows = [_rows(side, facts, tables) for side in metric.sides]
        present = all(rows) and _present(metric, facts)
        sides = [_amounts(metric, side, own) for side, own in zip(metric.sides, rows, strict=True)]
        for account in accounts:
            own = [side.get(account, []) for side in sides]
            for as_of in as_ofs:
                found[account, as_of, metric.id] = (
                    _reading(metric, own, as_of) if present else Naive(None, None, None)
                )
    return found


def _rows(side: Side, facts: Facts, tables: dict[object, list[Row]]) -> list[Row]:
    if side.rule is None:
        return facts[side.kind]
    if side.rule not in tables:
        tables[side.rule] = reply_rows(side.rule, facts)
    return tables[side.rule]


def _present(metric: Metric, facts: Facts) -> bool:
    """Are there rows of every kind without which the metric would be an invention?"""
    needed = set(metric.needs)
    for side in metric.sides:
        read = {side.anchor, side.column, *columns(parse(side.where))}
        read |= {side.fault.format(fault=fault) for fault in metric.faults}
        for column in contract_of(side).columns:
            if column.derived is Derived.SETTLED and column.name in read:
                needed.add(column.origin)
    return all(facts[kind] for kind in needed)


def _amounts(metric: Metric, side: Side, rows: list[Row]) -> dict[str, Amounts]:
    amounts: dict[str, Amounts] = defaultdict(list)
    where = parse(side.where)
    for row in rows:
        if metric.pick == "last" and "current_rating" in row:
            row = {**row, "first_rating": row["current_rating"]}
        day = row[side.anchor]
        if day is None or any(row.get(flag) for flag in metric.exclude) or not _faulty(metric, side, row):
            continue
        if side.horizon and metric.horizon is not None and not _within(row[side.horizon], metric.horizon):
            continue
        # dates as texts, so that conditions may compare them with constants
        plain = {k: v.isoformat() if type(v) is dt.date else v for k, v in row.items()}
        if evaluate(where, plain) is True:
            amounts[row["account"]].append((day, _amount(metric, side, row)))
    return amounts


def _faulty(metric: Metric, side: Side, row: Row) -> bool:
    if not side.fault:
        return True
    if "{fault}" in side.fault:
        return any(row[side.fault.replace("{fault}", fault)] for fault in metric.faults)
    return row[side.fault] in metric.faults


def _within(days: object, horizon: int) -> bool:
    return isinstance(days, int) and days <= horizon


def _amount(metric: Metric, side: Side, row: Row) -> Any:
    if not side.column:
        return 1
    value = row[side.column]
    if metric.aggregation is Aggregation.QUANTILE:
        return value
    if side.cap is None:
        return 0 if value is None else value
    return side.cap if value is None else min(value, side.cap)


def _reading(metric: Metric, sides: list[Amounts], as_of: dt.date) -> Naive:
    def inside(window: Any) -> list[Amounts]:
        return [[(day, amount) for day, amount in side if _covers(window, as_of, day)] for side in sides]

    window = metric.window
    if isinstance(window, VolumeSwitch):
        enough = len(inside(window.then)[-1]) >= window.at_least
        window = window.then if enough else window.otherwise
    rows = inside(window)
    num, den = sum(amount or 0 for _, amount in rows[0]), len(rows[-1])
    scale = {Unit.PERCENT: Fraction(100), Unit.HOURS: Fraction(1, 3600)}.get(metric.unit, Fraction(1))
    if metric.aggregation is Aggregation.MEAN and metric.unit is Unit.PERCENT:
        scale = Fraction(1)
    if metric.aggregation is Aggregation.TOTAL:
        return Naive(num, None, num * scale)
    if metric.aggregation is Aggregation.QUANTILE:
        return _quantile(metric, sorted(amount for _, amount in rows[0] if amount is not None), scale)
    if den == 0 or den < metric.minimum.n:
        return Naive(num, den, None)
    if metric.aggregation is Aggregation.RECENT_WEIGHTED:
        return Naive(num, den, scale * _recent(metric, *rows))
    return Naive(num, den, scale * Fraction(num, den))


def _covers(window: Any, as_of: dt.date, day: dt.date) -> bool:
    """Is ``day`` in ``window`` as of ``as_of``? Told by counting, not by computing edges."""
    age = (as_of - day).days
    if isinstance(window, Rolling):
        return 1 <= age <= window.days
    if isinstance(window, Lagged):
        return window.newest <= age <= window.oldest
    unit: Callable[[dt.date], int] = {
        "week": lambda d: (d.toordinal() - 1) // 7,  # day 1 of the calendar was a Monday
        "month": lambda d: d.year * 12 + d.month,
        "quarter": lambda d: d.year * 4 + (d.month - 1) // 3,
    }[window.unit]
    return 1 <= unit(as_of) - unit(day) <= window.count


def _recent(metric: Metric, hits: Amounts, rows: Amounts) -> Fraction:
    """Give every row a weight of its own: the latest rows weigh more, those of the boundary day in part."""
    per_day = Counter(day for day, _ in rows)
    left = metric.recent_share * len(rows)
    extra: dict[dt.date, Fraction] = {}
    for day in sorted(per_day, reverse=True):
        taken = min(left, Fraction(per_day[day]))
        left -= taken
        extra[day] = 1 + (metric.recent_weight - 1) * taken / per_day[day]
    # a hit on a day without rows in the denominator has no recent share to be in
    return sum(extra.get(day, Fraction(1)) * amount for day, amount in hits) / sum(
        extra[day] for day, _ in rows
    )


def _quantile(metric: Metric, values: list[int], scale: Fraction) -> Naive:
    """Walk to the value of the right rank, then spread its bucket evenly as the histogram does."""
    rank = 0
    while rank < metric.quantile * len(values):
        rank += 1
    if not values or len(values) < metric.minimum.n:
        return Naive(rank, len(values), None)
    value = values[rank - 1]
    high = next((edge for edge in metric.edges if value <= edge), None)
    if high is None:
        return Naive(rank, len(values), scale * metric.edges[-1])
    low = max((edge for edge in metric.edges if edge < high), default=0)
    bucket = [other for other in values if (low < other or low == 0) and other <= high]
    before = sum(other < bucket[0] for other in values)
    inside = Fraction((high - low) * (rank - before), len(bucket))
    return Naive(rank, len(values), scale * (low + max(inside, 1)))
