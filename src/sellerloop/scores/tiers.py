"""Tiers over time: levels, hysteresis of two or three states, hold periods, probation and recall.

One machine serves the exact path and whole grids: it works on signals (what each period alone would say),
which are found exactly for one account or vectorised for many. A tier is not known until a period says so.
"""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema import Condition, Tier
from sellerloop.scores.bands import ONE
from sellerloop.scores.gates import Fact, Facts, State, check

NOT_ASSESSED = -2  # as a signal: the period says nothing and breaks no streak
BETWEEN = -1  # as a signal: neither enter nor exit; as a state: not known
Codes = NDArray[np.int16]  # shape (periods, accounts)


def names(tier: Tier) -> tuple[str, ...]:
    """Return the names of the states by code, best first; of levels, the last code means below all."""
    if tier.levels:
        return (*(level.name for level in tier.levels), "")
    return tier.states or ("on", "off")


def needs_history(tier: Tier) -> bool:
    """Whether the state depends on more than the present period."""
    return not tier.levels or tier.hold > 1


def due(tier: Tier, cadence: Cadence, days: Sequence[dt.date]) -> NDArray[np.bool_]:
    """Return which of ``days`` are periods of the tier: those on which all that it looks at is refreshed. A
    tier that needs no history is held against every day."""
    if not needs_history(tier):
        return np.ones(len(days), np.bool_)
    looked_at = {tier.subject, *(condition.metric for condition in (tier.enter, tier.exit) if condition)}
    return np.array([all(cadence.as_of(day, name) == day for name in looked_at) for day in days], np.bool_)


def current(tier: Tier, facts: Facts, as_of: dt.date, base: Fraction = ONE) -> str | None:
    """Return the state that one period alone establishes; None where history would have to decide."""
    return history(tier, [(as_of, facts)], base)[-1]


def history(
    tier: Tier, periods: Sequence[tuple[dt.date, Facts]], base: Fraction = ONE
) -> tuple[str | None, ...]:
    """Return the state after each period of one account, oldest period first.

    ``base`` is the benchmark figure that level values are multiples of. None: not known, or below all levels.
    """
    signals = np.array([[signal(tier, facts, base)] for _, facts in periods], np.int16).reshape(-1, 1)
    codes = machine(tier, signals, [day for day, _ in periods])[:, 0]
    labels = names(tier)
    return tuple((labels[code] or None) if code >= 0 else None for code in codes)


def signal(tier: Tier, facts: Facts, base: Fraction = ONE) -> int:
    """Return what one period says: the code of a state, ``BETWEEN`` or ``NOT_ASSESSED``."""
    if tier.levels:
        return _level(tier, facts.get(tier.subject, Fact(None)), base)
    enter, leave = (_state(condition, facts) for condition in (tier.enter, tier.exit))
    if leave is State.MET:
        return len(names(tier)) - 1
    if State.NOT_ASSESSED in (enter, leave):
        return NOT_ASSESSED
    if enter is State.MET:
        return 0
    return BETWEEN if tier.exit else len(names(tier)) - 1


def machine(tier: Tier, signals: Codes, days: Sequence[dt.date]) -> Codes:
    """Return the state after each period, from the signals of all periods; shapes (periods, accounts).

    A state changes when, of the last ``hold`` assessed periods, all but ``tolerance`` ask for the same other
    state, the present one included. A tier without an exit is in its best state exactly while that many
    periods ask for it. Periods that are not assessed are passed over.
    """
    run = _Run(tier, signals.shape[1])
    states = [run.step(row, day.toordinal()) for row, day in zip(signals, days, strict=True)]
    return np.array(states, np.int16).reshape(signals.shape)


class _Run:
    """The accounts' states while the periods pass."""

    def __init__(self, tier: Tier, accounts: int) -> None:
        self.tier = tier
        self.worst = len(names(tier)) - 1
        self.state = np.full(accounts, BETWEEN, np.int16)
        self.recent = np.full((tier.hold, accounts), NOT_ASSESSED, np.int16)
        self.seen = np.zeros(accounts, np.int64)
        self.votes = np.zeros((self.worst + 1, accounts), np.int64)
        self.entered = np.zeros(accounts, np.int64)
        self.left = np.full(accounts, -(10**9), np.int64)
        self.column = np.arange(accounts)

    def step(self, row: Codes, day: int) -> Codes:
        assessed = row != NOT_ASSESSED
        wanted = self._wanted(row, day)
        self._remember(np.where(assessed, wanted, NOT_ASSESSED), assessed)
        target = self._target(wanted)
        change = assessed & (target >= 0) & (target != self.state)
        change &= (target != 0) | (day >= self.left + self.tier.probation)
        self.left = np.where(change & (self.state == 0), day, self.left)
        self.entered = np.where(change & (target == 0), day, self.entered)
        self.state = np.where(change, target, self.state)
        return self.state

    def _wanted(self, row: Codes, day: int) -> Codes:
        if self.tier.recall_days is not None:
            late = (self.state == 0) & (row == self.worst) & (day - self.entered > self.tier.recall_days)
            row = np.where(late, np.int16(0), row)
        between = self.state
        if self.worst == 2 and not self.tier.levels:
            between = np.where(self.state == 0, np.int16(1), self.state)
        return np.where(row == BETWEEN, between, row)

    def _remember(self, wanted: Codes, assessed: NDArray[np.bool_]) -> None:
        who = self.column[assessed]
        place = self.seen[who] % self.tier.hold
        old, new = self.recent[place, who], wanted[who]
        self.votes[old[old >= 0], who[old >= 0]] -= 1
        self.votes[new[new >= 0], who[new >= 0]] += 1
        self.recent[place, who] = new
        self.seen[who] += 1

    def _target(self, wanted: Codes) -> Codes:
        needed = self.tier.hold - self.tier.tolerance
        full = self.seen >= self.tier.hold
        if self.tier.exit is None and not self.tier.levels:
            misses = np.minimum(self.seen, self.tier.hold) - self.votes[0]
            best = full & (self.votes[0] >= needed)
            return np.where(best, 0, np.where(misses > self.tier.tolerance, self.worst, BETWEEN)).astype(
                np.int16
            )
        agreed = full & (self.votes[np.maximum(wanted, 0), self.column] >= needed)
        if self.tier.levels:
            agreed |= self.state == BETWEEN
        return np.where(agreed, wanted, np.int16(BETWEEN))


def _level(tier: Tier, fact: Fact, base: Fraction) -> int:
    if not isinstance(fact.value, Fraction):
        return NOT_ASSESSED
    reached = [
        (Fraction(level.at) * base, code)
        for code, level in enumerate(tier.levels)
        if fact.value > Fraction(level.at) * base
        or (level.ends == "closed" and fact.value == Fraction(level.at) * base)
    ]
    return max(reached)[1] if reached else len(tier.levels)


def _state(condition: Condition | None, facts: Facts) -> State:
    return State.MISSED if condition is None else check(condition, facts).state
