"""What a policy does with the numbers: order limits, fees, settlement days, blocks and badges."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sellerloop.policy.schema import Consequence
from sellerloop.policy.window import DAY
from sellerloop.scores.bands import ONE, step
from sellerloop.scores.gates import Facts, Finding, State, check_all, conjunction
from sellerloop.scores.restrictions import Restriction


@dataclass(frozen=True, slots=True)
class Effect:
    """A consequence as it stands on a day.

    ``state`` is met when it applies. ``value`` is what it says: a multiplier, a fee in percent, days; None
    for blocks and badges, and while it does not apply. ``until`` is the first day it no longer holds, where
    its end is known. A consequence that is not ``enabled`` is shown and does nothing.
    """

    consequence: str
    kind: str
    of: str
    state: State
    value: Fraction | None
    until: dt.date | None
    enabled: bool
    trigger: tuple[Finding, ...]
    overrides: tuple[Finding, ...]
    restrictions: tuple[Restriction, ...]

    def limit(self, average: Fraction) -> Fraction | None:
        """Return the multiplier applied to ``average`` (such as average daily orders); None without one."""
        return None if self.value is None or self.kind != "multiplier" else self.value * average


def apply(
    consequence: Consequence,
    facts: Facts,
    day: dt.date,
    *,
    category: str | None = None,
    restrictions: Sequence[Restriction] = (),
    base: Fraction = ONE,
) -> Effect:
    """Return what ``consequence`` does on ``day``.

    It applies when all of its trigger holds and its ladder, where it has one, is reached; or when any of
    its overrides holds; or while one of its ``restrictions`` is in force. What cannot be assessed does not
    punish: the state then is not assessed. ``base`` is the benchmark figure that ladder values are multiples
    of.
    """
    trigger = check_all(consequence.trigger, facts, category)
    overrides = check_all(consequence.overrides, facts, category)
    running = tuple(r for r in restrictions if r.consequence == consequence.id and r.holds_on(day))
    value, ladder = _ladder(consequence, facts, base)
    states = [finding.state for finding in trigger] + ([ladder] if ladder else [])
    state = conjunction(states) if states else State.MISSED
    if running or any(finding.state is State.MET for finding in overrides):
        state = State.MET
    if state is State.MISSED and any(finding.state is State.NOT_ASSESSED for finding in overrides):
        state = State.NOT_ASSESSED
    met = state is State.MET
    return Effect(
        consequence=consequence.id,
        kind=consequence.kind,
        of=consequence.of,
        state=state,
        value=value if met else None,
        until=_until(consequence, day, running) if met else None,
        enabled=consequence.enabled,
        trigger=trigger,
        overrides=overrides,
        restrictions=running,
    )


def _ladder(consequence: Consequence, facts: Facts, base: Fraction) -> tuple[Fraction | None, State | None]:
    declared = None if consequence.value is None else Fraction(consequence.value)
    if consequence.ladder is None:
        return declared, None
    fact = facts.get(consequence.ladder.metric)
    if fact is None or not isinstance(fact.value, Fraction):
        return declared, State.NOT_ASSESSED
    reached = step(consequence.ladder, fact.value, base)
    return (declared, State.MISSED) if reached is None else (reached, State.MET)


def _until(consequence: Consequence, day: dt.date, running: Sequence[Restriction]) -> dt.date | None:
    if running:
        ends = [restriction.until for restriction in running]
        return None if None in ends else max(end for end in ends if end is not None)
    return None if consequence.duration_days is None else day + consequence.duration_days * DAY
