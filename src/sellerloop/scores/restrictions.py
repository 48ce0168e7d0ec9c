"""Restrictions that a ledger's milestones fire when they are crossed, each with its own duration."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sellerloop.policy.schema import Consequence, Ledger, Milestone
from sellerloop.policy.window import DAY


@dataclass(frozen=True, slots=True)
class Relief:
    """A passed ``quiz``, a ``correction`` or an upheld ``appeal``, on a day."""

    by: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction on every day d with first <= d < until (without end: None). ``milestone`` fired it;
    ``shortened`` names what cut it short."""

    consequence: str
    milestone: Milestone
    first: dt.date
    until: dt.date | None
    shortened: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the restriction is in force on ``day``."""
        return self.first <= day and (self.until is None or day < self.until)


def fired(
    consequence: Consequence,
    ledger: Ledger,
    history: Sequence[tuple[dt.date, Fraction | None]],
    reliefs: Sequence[Relief] = (),
) -> tuple[Restriction, ...]:
    """Return the restrictions that ``history`` (balances by day, oldest first) has fired, oldest first.

    A milestone fires when the balance reaches it: from below for penalty points, from above for a balance.
    It fires again only after the balance had left it. Several milestones crossed at once all fire; the
    longest restriction is the one that is felt. Days whose balance is not known are passed over. ``reliefs``
    shorten what is in force on their day, as far as the consequence allows; what has passed stays.
    """
    found: list[Restriction] = []
    before = Fraction(ledger.start)
    for day, value in history:
        if value is None:
            continue
        for milestone in consequence.milestone:
            if milestone.ledger == ledger.id and _crossed(ledger, Fraction(milestone.at), before, value):
                until = None if milestone.days is None else day + milestone.days * DAY
                found.append(Restriction(consequence.id, milestone, day, until))
        before = value
    for relief in sorted(reliefs, key=lambda r: r.on):
        found = [_shortened(restriction, consequence, relief) for restriction in found]
    return tuple(found)


def _crossed(ledger: Ledger, at: Fraction, before: Fraction, now: Fraction) -> bool:
    return before < at <= now if ledger.sign == "penalty" else before > at >= now


def _shortened(restriction: Restriction, consequence: Consequence, relief: Relief) -> Restriction:
    rule = next((shorten for shorten in consequence.shorten if shorten.by == relief.by), None)
    if rule is None or not restriction.holds_on(relief.on):
        return restriction
    until = max(relief.on, restriction.first + rule.to_days * DAY)
    if restriction.until is not None and restriction.until <= until:
        return restriction
    return replace(restriction, until=until, shortened=relief.by)
