"""Objects that say too little, too much, or two things that cannot both hold."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from pydantic import BaseModel

from sellerloop.policy.lint.finding import Finding, Subject
from sellerloop.policy.problem import Path
from sellerloop.policy.schema import (
    Appeal,
    Condition,
    Consequence,
    Deduct,
    Exemption,
    Expiry,
    Extension,
    Gate,
    Ledger,
    PolicyMetric,
    Reply,
    Score,
    SideRule,
    Tier,
)
from sellerloop.speech.message import Message, gettext_noop

Parts = Iterator[tuple[Path, Message]]
_NEEDED = gettext_noop("a metric without use needs this")


def complete_objects(subject: Subject) -> Iterator[Finding]:
    """Every object can be carried out as it is written."""
    for path, value, _ in subject.objects:
        check = _CHECKS.get(type(value))
        for inner, reason in check(value) if check else ():
            yield Finding((*path, *inner), reason)


def scores_on_the_scale(subject: Subject) -> Iterator[Finding]:
    """Points of the bands and of the neutral rule lie on the scale of the score."""
    score = subject.policy.score
    if score is None:
        return
    for number, band in enumerate(subject.policy.bands):
        for place, point in enumerate(band.points):
            if not score.low <= point.score <= score.high:
                reason = gettext_noop("{points} points are not on the scale from {low} to {high}")
                values = {"points": point.score, "low": score.low, "high": score.high}
                yield Finding(("bands", number, "points", place, "score"), Message(reason, values))


def conditions_on_text(subject: Subject) -> Iterator[Finding]:
    """A gate is ``met`` or ``missed``; only gates and account attributes are compared with a text."""
    gates = {gate.id for gate in subject.policy.gates}
    for path, value, _ in subject.objects:
        if not isinstance(value, Condition) or value.metric in subject.names:
            continue
        if value.metric in gates:
            if value.value not in ("met", "missed"):
                reason = gettext_noop("a gate is met or missed")
                yield Finding((*path, "value"), Message(reason))
        elif isinstance(value.value, str) and not value.metric.startswith("account."):
            reason = gettext_noop("must be a number such as 2.5")
            yield Finding((*path, "value"), Message(reason))


def _metric(metric: PolicyMetric) -> Parts:
    if metric.use is not None:
        for field in ("numerator", "denominator"):
            if getattr(metric, field) is not None:
                yield (field,), Message(gettext_noop("the metric in use defines this already"))
        return
    for field in ("unit", "direction", "numerator", "window", "aggregation", "count_unit"):
        if getattr(metric, field) is None and (field, metric.aggregation) not in _SPOKEN:
            yield (field,), Message(_NEEDED)
    if metric.aggregation in ("ratio", "mean", "recent_weighted") and metric.denominator is None:
        yield ("denominator",), Message(gettext_noop("a rate or mean needs a denominator"))
    if metric.aggregation == "total" and metric.denominator is not None:
        yield ("denominator",), Message(gettext_noop("a total has no denominator"))
    if metric.aggregation in ("mean", "quantile") and metric.numerator and not metric.numerator.column:
        yield ("numerator", "column"), Message(gettext_noop("a mean or quantile needs the column to read"))
    if metric.aggregation == "recent_weighted" and None in (metric.recent_share, metric.recent_weight):
        yield ("recent_share",), Message(gettext_noop("needs the share of latest rows and their weight"))
    if metric.aggregation == "quantile" and (metric.quantile is None or not metric.edges):
        yield ("quantile",), Message(gettext_noop("needs the quantile and the edges of its histogram"))
    if metric.faults and not any(side and side.fault for side in (metric.numerator, metric.denominator)):
        yield ("faults",), Message(gettext_noop("no side names the column that holds the fault"))


# Rule L1 speaks of rates without a unit.
_SPOKEN = {("unit", "ratio"), ("unit", "recent_weighted")}


def _side(side: SideRule) -> Parts:
    if (side.event == "reply") != (side.reply is not None):
        yield ("reply",), Message(gettext_noop("replies, and only they, need a rule how they are read"))
    if side.reply is not None and side.reply.unit is None:
        yield ("reply", "unit"), Message(gettext_noop("replies need their unit of count"))


def _reply(reply: Reply) -> Parts:
    if reply.opens is not None and reply.closes is not None and reply.opens >= reply.closes:
        yield ("closes",), Message(gettext_noop("service hours end after they begin"))


def _score(score: Score) -> Parts:
    if score.low >= score.high:
        yield ("high",), Message(gettext_noop("the scale must rise"))
    if (score.missing == "neutral") != (score.neutral is not None):
        yield ("neutral",), Message(gettext_noop("the neutral rule, and only it, needs neutral points"))
    elif score.neutral is not None and not score.low <= score.neutral <= score.high:
        reason = gettext_noop("{points} points are not on the scale from {low} to {high}")
        values = {"points": score.neutral, "low": score.low, "high": score.high}
        yield ("neutral",), Message(reason, values)


def _tier(tier: Tier) -> Parts:
    if bool(tier.levels) == (tier.enter is not None):
        yield (), Message(gettext_noop("a tier has either levels or the condition to enter"))
    if tier.enter is None and (tier.exit is not None or tier.states):
        yield (), Message(gettext_noop("exit and states belong to a tier that is entered"))
    elif tier.enter is not None and len(tier.states) not in (0, 2, 3):
        yield ("states",), Message(gettext_noop("a tier has two states, or three with a middle"))
    rising = [low.at < high.at for low, high in pairwise(tier.levels)]
    if any(low.at == high.at for low, high in pairwise(tier.levels)) or len(set(rising)) > 1:
        yield ("levels",), Message(gettext_noop("levels go from best to worst without a turn"))
    if tier.tolerance >= tier.hold and tier.tolerance:
        yield ("tolerance",), Message(gettext_noop("fewer periods may miss than have to hold"))


def _gate(gate: Gate) -> Parts:
    if not gate.all_of and not gate.any_of:
        yield (), Message(gettext_noop("a gate has conditions: all_of, any_of or both"))


def _expiry(expiry: Expiry) -> Parts:
    if expiry.days is not None and expiry.reset is not None:
        yield ("reset",), Message(gettext_noop("points end either one by one or all at once"))


def _deduct(deduct: Deduct) -> Parts:
    if deduct.when and deduct.points is None:
        yield ("points",), Message(gettext_noop("a deduction with conditions needs its points"))


def _ledger(ledger: Ledger) -> Parts:
    if ledger.start < ledger.floor or (ledger.cap is not None and ledger.start > ledger.cap):
        yield ("start",), Message(gettext_noop("the start lies between floor and cap"))


def _consequence(consequence: Consequence) -> Parts:
    causes = (consequence.trigger, consequence.milestone, consequence.ladder, consequence.overrides)
    if not any(causes):
        yield (), Message(gettext_noop("a consequence needs a cause: trigger, milestone, ladder or override"))
    if consequence.ladder is not None and consequence.value is not None:
        yield ("value",), Message(gettext_noop("the ladder states the values already"))


def _appeal(appeal: Appeal) -> Parts:
    if len(appeal.deadline_days) not in (0, appeal.attempts):
        yield ("deadline_days",), Message(gettext_noop("one deadline for each attempt, or none"))


def _period(period: Exemption | Extension) -> Parts:
    if period.last < period.first:
        yield ("last",), Message(gettext_noop("the last day is not before the first"))


_CHECKS: dict[type[BaseModel], Callable[..., Parts]] = {
    PolicyMetric: _metric,
    SideRule: _side,
    Reply: _reply,
    Score: _score,
    Tier: _tier,
    Gate: _gate,
    Expiry: _expiry,
    Deduct: _deduct,
    Ledger: _ledger,
    Consequence: _consequence,
    Appeal: _appeal,
    Exemption: _period,
    Extension: _period,
}
