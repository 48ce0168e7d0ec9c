"""Where the points went: by metric, by dimension, and by the very events behind a metric. Adds up exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sellerloop.metrics.reading import scale_of
from sellerloop.metrics.spec import Aggregation, Metric
from sellerloop.policy.schema import Band
from sellerloop.scores.bands import ONE, best, knots
from sellerloop.scores.card import Entry, Scorecard
from sellerloop.scores.resolve import ResolvedPolicy

ZERO = Fraction(0)


class Rows(StrEnum):
    """Which rows of a metric are its bad events."""

    COUNTED = "counted"  # the numerator's: cancellations of a cancellation rate
    ASKED = "asked"  # in the denominator, not in the numerator: late orders of an on-time rate
    ALL = "all"  # every row, by how much it exceeds the best value: times, amounts
    NONE = "none"  # nothing bad happened, there is only too little of the good: a total that should be high


@dataclass(frozen=True, slots=True)
class Shares:
    """The lost points of one metric, divided over its bad events; ``events`` and ``rest`` add up to ``lost``.

    ``rest`` is what no event explains: what even the best value does not earn, or the whole where a default
    value or neutral points stand in, or too little of the good happened.
    """

    metric: str
    lost: Fraction
    events: Mapping[str, Fraction]
    rest: Fraction


def bad_rows(resolved: ResolvedPolicy, metric: str, category: str | None) -> Rows:
    """Return which rows :func:`shares` wants for ``metric``."""
    definition, band = resolved.metrics[metric], resolved.band(metric, category)
    if definition.aggregation in (Aggregation.MEAN, Aggregation.QUANTILE):
        return Rows.ALL
    if (band.direction if band else definition.direction) == "lower":
        return Rows.COUNTED
    return Rows.NONE if definition.denominator is None else Rows.ASKED


def shares(resolved: ResolvedPolicy, card: Scorecard, metric: str, rows: Mapping[str, int | None]) -> Shares:
    """Divide the lost points of ``metric`` over its bad events.

    ``rows`` holds the rows that :func:`bad_rows` names, by key: for means the summed column, in the unit of
    the column (seconds, minor units; None where it is empty), for ratios anything. Of a ratio every bad
    event loses the same; of a mean each row in proportion to its excess over the value that would earn the
    maximum. Raises ValueError when a ratio's rows are not as many as the reading counts, or the metric is
    not weighed on this card.
    """
    entry, band = card.entries[metric], resolved.band(metric, card.category)
    if entry.lost is None or entry.weight is None:
        raise ValueError(f"{metric} is not part of this score")
    kind = bad_rows(resolved, metric, card.category)
    if kind is Rows.NONE or band is None or entry.outcome is not None or entry.points is None:
        return Shares(metric, entry.lost, {}, entry.lost)
    definition = resolved.metrics[metric]
    most = max(score for _, score in knots(band))
    caused = entry.weight * (most - entry.points)
    if kind is Rows.ALL:
        amounts = _excess(definition, band, entry, rows)
    else:
        _agree(definition, entry, kind, len(rows))
        amounts = dict.fromkeys(rows, ONE)
    whole = sum(amounts.values(), ZERO)
    if not whole or not caused:
        return Shares(metric, entry.lost, dict.fromkeys(amounts, ZERO), entry.lost)
    events = {key: caused * amount / whole for key, amount in amounts.items()}
    return Shares(metric, entry.lost, events, entry.lost - caused)


def by_dimension(resolved: ResolvedPolicy, card: Scorecard) -> dict[str, Fraction]:
    """Return the lost points of each dimension of the score, in the policy's order; "" collects parts without
    one."""
    found: dict[str, Fraction] = {}
    for name, part in resolved.parts.items():
        lost = card.entries[name].lost
        if lost is not None:
            dimension = part.dimension or ""
            found[dimension] = found.get(dimension, ZERO) + lost
    return found


def _excess(metric: Metric, band: Band, entry: Entry, rows: Mapping[str, int | None]) -> dict[str, Fraction]:
    """By how much each row is worse than the best value, in the metric's unit; where none is, all share."""
    base = ONE if entry.benchmark is None else Fraction(entry.benchmark.value)
    goal, cap = best(band, base), metric.numerator.cap
    sign = 1 if band.direction == "lower" else -1
    values = {key: (cap or 0) if value is None else value for key, value in rows.items()}
    capped = {key: value if cap is None else min(value, cap) for key, value in values.items()}
    excess = {key: max(sign * (v * scale_of(metric) - goal), ZERO) for key, v in capped.items()}
    return excess if any(excess.values()) else dict.fromkeys(rows, ONE)


def _agree(metric: Metric, entry: Entry, kind: Rows, given: int) -> None:
    num, den = entry.reading.num or 0, entry.reading.den or 0
    counted = den - num if kind is Rows.ASKED else num
    if counted != given:
        raise ValueError(f"{metric.id} counts {counted} bad events, not {given}")
