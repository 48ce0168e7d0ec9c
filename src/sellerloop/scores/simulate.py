"""What if: another value, fewer bad events, another policy. Each answer is a full scoring, no estimate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from sellerloop.metrics.reading import Reading, interval, scale_of
from sellerloop.metrics.spec import Aggregation, Direction, Metric
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import View
from sellerloop.scores.gates import Fact, GateFinding, facts_of, with_gates
from sellerloop.speech.message import Message, gettext_noop

Effect = Literal["numerator", "both"]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Trial:
    """A card as it is and as it would be."""

    before: Scorecard
    after: Scorecard

    @property
    def gain(self) -> Fraction | None:
        """The points won; None where one of the two has no score."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@dataclass(frozen=True, slots=True)
class GateChange:
    """A gate that decides differently; None where a version does not have it."""

    gate: str
    before: GateFinding | None
    after: GateFinding | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A metric that two versions define differently, both definitions side by side; None where a version
    does not have it."""

    metric: str
    before: Metric | None
    after: Metric | None


@dataclass(frozen=True, slots=True)
class Switch:
    """One account under two policy versions."""

    trial: Trial
    gates: tuple[GateChange, ...]
    formulas: tuple[Formula, ...]


def with_value(reading: Reading, value: Fraction) -> Reading:
    """Return ``reading`` as if the metric's value were ``value`` (in its unit). The rows behind it are not
    known then, so there is no numerator and no interval."""
    return Reading(None, reading.den, value, None, None, None, reading.window)


def without(
    metric: Metric, reading: Reading, events: int, *, effect: Effect = "numerator", amount: int = 0
) -> Reading:
    """Return ``reading`` without ``events`` of its bad events, as after upheld appeals.

    ``effect`` says whether an event leaves the numerator only (it still counts, as a good one) or both
    sides. For means ``amount`` is the sum that the events add to the numerator (seconds, minor units).
    Raises ValueError when there are not so many, for a metric whose value its counters do not determine, and
    for one without rows.
    """
    if metric.aggregation not in (Aggregation.RATIO, Aggregation.MEAN, Aggregation.TOTAL):
        raise ValueError(f"{metric.id} cannot be computed again from its counters")
    if reading.num is None:
        raise ValueError(f"{metric.id} has no rows")
    num, den = reading.num, reading.den
    higher = metric.direction is Direction.HIGHER and metric.aggregation is Aggregation.RATIO
    if metric.aggregation is Aggregation.MEAN:
        num -= amount
    elif not higher:
        num -= events
    elif effect == "numerator":
        num += events
    if den is not None and effect == "both":
        den -= events
    if num < 0 or (den is not None and (den < 0 or (metric.aggregation is Aggregation.RATIO and num > den))):
        raise ValueError(f"{metric.id} has fewer than {events} bad events")
    return recounted(metric, reading, num, den)


def recounted(metric: Metric, reading: Reading, num: int, den: int | None, *, bounds: bool = True) -> Reading:
    """Return ``reading`` of a ratio, mean or total with other counters: value, interval and reason follow.
    Without ``bounds`` there is no interval, which costs most."""
    if den is None:
        return replace(reading, num=num, value=num * scale_of(metric), reason=None)
    if den < max(metric.minimum.n, 1):
        text = gettext_noop("too little data: {count} of at least {least}")
        reason = Message(text, {"count": den, "least": max(metric.minimum.n, 1)})
        return Reading(num, den, None, reason, None, None, reading.window)
    low, high = interval(metric, num, den) if bounds else (None, None)
    return Reading(num, den, Fraction(num, den) * scale_of(metric), None, low, high, reading.window)


def what_if(view: View, changes: Mapping[str, Reading]) -> Trial:
    """Score an account as it is and with other readings of some metrics. Raises KeyError for a metric that
    the policy does not have."""
    for name in changes:
        view.resolved.metrics[name]
    return Trial(view.card(), replace(view, readings={**view.readings, **changes}).card())


def switch(old: View, new: View, facts: Mapping[str, Fact] | None = None) -> Switch:
    """Score one account under two policy versions, as a preview does: what the gates decide differently, and
    the formulas that differ. ``facts`` are ledger balances and account attributes."""
    trial = Trial(old.card(), new.card())
    before, after = (
        {
            f.gate: f
            for f in with_gates(view.resolved.policy, {**(facts or {}), **facts_of(card)}, card.category)[1]
        }
        for view, card in ((old, trial.before), (new, trial.after))
    )
    gates = tuple(
        GateChange(name, before.get(name), after.get(name))
        for name in {**before, **after}
        if _state(before.get(name)) != _state(after.get(name))
    )
    was, is_ = old.resolved.metrics, new.resolved.metrics
    formulas = tuple(
        Formula(name, was.get(name), is_.get(name))
        for name in {**was, **is_}
        if _arithmetic(was.get(name)) != _arithmetic(is_.get(name))
    )
    return Switch(trial, gates, formulas)


def _state(finding: GateFinding | None) -> str | None:
    return None if finding is None else finding.state.value


def _arithmetic(metric: Metric | None) -> Metric | None:
    """The metric without what does not change its value."""
    return None if metric is None else metric.with_(name="", meaning="", sources=())
