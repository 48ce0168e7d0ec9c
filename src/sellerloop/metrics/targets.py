"""Targets as data: what a metric is meant to reach, for whom, from when, and who answers for it.

A target is a fact about the business, not about a metric's definition: rows of a table, never code. Of the
targets that fit a place and a day the most specific one holds; two that are equally specific are a mistake
in the table and are refused, because nobody could say which one was meant.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Direction
from sellerloop.speech.message import Message, gettext_noop


class Period(StrEnum):
    """The length of time whose figure is compared; ``WINDOW`` is the metric's own window."""

    WINDOW = "window"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a target is for, or where a figure comes from; None in a target means all of them."""

    market: str | None = None
    category: str | None = None
    tier: str | None = None
    team: str | None = None
    vendor: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are set: how specific the scope is."""
        return tuple(name for name in _SCOPE if getattr(self, name) is not None)

    def covers(self, place: "Scope") -> bool:
        """Does every field that is set equal that of ``place``?"""
        return all(getattr(self, name) == getattr(place, name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Target:
    """``metric op value``, in the metric's unit, from ``effective_from`` until the day before
    ``effective_to`` (without end when None). ``owner`` answers for it."""

    metric: str
    op: Literal["<", "<=", ">", ">="]
    value: Decimal
    owner: str
    effective_from: dt.date
    effective_to: dt.date | None = None
    period: Period = Period.WINDOW
    scope: Scope = Scope()
    note: str = ""

    def met(self, value: Fraction | Decimal | float) -> bool:
        """Does ``value`` reach the target? Floats are taken as they are; pass fractions for thresholds."""
        mine, other = Fraction(self.value), Fraction(value)
        return {"<": other < mine, "<=": other <= mine, ">": other > mine, ">=": other >= mine}[self.op]

    def holds_on(self, day: dt.date) -> bool:
        """Is the target in force on ``day``?"""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


class TargetError(ValueError):
    """A table of targets that cannot be used; ``problems`` says why, each as a message."""

    def __init__(self, *problems: Message) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


_OPERATORS = ("<", "<=", ">", ">=")
_WHERE = gettext_noop("row {row}, column {column}: {reason}")
_UNREADABLE = gettext_noop("cannot be read: {value}")
_SCOPE = tuple(field.name for field in fields(Scope))
_COLUMNS = tuple(field.name for field in fields(Target) if field.name != "scope") + _SCOPE
_REQUIRED = ("metric", "op", "value", "owner", "effective_from")

Wrong = tuple[str, Message]  # column and reason


def in_force(
    targets: Iterable[Target], metric: str, scope: Scope, day: dt.date, period: Period = Period.WINDOW
) -> Target | None:
    """Return the target of ``metric`` in force on ``day`` at the place ``scope``, or None.

    The scope with most fields wins, and of one scope the target that began last. Raises TargetError when
    different scopes are equally specific.
    """
    fitting = [
        target
        for target in targets
        if target.metric == metric
        and target.period is period
        and target.holds_on(day)
        and target.scope.covers(scope)
    ]
    if not fitting:
        return None
    most = max(len(target.scope.names) for target in fitting)
    chosen = [target for target in fitting if len(target.scope.names) == most]
    scopes = sorted({", ".join(target.scope.names) for target in chosen})
    if len(scopes) > 1:
        text = gettext_noop(
            "{metric} has two targets for this place on {day}, one by {one} and one by {other}"
        )
        values = {"metric": metric, "day": day, "one": scopes[0], "other": scopes[1]}
        raise TargetError(Message(text, values))
    return max(chosen, key=lambda target: target.effective_from)


def parse_targets(rows: Iterable[Mapping[str, object]]) -> tuple[Target, ...]:
    """Read targets from rows of a table (YAML mappings or CSV records: texts, numbers or dates).

    The columns are the fields of :class:`Target` and of :class:`Scope`; empty cells count as absent. Raises
    TargetError with every problem of every row, rows counted from 1, and for two targets of one metric,
    period and scope that begin on the same day.
    """
    problems: list[Message] = []
    found: list[Target] = []
    for number, row in enumerate(rows, 1):
        given = {name: value for name, value in row.items() if value not in (None, "")}
        wrong = [*_unknown(given), *_missing(given)]
        values: dict[str, object] = {}
        for name, value in given.items():
            try:
                values[name] = _READ[name](value) if name in _READ else str(value)
            except (ValueError, InvalidOperation):
                wrong.append((name, Message(_UNREADABLE, {"value": value})))
        if not wrong:
            target = _target(values)
            wrong += _unfit(target)
            found.append(target)
        problems += (Message(_WHERE, {"row": number, "column": name, "reason": why}) for name, why in wrong)
    problems += _doubled(found)
    if problems:
        raise TargetError(*problems)
    return tuple(found)


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())


def _number(value: object) -> Decimal:
    number = Decimal(str(value).strip())
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(value)
    return number


_READ: Mapping[str, Callable[[object], object]] = {
    "value": _number,
    "effective_from": _date,
    "effective_to": _date,
    "period": lambda value: Period(str(value)),
}


def _target(values: Mapping[str, object]) -> Target:
    scope = {name: str(value) for name, value in values.items() if name in _SCOPE}
    own = {name: value for name, value in values.items() if name not in _SCOPE}
    return Target(scope=Scope(**scope), **own)  # type: ignore[arg-type]


def _unknown(given: Mapping[str, object]) -> list[Wrong]:
    return [(name, Message(gettext_noop("no such column"))) for name in given if name not in _COLUMNS]


def _missing(given: Mapping[str, object]) -> list[Wrong]:
    return [(name, Message(gettext_noop("is missing"))) for name in _REQUIRED if name not in given]


def _unfit(target: Target) -> list[Wrong]:
    known = metrics().get(target.metric)
    if known is None:
        return [("metric", Message(gettext_noop("no such metric: {metric}"), {"metric": target.metric}))]
    wrong: list[Wrong] = []
    ways = {Direction.LOWER: ("<", "<="), Direction.HIGHER: (">", ">=")}.get(known.direction, _OPERATORS)
    if target.op not in ways:
        text = gettext_noop("must be one of {expected} for this metric")
        wrong.append(("op", Message(text, {"expected": ", ".join(ways)})))
    if target.effective_to is not None and target.effective_to <= target.effective_from:
        wrong.append(("effective_to", Message(gettext_noop("ends before it begins"))))
    return wrong


def _doubled(found: Iterable[Target]) -> list[Message]:
    def key(target: Target) -> tuple[object, ...]:
        scope = tuple(value or "" for value in asdict(target.scope).values())
        return target.metric, target.period, scope, target.effective_from

    text = gettext_noop("{metric} has two targets of the same scope from {day} on")
    ordered = sorted(found, key=key)
    return [
        Message(text, {"metric": one.metric, "day": one.effective_from})
        for one, other in itertools.pairwise(ordered)
        if key(one) == key(other)
    ]
