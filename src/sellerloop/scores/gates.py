"""Conditions and gates: each condition with its own state, because "not assessed" is neither passed nor
failed."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sellerloop.policy.schema import Condition, Gate, Policy
from sellerloop.scores.card import Scorecard
from sellerloop.speech.message import Message, gettext_noop

HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class State(StrEnum):
    """The state of a condition, a gate or a consequence."""

    MET = "met"
    MISSED = "missed"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a condition can ask about: a metric, the score, a ledger's balance, a gate, or an
    attribute of the account. Numbers are in the metric's unit; None is not known, and ``reason`` says why."""

    value: Fraction | str | None
    num: int | None = None
    den: int | None = None
    reason: Message | None = None


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition, the fact that it was held against, and what came of it."""

    condition: Condition
    fact: Fact
    state: State
    reason: Message | None


@dataclass(frozen=True, slots=True)
class GateFinding:
    """A gate with all its conditions. A gate that is not ``enabled`` is shown and decides nothing."""

    gate: str
    state: State
    enabled: bool
    all_of: tuple[Finding, ...]
    any_of: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The conditions that stand in the way: missed ones first, then those not assessed."""
        open_ = self.any_of if _any(self.any_of) is not State.MET else ()
        found = [finding for finding in (*self.all_of, *open_) if finding.state is not State.MET]
        return tuple(sorted(found, key=lambda finding: finding.state is State.NOT_ASSESSED))


def facts_of(card: Scorecard) -> dict[str, Fact]:
    """Return the score and every metric of ``card`` as facts; a default value stands in as declared."""
    facts = {
        name: Fact(entry.value, entry.reading.num, entry.reading.den, entry.reason)
        for name, entry in card.entries.items()
    }
    return {**facts, "score": Fact(card.score, reason=card.reason)}


def with_gates(
    policy: Policy, facts: Facts, category: str | None
) -> tuple[dict[str, Fact], list[GateFinding]]:
    """Evaluate every gate in the policy's order; return ``facts`` extended by the gates' states, and the
    findings. A gate may ask about gates before it."""
    known, findings = dict(facts), []
    for gate in policy.gates:
        finding = evaluate(gate, known, category)
        findings.append(finding)
        value = None if finding.state is State.NOT_ASSESSED else finding.state.value
        known[gate.id] = Fact(value, reason=next((f.reason for f in finding.blocking), None))
    return known, findings


def evaluate(gate: Gate, facts: Facts, category: str | None = None) -> GateFinding:
    """Evaluate one gate: all of ``all_of`` and, where there are any, at least one of ``any_of``."""
    everything = check_all(gate.all_of, facts, category)
    anything = check_all(gate.any_of, facts, category)
    states = [_all(everything)] + ([_any(anything)] if anything else [])
    return GateFinding(gate.id, conjunction(states), gate.enabled, everything, anything)


def check_all(
    conditions: Sequence[Condition], facts: Facts, category: str | None = None
) -> tuple[Finding, ...]:
    """Check the conditions that apply to ``category``."""
    return tuple(check(condition, facts) for condition in applying(conditions, category))


def applying(conditions: Sequence[Condition], category: str | None) -> tuple[Condition, ...]:
    """Return the conditions made for ``category``, and the general ones on metrics without such a one."""
    own = {condition.metric for condition in conditions if category in condition.categories}
    return tuple(
        condition
        for condition in conditions
        if category in condition.categories or not (condition.categories or condition.metric in own)
    )


def check(condition: Condition, facts: Facts) -> Finding:
    """Hold one condition against the facts. With too few rows it is not assessed; "rate and count" with too
    small a count is missed."""
    fact = facts.get(condition.metric)
    if fact is None:
        unknown = Message(gettext_noop("not known: {name}"), {"name": condition.metric})
        return Finding(condition, Fact(None, reason=unknown), State.NOT_ASSESSED, unknown)
    if fact.value is None:
        return Finding(condition, fact, State.NOT_ASSESSED, fact.reason)
    wanted = condition.value if isinstance(condition.value, str) else Fraction(condition.value)
    if isinstance(wanted, str) != isinstance(fact.value, str):
        odd = Message(gettext_noop("cannot be compared: {name}"), {"name": condition.metric})
        return Finding(condition, fact, State.NOT_ASSESSED, odd)
    if condition.min_n is not None and (fact.den or 0) < condition.min_n:
        return Finding(condition, fact, State.NOT_ASSESSED, _too_few(fact.den or 0, condition.min_n))
    if condition.min_count is not None and (fact.num is None or fact.num < condition.min_count):
        state = State.NOT_ASSESSED if fact.num is None else State.MISSED
        return Finding(condition, fact, state, _too_few(fact.num or 0, condition.min_count))
    state = State.MET if HOLDS[condition.op](fact.value, wanted) else State.MISSED
    return Finding(condition, fact, state, None)


def conjunction(states: Sequence[State]) -> State:
    """Return the state of all together: missed if any is, else not assessed if any is, else met."""
    if State.MISSED in states:
        return State.MISSED
    return State.NOT_ASSESSED if State.NOT_ASSESSED in states else State.MET


def _all(findings: Sequence[Finding]) -> State:
    return conjunction([finding.state for finding in findings])


def _any(findings: Sequence[Finding]) -> State:
    states = [finding.state for finding in findings]
    if State.MET in states:
        return State.MET
    return State.NOT_ASSESSED if State.NOT_ASSESSED in states else State.MISSED


def _too_few(count: int, least: int) -> Message:
    text = gettext_noop("too little data: {count} of at least {least}")
    return Message(text, {"count": count, "least": least})
