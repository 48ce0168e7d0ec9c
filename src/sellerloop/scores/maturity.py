"""The rate to expect when young orders have matured.

Reviews, returns and claims come days after the order, so the rate of young orders is too good. The maturity
curve F(a) is the share of all such events that are known a days after the anchor. An order of age a then
counts as F(a) orders: expected rate = known events / sum of F(age) over the orders (chain ladder with one
rate for all cohorts, the Cape Cod method; Bühlmann 1983).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sellerloop.metrics.reading import scale_of
from sellerloop.metrics.spec import Metric
from sellerloop.speech.message import Message, gettext_noop
from sellerloop.stats.intervals import wilson

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The rows anchored ``age`` days before today: how many, and how many events of theirs are ``known``."""

    age: int
    rows: int
    known: int


@dataclass(frozen=True, slots=True)
class Projection:
    """The rate as ``reported`` and as ``expected`` when all rows have matured, in the metric's unit, with the
    95 % bounds of the expectation. ``mature`` is the share of the events that should be known by now.
    ``expected`` is None, with a ``reason``, when too little has matured to tell."""

    reported: Fraction | None
    expected: Fraction | None
    low: float | None
    high: float | None
    mature: Fraction | None
    reason: Message | None


def maturity_curve(delays: Mapping[int, int]) -> tuple[Fraction, ...]:
    """Return F(0), F(1), ... up to the longest delay, where it is 1.

    ``delays`` counts past events by the days between anchor and knowledge; it must come from rows that are
    old enough to have all their events. Empty without events; a negative delay is one of zero days.
    """
    total = sum(delays.values())
    if not total:
        return ()
    longest = max(max(delays), 0)
    by_day = [sum(n for d, n in delays.items() if max(d, 0) == day) for day in range(longest + 1)]
    known, curve = 0, []
    for count in by_day:
        known += count
        curve.append(Fraction(known, total))
    return tuple(curve)


def project(
    metric: Metric, cohorts: Iterable[Cohort], curve: Sequence[Fraction], *, least: int = 1
) -> Projection:
    """Return the rate that ``cohorts`` are heading for.

    ``curve`` is a maturity curve; beyond its end everything is known. At least ``least`` rows' worth has to
    have matured (and as many as the metric's minimum), or the answer is "too little data". An expectation
    above all rows is cut to all rows.
    """
    found = list(cohorts)
    rows, known = sum(c.rows for c in found), sum(c.known for c in found)
    scale, needed = scale_of(metric), max(least, metric.minimum.n, 1)
    reported = Fraction(known, rows) * scale if rows else None
    matured = sum((c.rows * _known_by(curve, c.age) for c in found), ZERO)
    mature = matured / rows if rows else None
    if not curve or matured < needed:
        text = gettext_noop("too little has matured: {count} rows' worth of at least {least}")
        count = round(float(matured), 1) if curve else 0
        return Projection(
            reported, None, None, None, mature, Message(text, {"count": count, "least": needed})
        )
    exposure = max(matured, Fraction(known))
    low, high = (float(bound) * float(scale) for bound in wilson(known, float(exposure)))
    return Projection(reported, known / exposure * scale, low, high, mature, None)


def _known_by(curve: Sequence[Fraction], age: int) -> Fraction:
    if age < 0 or not curve:
        return ZERO
    return curve[min(age, len(curve) - 1)]
