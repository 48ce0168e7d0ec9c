"""Points ledgers in three shapes: points that expire one by one, points that are wiped at a reset, and a
balance that starts, earns and loses."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, takewhile

from sellerloop.policy.schema import Deduct, Ledger
from sellerloop.policy.window import DAY
from sellerloop.scores.gates import Fact, Facts, State, check_all, conjunction
from sellerloop.speech.message import Message

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation as issued; ``overturned`` is the day from which an appeal or a correction undid it."""

    issued: dt.date
    reason: str
    points: Fraction
    overturned: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PointEntry:
    """Points booked on ``issued``. They count on every day d with issued <= d < ends (without end: None),
    and are kept when they no longer count, because history is shown."""

    issued: dt.date
    points: Fraction
    ends: dt.date | None
    reason: str = ""

    def counts_on(self, day: dt.date) -> bool:
        """Whether the points count on ``day``."""
        return self.issued <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Balance:
    """A ledger on one day: start plus earned, minus (of a penalty ledger: plus) the points that count, within
    floor and cap. ``value`` is None where something it earns by is not known; ``reason`` says why."""

    day: dt.date
    value: Fraction | None
    earned: Fraction | None
    points: Fraction
    entries: tuple[PointEntry, ...]
    reason: Message | None = None

    @property
    def fact(self) -> Fact:
        """The balance as something that conditions and tiers can ask about."""
        return Fact(self.value, reason=self.reason)


def booked(ledger: Ledger, violations: Iterable[Violation]) -> tuple[PointEntry, ...]:
    """Return the entries of the violations that the ledger deducts for, oldest first.

    A deduction that names the violation's reason goes before one that names none; its own points go before
    the violation's.
    """
    entries = []
    for violation in sorted(violations, key=lambda v: v.issued):
        rule = _rule_for(ledger, violation.reason)
        if rule is None:
            continue
        points = violation.points if rule.points is None else Fraction(rule.points)
        entries.append(_entry(ledger, violation.issued, points, violation.reason, violation.overturned))
    return tuple(entries)


def charged(
    ledger: Ledger, day: dt.date, facts: Facts, category: str | None = None
) -> tuple[PointEntry, ...]:
    """Return the entries that the ledger's metric conditions book at the refresh on ``day``.

    Of the deductions of one group only the largest that holds applies. A condition that is not assessed
    deducts nothing.
    """
    holding = [deduct for deduct in ledger.deduct if deduct.when and _holds(deduct, facts, category)]
    return charges(ledger, holding, day)


def charges(ledger: Ledger, holding: Sequence[Deduct], day: dt.date) -> tuple[PointEntry, ...]:
    """Return the entries for deductions that hold on ``day``: of each group the largest."""
    largest: dict[object, Deduct] = {}
    for number, deduct in enumerate(holding):
        group = deduct.group or number
        if group not in largest or _points(deduct) > _points(largest[group]):
            largest[group] = deduct
    return tuple(
        _entry(ledger, day, _points(deduct), deduct.reason or deduct.when[0].metric, None)
        for deduct in largest.values()
    )


def balance(
    ledger: Ledger, entries: Sequence[PointEntry], day: dt.date, facts: Facts | None = None
) -> Balance:
    """Return the ledger's balance on ``day``.

    ``facts`` holds the metrics that the ledger earns by, as of that day. What is earned counts complete
    blocks: floor(metric / per) times points.
    """
    counting = tuple(entry for entry in entries if entry.counts_on(day))
    points = sum((entry.points for entry in counting), ZERO)
    earned, reason = _earned(ledger, facts or {})
    if earned is None:
        return Balance(day, None, None, points, counting, reason)
    signed = points if ledger.sign == "penalty" else -points
    value = max(Fraction(ledger.start) + earned + signed, Fraction(ledger.floor))
    if ledger.cap is not None:
        value = min(value, Fraction(ledger.cap))
    return Balance(day, value, earned, points, counting)


def resets(rule: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Return the reset days of ``rule`` within a period, both ends included: ``first_of_month``,
    ``first_of_quarter`` or ``first_monday_of_quarter``."""
    return tuple(takewhile(lambda day: day <= last, _resets(rule, first)))


def last_reset(rule: str, day: dt.date) -> dt.date:
    """Return the latest reset day of ``rule`` up to ``day``."""
    return resets(rule, day - 190 * DAY, day)[-1]  # half a year holds a quarter's first Monday for sure


def _resets(rule: str, first: dt.date) -> Iterator[dt.date]:
    """Reset days from ``first`` on, without end."""
    width = 1 if rule == "first_of_month" else 3
    start = first.year * 12 + first.month - 1
    for month in count(start - start % width, width):
        day = dt.date(month // 12, month % 12 + 1, 1)
        if rule == "first_monday_of_quarter":
            day += (-day.weekday() % 7) * DAY
        if day >= first:
            yield day


def _entry(
    ledger: Ledger, issued: dt.date, points: Fraction, reason: str, overturned: dt.date | None
) -> PointEntry:
    ends = [] if overturned is None else [max(issued, overturned)]
    if ledger.expiry.days is not None:
        ends.append(issued + ledger.expiry.days * DAY)
    if ledger.expiry.reset is not None:
        ends.append(next(_resets(ledger.expiry.reset, issued + DAY)))
    return PointEntry(issued, points, min(ends, default=None), reason)


def _rule_for(ledger: Ledger, reason: str) -> Deduct | None:
    rules = [deduct for deduct in ledger.deduct if not deduct.when and deduct.reason in (reason, None)]
    return max(rules, key=lambda deduct: deduct.reason is not None, default=None)


def _holds(deduct: Deduct, facts: Facts, category: str | None) -> bool:
    findings = check_all(deduct.when, facts, category)
    return conjunction([finding.state for finding in findings]) is State.MET


def _points(deduct: Deduct) -> Fraction:
    return Fraction(deduct.points or 0)


def _earned(ledger: Ledger, facts: Facts) -> tuple[Fraction | None, Message | None]:
    earned = ZERO
    for earn in ledger.earn:
        fact = facts.get(earn.metric, Fact(None))
        if not isinstance(fact.value, Fraction):
            return None, fact.reason
        earned += fact.value // earn.per * Fraction(earn.points)
    return earned, None
