"""From a policy's own metric to a metric specification: a catalogue definition with changed parameters, or
an inline one.

Nothing is guessed: a parameter that the definition cannot take (another count unit for counted orders, a
reply rule where no replies are counted) is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sellerloop.metrics.registry import metrics
from sellerloop.metrics.replies import UNITS, ReplyRule
from sellerloop.metrics.spec import (
    Aggregation,
    Direction,
    Metric,
    Minimum,
    Side,
    Unit,
    counters,
)
from sellerloop.policy.predicate import (
    ALWAYS,
    Column,
    Compare,
    Constant,
    In,
    IsNull,
    Not,
    Or,
    Predicate,
    all_of,
    columns,
    parse,
    text_of,
)
from sellerloop.policy.schema import Exemption, PolicyMetric, Reply, SideRule
from sellerloop.policy.source import Source

_AS_GIVEN: dict[str, Callable[[Any], object]] = {
    "unit": Unit,
    "direction": Direction,
    "aggregation": Aggregation,
    "count_unit": str,
    "window": lambda window: window,
    "horizon": int,
    "quantile": Fraction,
    "edges": tuple,
    "recent_share": Fraction,
    "recent_weight": Fraction,
    "faults": tuple,
    "pick": str,
    "exclude": tuple,
    "sources": tuple,
}


class DefinitionError(ValueError):
    """A policy asks of a metric what its definition cannot give; the text names both."""


def definition(
    rule: PolicyMetric, exemptions: Iterable[Exemption] = (), sources: tuple[Source, ...] = ()
) -> Metric:
    """Return the metric that ``rule`` describes, under the rule's own id.

    ``exemptions`` that name the metric take their rows out of both sides; ``sources`` are the policy's and
    hold where the rule gives none. Raises :class:`DefinitionError` for anything that does not fit.
    """
    exempt = [exemption for exemption in exemptions if rule.id in exemption.metrics]
    try:
        found = _varied(rule) if rule.use else _inline(rule, sources)
        sides = {name: _exempted(side, exempt) for name, side in _sides(found)}
        found = found.with_(**sides)
        counters(found)
    except (KeyError, ValueError) as error:
        raise DefinitionError(f"metric {rule.id!r}: {error.args[0] if error.args else error}") from error
    return found


def _given(rule: PolicyMetric) -> dict[str, Any]:
    """The plain parameters that the rule states, in the types of the specification."""
    stated = ((name, getattr(rule, name)) for name in _AS_GIVEN)
    given: dict[str, Any] = {name: _AS_GIVEN[name](v) for name, v in stated if v is not None and v != ()}
    if rule.exclude is not None:
        given["exclude"] = rule.exclude
    least = rule.min.n if rule.min.of == "denominator" and rule.min.metric is None else 1
    return given | {"id": rule.id, "minimum": Minimum(least)}


def _varied(rule: PolicyMetric) -> Metric:
    base = metrics().get(rule.use or "")
    if base is None:
        raise ValueError(f"the catalogue has no metric {rule.use!r}")
    changes = _given(rule)
    if rule.title:
        changes["name"] = rule.title
    if rule.aggregation in ("total", "quantile"):
        changes["denominator"] = None
    for name, side in _sides(base):
        if name not in changes:
            changes[name] = _varied_side(name, side, rule, base)
    return base.with_(**changes)


def _varied_side(name: str, side: Side, rule: PolicyMetric, base: Metric) -> Side:
    anchors = {str(which): anchor for which, anchor in rule.anchor.items()}
    side = replace(side, anchor=anchors.get(name, side.anchor))
    if name == "numerator" and rule.cap is not None:
        side = replace(side, cap=rule.cap)
    reply = rule.reply
    if rule.count_unit and rule.count_unit != base.count_unit:
        if rule.count_unit not in UNITS:
            raise ValueError(f"cannot count by {rule.count_unit!r}, the rows are one per {base.count_unit}")
        reply = Reply.model_validate({**(reply.model_dump() if reply else {}), "unit": rule.count_unit})
    if reply is None:
        return side
    if side.rule is None:
        raise ValueError(f"counts one row per {base.count_unit} and no replies")
    return replace(side, rule=_reply(reply, side.rule))


def _inline(rule: PolicyMetric, sources: tuple[Source, ...]) -> Metric:
    required = ("unit", "direction", "numerator", "window")
    if missing := [name for name in required if getattr(rule, name) is None]:
        raise ValueError(f"neither 'use' nor {', '.join(missing)} is given")
    assert rule.numerator
    given = _given(rule)
    given.setdefault("aggregation", Aggregation.RATIO if rule.denominator else Aggregation.TOTAL)
    given.setdefault("count_unit", (rule.denominator or rule.numerator).event)
    given.setdefault("sources", sources)
    denominator = _side(rule.denominator, rule) if rule.denominator else None
    name = rule.title or rule.id
    numerator = _side(rule.numerator, rule, rule.cap)
    return Metric(name=name, meaning=rule.note or name, numerator=numerator, denominator=denominator, **given)


def _side(side: SideRule, rule: PolicyMetric, cap: int | None = None) -> Side:
    reply = side.reply or (rule.reply if side.event == "reply" else None)
    read = _reply(reply, ReplyRule(unit="turn")) if reply else None
    cap = cap if side.cap is None else side.cap
    return Side(side.event, side.anchor, side.where, side.column, cap, side.fault, side.horizon, read)


def _reply(reply: Reply, base: ReplyRule) -> ReplyRule:
    return replace(base, **reply.model_dump(exclude_none=True))


def _sides(metric: Metric) -> list[tuple[str, Side]]:
    return list(zip(("numerator", "denominator"), metric.sides, strict=False))


def _exempted(side: Side, exemptions: Iterable[Exemption]) -> Side:
    parts = [_outside(exemption, side.anchor) for exemption in exemptions]
    return replace(side, where=text_of(all_of(parse(side.where), *parts))) if parts else side


def _outside(exemption: Exemption, anchor: str) -> Predicate:
    """A row counts when it misses the period, the market or the condition; a row of which the condition
    cannot be told is not exempt."""
    date, where = Column(anchor), parse(exemption.where)
    outside: list[Predicate] = [
        Compare(date, "<", Constant(exemption.first.isoformat())),
        Compare(date, ">", Constant(exemption.last.isoformat())),
    ]
    if exemption.markets:
        outside.append(Not(In(Column("market"), tuple(sorted(exemption.markets)))))
    if where != ALWAYS:
        outside += [IsNull(Column(name)) for name in sorted(columns(where))]
        outside.append(Not(where))
    return Or(tuple(outside))
