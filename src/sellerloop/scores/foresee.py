"""What is coming: when bad events leave the window, and how many clean or bad events a figure is away from a
threshold. "Too little data" and "never" are answers."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from sellerloop.metrics.reading import Reading, scale_of
from sellerloop.metrics.spec import Aggregation, AnyWindow, Direction, Metric
from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema import Band, Condition
from sellerloop.policy.window import VolumeSwitch
from sellerloop.scores.bands import ONE, Knot, knots, points
from sellerloop.scores.benchmarks import Peers
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import View
from sellerloop.scores.composite import entry_of
from sellerloop.scores.gates import HOLDS
from sellerloop.scores.simulate import recounted
from sellerloop.speech.message import Message, gettext_noop

_PLAIN = (Aggregation.RATIO, Aggregation.MEAN, Aggregation.TOTAL)
_NEVER = gettext_noop("no number of such events is enough")
_FAR = 24  # powers of two: beyond sixteen million events the answer is "never"


@dataclass(frozen=True, slots=True)
class Leaving:
    """An event by its key and anchor date, and the first refresh at which it no longer counts."""

    key: str
    anchor: dt.date
    leaves: dt.date


@dataclass(frozen=True, slots=True)
class Distance:
    """How many events until a threshold is crossed. ``events`` is None when no number of them suffices or the
    figure cannot be told; ``reason`` says which. Zero: it is crossed already."""

    events: int | None
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """A worse (or better) anchor of a band: the value there, the points it earns, and the bad (or clean)
    events until then."""

    value: Fraction
    points: Fraction
    distance: Distance


def roll_off(
    events: Iterable[tuple[str, dt.date]],
    window: AnyWindow,
    as_of: dt.date,
    cadence: Cadence,
    metric: str = "",
) -> tuple[Leaving, ...]:
    """Return when each event (key, anchor date) that is in the window as of ``as_of`` leaves it, the next one
    first. Only refresh days of ``cadence`` count.

    Of a window that depends on volume, pass the one that applied. Raises ValueError for such a window itself.
    """
    if isinstance(window, VolumeSwitch):
        raise ValueError("pass the window that the volume chose")
    first, last = window.span(as_of)
    inside = sorted((anchor, key) for key, anchor in events if first <= anchor <= last)
    day, found = as_of, []
    for anchor, key in inside:
        while window.span(day)[0] <= anchor:
            day = cadence.upcoming(day, metric)
        found.append(Leaving(key, anchor, day))
    return tuple(found)


def clean_until(metric: Metric, reading: Reading, condition: Condition) -> Distance:
    """Return how many clean events in a row make ``condition`` on this metric true.

    A clean event is a row of the denominator that is good: it is not in the numerator of a lower-better
    ratio, it is in that of a higher-better one, and takes no time in a mean. A condition that needs
    ``min_n`` rows, and a metric below its minimum volume, need these first. Events that leave the window in
    the meantime are not looked at. Raises ValueError for a condition that is no threshold.
    """
    op, value = _threshold(condition)
    return _events_until(metric, reading, _good(metric), op, value, condition.min_n or 0)


def bad_until(metric: Metric, reading: Reading, condition: Condition, each: int = 1) -> Distance:
    """Return how many bad events in a row make ``condition`` on this metric true: such as how many more
    cancelled orders until the rate reaches a penalty. ``each`` is what one adds to the numerator of a mean
    (seconds, minor units)."""
    op, value = _threshold(condition)
    return _events_until(metric, reading, _bad(metric, each), op, value, condition.min_n or 0)


def rungs(
    metric: Metric, reading: Reading, band: Band, base: Fraction = ONE, each: int = 1
) -> tuple[Rung, ...]:
    """Return every threshold of ``band`` that is worse than the present value, the nearest first: the points
    from there on, and the bad events until then (``each`` as in :func:`bad_until`). Empty without a value."""
    if reading.value is None:
        return ()
    bad = _bad(metric, each)
    return tuple(
        Rung(value, earned, _events_until(metric, reading, bad, op, value, 0))
        for op, value, earned in _worse(band, knots(band, base), reading.value)
    )


def climbs(metric: Metric, reading: Reading, band: Band, base: Fraction = ONE) -> tuple[Rung, ...]:
    """Return every threshold of ``band`` that earns more than the present value, the nearest first: the
    points there, and the clean events until then. Empty without a value."""
    if reading.value is None:
        return ()
    good, here = _good(metric), points(band, reading.value, base)
    return tuple(
        Rung(value, earned, _events_until(metric, reading, good, op, value, 0))
        for op, value, earned in _better(band, knots(band, base), reading.value)
        if earned > here
    )


def score_until(
    view: View, metric: str, at: Fraction, *, clean: bool, each: int = 1, card: Scorecard | None = None
) -> Distance:
    """Return how many clean events of ``metric`` lift the score to ``at``, or how many bad ones bring it
    below, all else unchanged. Clean and bad events are those of :func:`clean_until` and :func:`bad_until`.
    ``card`` is the view's, where it is at hand."""
    definition, reading = view.resolved.metrics[metric], view.readings[metric]
    if (unknown := _unknown(definition, reading)) is not None:
        return unknown
    assert reading.num is not None
    num, den, add = reading.num, reading.den, _good(definition) if clean else _bad(definition, each)
    score_with = _scorer(view, metric, card or view.card())

    def crossed(events: int) -> bool:
        rows = None if den is None else den + events
        score = score_with(recounted(definition, reading, num + events * add, rows, bounds=False))
        return score is not None and (score >= at if clean else score < at)

    high = next((2**power for power in range(_FAR) if crossed(2**power - 1)), None)
    if high is None:
        return Distance(None, Message(_NEVER))
    return Distance(bisect_left(range(high), True, key=crossed))


