"""Appeals: whether a counted event may still be contested, by when, with which evidence; and what an upheld
appeal does to the number."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sellerloop.policy.schema import Appeal
from sellerloop.policy.window import DAY


@dataclass(frozen=True, slots=True)
class Attempt:
    """One appeal of one event on one metric; ``decided`` and ``upheld`` are None while it is open."""

    filed: dt.date
    decided: dt.date | None = None
    upheld: bool | None = None


class Chance(StrEnum):
    """What can still be done."""

    OPEN = "open"  # an attempt may be filed
    PENDING = "pending"  # an attempt waits for its decision
    UPHELD = "upheld"
    TOO_LATE = "too_late"
    EXHAUSTED = "exhausted"  # all attempts are used


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the appeals of one event stand. ``attempt`` is the number of the attempt that is open, pending or
    was the last; ``last_day`` the last day to file it, None where no deadline is known; ``decision_due`` and
    ``correction_due`` when decision and corrected number may be expected, where the policy says so.
    ``suspends``: restrictions pause, because a decision is pending and the policy pauses them."""

    chance: Chance
    attempt: int
    last_day: dt.date | None
    decision_due: dt.date | None
    correction_due: dt.date | None
    suspends: bool = False


def standing(appeal: Appeal, penalty: dt.date, attempts: Sequence[Attempt], day: dt.date) -> Standing:
    """Return where the appeals against a penalty of ``penalty`` stand on ``day``.

    ``attempts`` are in the order they were filed. The first attempt's deadline counts from the penalty, each
    later one's from the rejection before it; the deadline day itself is in time.
    """
    last = attempts[-1] if attempts else None
    if last is not None and last.decided is None:
        due = _after(last.filed, appeal.review_days)
        corrected = _after(due, appeal.correction_days)
        return Standing(Chance.PENDING, len(attempts), None, due, corrected, appeal.suspends)
    if last is not None and last.upheld:
        corrected = _after(last.decided, appeal.correction_days)
        return Standing(Chance.UPHELD, len(attempts), None, last.decided, corrected)
    if len(attempts) >= appeal.attempts:
        return Standing(Chance.EXHAUSTED, len(attempts), None, None, None)
    start = penalty if last is None else last.decided
    number = len(attempts)
    days = appeal.deadline_days[number] if number < len(appeal.deadline_days) else None
    until = _after(start, days)
    chance = Chance.OPEN if until is None or day <= until else Chance.TOO_LATE
    due = _after(day, appeal.review_days)
    return Standing(chance, number + 1, until, due, _after(due, appeal.correction_days))


def missing_evidence(appeal: Appeal, scenario: str, provided: Collection[str]) -> tuple[str, ...]:
    """Return the required items of ``scenario`` that are not among ``provided``, in the policy's order.

    Raises KeyError for a scenario that the policy does not know.
    """
    return tuple(item for item in appeal.evidence[scenario] if item not in provided)


def scenarios(appeal: Appeal, provided: Collection[str]) -> tuple[str, ...]:
    """Return the scenarios for which all required evidence is at hand."""
    return tuple(name for name in appeal.evidence if not missing_evidence(appeal, name, provided))


def tickets(appeal: Appeal, orders: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return ``orders`` in as few tickets as the policy allows, in their order."""
    size = appeal.orders_per_ticket or max(len(orders), 1)
    return tuple(tuple(orders[i : i + size]) for i in range(0, len(orders), size))


def _after(day: dt.date | None, days: int | None) -> dt.date | None:
    return None if day is None or days is None else day + days * DAY
