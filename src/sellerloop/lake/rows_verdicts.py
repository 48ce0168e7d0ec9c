"""What one order or conversation means for every metric of a policy: which rows count, how, and why."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sellerloop.events.contract import Contract
from sellerloop.metrics.spec import Counter, Metric, Side, contract_of, counter, table_of
from sellerloop.metrics.words import why_not
from sellerloop.policy.predicate import Predicate, clauses, columns, evaluate
from sellerloop.policy.window import DAY, Calendar, Lagged, Rolling, Span, fixed_windows
from sellerloop.scores.explain import Rows, bad_rows
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.speech.message import Message

Fixed = Rolling | Lagged | Calendar
_AHEAD = 400  # days; no window begins to count a row later


class Outcome(StrEnum):
    """What came of a row, or of all rows of an order: the first that applies."""

    BAD = "bad"
    GOOD = "good"
    COUNTED = "counted"  # is added up, and is neither good nor bad
    COMING = "coming"  # its day comes later
    PAST = "past"  # its day no longer counts
    LEFT_OUT = "left_out"
    NOTHING = "nothing"  # there is no such row


@dataclass(frozen=True, slots=True)
class Judged:
    """One row under one metric. ``day`` is the local date that decides the day; ``reason`` says why it is
    left out; ``deciding`` are the columns that made it so, with their values."""

    table: str
    key: str
    outcome: Outcome
    day: dt.date | None
    reason: Message | None
    deciding: tuple[tuple[str, Any], ...]
    contract: Contract
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of all rows under one metric. ``until`` is the last day they are in the window: after that
    they no longer count; ``since`` the first day on which what is coming counts."""

    metric: str
    outcome: Outcome
    rows: tuple[Judged, ...]
    span: Span
    until: dt.date | None
    since: dt.date | None

    @property
    def bad(self) -> tuple[Judged, ...]:
        """The rows that count against."""
        return tuple(row for row in self.rows if row.outcome is Outcome.BAD)

    @property
    def telling(self) -> tuple[Judged, ...]:
        """The rows that made the outcome."""
        return tuple(row for row in self.rows if row.outcome is self.outcome)


def verdicts_on(
    resolved: ResolvedPolicy,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    spans: Mapping[str, Span],
    as_of: dt.date,
    category: str | None,
) -> list[Verdict]:
    """Judge ``rows`` (by table, settled) under every metric of ``resolved`` that ``spans`` gives a window of
    as of a day."""
    return [
        _verdict(resolved, name, rows, spans[name], as_of, category)
        for name in resolved.metrics
        if name in spans
    ]


def _verdict(
    resolved: ResolvedPolicy,
    name: str,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    span: Span,
    as_of: dt.date,
    category: str | None,
) -> Verdict:
    metric, bad = resolved.metrics[name], bad_rows(resolved, name, category)
    judged = tuple(
        _judged(metric, side, bad, row, span)
        for side in _sides(metric)
        for row in rows.get(table_of(side), ())
    )
    found = {row.outcome for row in judged}
    outcome = next((one for one in Outcome if one in found), Outcome.NOTHING)
    days = [row.day for row in judged if row.outcome is outcome and row.day]
    windows = fixed_windows(metric.window)
    window = next((w for w in windows if w.span(as_of) == span), windows[-1])
    inside = outcome in (Outcome.BAD, Outcome.GOOD, Outcome.COUNTED)
    until = _last(window, max(days), as_of, resolved, name) if inside and days else None
    since = _first(window, min(days), as_of) if outcome is Outcome.COMING and days else None
    return Verdict(name, outcome, judged, span, until, since)


def _sides(metric: Metric) -> Iterator[Side]:
    """The rows in question, and those of the numerator where they are other rows or count on another day."""
    base = metric.denominator or metric.numerator
    yield base
    if (table_of(metric.numerator), metric.numerator.anchor) != (table_of(base), base.anchor):
        yield metric.numerator


def _judged(metric: Metric, side: Side, bad: Rows, row: Mapping[str, Any], span: Span) -> Judged:
    base, contract = counter(metric, side), contract_of(side)
    day = row[side.anchor]
    failing = next((part for part in clauses(base.where) if evaluate(part, row) is not True), None)
    outcome, reason = Outcome.LEFT_OUT, None
    deciding: tuple[Predicate, ...] = ()
    if failing is not None:
        reason, deciding = why_not(failing, contract), (failing,)
    elif day is None or day < span[0]:
        outcome = Outcome.PAST if day else Outcome.LEFT_OUT
    elif day > span[1]:
        outcome = Outcome.COMING
    else:
        num = counter(metric, metric.numerator)
        outcome, deciding = _inside(metric, side, base, num, bad, row)
    summed = metric.numerator.column if metric.numerator.column in row else side.anchor
    names = sorted({name for part in deciding for name in columns(part)}) or [summed]
    shown = tuple((name, row[name]) for name in names)
    return Judged(table_of(side), key_of(row, contract), outcome, day, reason, shown, contract, row)


def _inside(
    metric: Metric, side: Side, base: Counter, num: Counter, bad: Rows, row: Mapping[str, Any]
) -> tuple[Outcome, tuple[Predicate, ...]]:
    """A row that counts: good or bad, and by which conditions."""
    if metric.numerator.column or metric.denominator is None:
        return (Outcome.BAD if metric.denominator is None and bad is Rows.COUNTED else Outcome.COUNTED), ()
    if side is metric.numerator:
        return (Outcome.BAD if bad is Rows.COUNTED else Outcome.GOOD), clauses(num.where)
    if (num.table, num.anchor) != (base.table, base.anchor):
        return Outcome.COUNTED, ()  # what counts against is judged on its own
    held = clauses(base.where)
    own = tuple(part for part in clauses(num.where) if part not in held)
    failing = tuple(part for part in own if evaluate(part, row) is not True)
    counted = not failing
    outcome = Outcome.BAD if counted == (bad is Rows.COUNTED) else Outcome.GOOD
    return outcome, own if counted else failing[:1]


def key_of(row: Mapping[str, Any], contract: Contract) -> str:
    """Return the key of a row as lists of rows show it."""
    names = [name for name in contract.key if name != "account"] or ["account"]
    return "/".join(str(row[name]) for name in names)


def _last(window: Fixed, day: dt.date, as_of: dt.date, resolved: ResolvedPolicy, metric: str) -> dt.date:
    """The last day on which the number in force has a row of ``day`` in its window."""
    at = as_of
    while window.span(at)[0] <= day:
        at = resolved.policy.cadence.upcoming(at, metric)
    return at - DAY


def _first(window: Fixed, day: dt.date, as_of: dt.date) -> dt.date | None:
    ahead = (as_of + offset * DAY for offset in range(1, _AHEAD))
    return next((at for at in ahead if window.span(at)[0] <= day <= window.span(at)[1]), None)