def _scorer(view: View, metric: str, card: Scorecard) -> Callable[[Reading], Fraction | None]:
    """Return what the score is with another reading of one metric. Where neither a minimum nor a condition of
    the score looks at it, and it keeps earning points, only its own points change."""
    resolved = view.resolved
    entry, score = card.entries[metric], resolved.policy.score
    asked = {rule.min.metric for rule in resolved.rules.values()}
    asked |= {rule.metric for rule in score.null_rules} if score else set()
    peers = Peers(
        resolved.policy.benchmarks if view.benchmarks is None else view.benchmarks,
        {**(view.peer or {}), **({"category": view.category} if view.category else {})},
        view.as_of,
    )

    def score_with(reading: Reading) -> Fraction | None:
        readings = {**view.readings, metric: reading}
        if metric not in asked and card.score is not None and entry.weight and entry.points is not None:
            earned = entry_of(resolved, metric, readings, view.category, peers).points
            if earned is not None:
                return card.score + entry.weight * (earned - entry.points)
        return replace(view, readings=readings).card().score

    return score_with


def _worse(band: Band, anchors: tuple[Knot, ...], here: Fraction) -> list[tuple[str, Fraction, Fraction]]:
    """The thresholds beyond ``here`` as (comparison that crosses it, value, points from there on)."""
    closed, lower = band.ends == "closed", band.direction == "lower"
    if band.interpolation == "linear":
        ahead = [(x, y) for x, y in anchors if (x > here if lower else x < here)]
        return [(">=" if lower else "<=", x, y) for x, y in (ahead if lower else reversed(ahead))]
    if lower:
        return [(">=" if closed else ">", x, y) for x, y in anchors if x > here or (x == here and not closed)]
    falls = [(x, y) for (_, y), (x, _) in pairwise(anchors) if x < here or (x == here and closed)]
    return [("<" if closed else "<=", x, y) for x, y in reversed(falls)]


def _better(band: Band, anchors: tuple[Knot, ...], here: Fraction) -> list[tuple[str, Fraction, Fraction]]:
    """The thresholds on the good side of ``here`` as (comparison that reaches it, value, points there)."""
    closed, lower = band.ends == "closed", band.direction == "lower"
    if band.interpolation == "linear":
        ahead = [(x, y) for x, y in anchors if (x < here if lower else x > here)]
        return [("<=" if lower else ">=", x, y) for x, y in (reversed(ahead) if lower else ahead)]
    if not lower:
        return [(">=" if closed else ">", x, y) for x, y in anchors if x > here or (x == here and not closed)]
    falls = [(x, y) for (_, y), (x, _) in pairwise(anchors) if x < here or (x == here and closed)]
    return [("<" if closed else "<=", x, y) for x, y in reversed(falls)]


def _events_until(
    metric: Metric, reading: Reading, add: int, op: str, value: Fraction, least: int
) -> Distance:
    """Solve ``scale (num + k add) op value (den + k)`` for the least whole k that leaves enough rows."""
    if (unknown := _unknown(metric, reading)) is not None:
        return unknown
    assert reading.num is not None
    scale, start = scale_of(metric), 0
    if reading.den is None:
        gap, slope = scale * reading.num - value, scale * add
    else:
        gap, slope = scale * reading.num - value * reading.den, scale * add - value
        start = max(max(metric.minimum.n, least, 1) - reading.den, 0)
    if HOLDS[op](gap + start * slope, 0):
        return Distance(start)
    if not (slope < 0 if op in ("<", "<=") else slope > 0):
        return Distance(None, Message(_NEVER))
    crossing = -gap / slope
    return Distance(floor(crossing) + 1 if op in ("<", ">") else ceil(crossing))


def _unknown(metric: Metric, reading: Reading) -> Distance | None:
    if metric.aggregation not in _PLAIN:
        return Distance(None, Message(gettext_noop("not determined by the number of events")))
    return Distance(None, reading.reason) if reading.num is None else None


def _good(metric: Metric) -> int:
    return int(metric.direction is Direction.HIGHER and metric.aggregation is not Aggregation.MEAN)


def _bad(metric: Metric, each: int) -> int:
    return each if metric.aggregation is Aggregation.MEAN else 1 - _good(metric)


def _threshold(condition: Condition) -> tuple[str, Fraction]:
    if isinstance(condition.value, str) or condition.op in ("==", "!="):
        raise ValueError("only a number can be approached, by < <= > or >=")
    return condition.op, Fraction(condition.value)
