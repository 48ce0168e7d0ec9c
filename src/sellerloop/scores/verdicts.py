"""What a policy decides for one account: gates, ledger balances and consequences, each with its reasons."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sellerloop.policy.schema import Consequence, Ledger
from sellerloop.scores.bands import ONE
from sellerloop.scores.benchmarks import Peers
from sellerloop.scores.change import View
from sellerloop.scores.consequences import Effect, apply
from sellerloop.scores.gates import Facts, GateFinding, facts_of, with_gates
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.ledger import Balance, PointEntry, Violation, balance
from sellerloop.scores.restrictions import Relief, Restriction, fired


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Everything that a policy decides beside the score, in its order."""

    ledgers: Mapping[str, Balance]
    gates: tuple[GateFinding, ...]
    effects: tuple[Effect, ...]


def verdicts(grid: ScoreGrid, date: int, account: int, violations: Sequence[Violation] = ()) -> Verdicts:
    """Return the verdicts of one cell of ``grid``. ``violations`` are the account's: an overturned one
    shortens what its points had fired, where the policy says so. Restrictions follow from ledgers that earn
    nothing: what others had earned on past days is not looked at, and fires nothing."""
    view = grid.view(date, account)
    card = view.card()
    facts, gates = with_gates(view.resolved.policy, {**(view.facts or {}), **facts_of(card)}, view.category)
    effects = []
    for consequence in view.resolved.policy.consequences:
        running = _restrictions(grid, consequence, date, account, violations)
        base, known = _base(consequence, view, facts)
        effects.append(
            apply(consequence, known, view.as_of, category=view.category, restrictions=running, base=base)
        )
    balances = {name: grid.balance(name, date, account) for name in grid.ledgers}
    return Verdicts(balances, tuple(gates), tuple(effects))


def _base(consequence: Consequence, view: View, facts: Facts) -> tuple[Fraction, Facts]:
    """The figure that the ladder's values are multiples of; without one its metric is as good as unknown."""
    ladder = consequence.ladder
    if ladder is None or ladder.relative_to == "none":
        return ONE, facts
    benchmarks = view.resolved.policy.benchmarks if view.benchmarks is None else view.benchmarks
    found = Peers(benchmarks, view.peer or {}, view.as_of).find(ladder.metric, ladder.relative_to)
    if found is None or found.value <= 0:
        return ONE, {name: fact for name, fact in facts.items() if name != ladder.metric}
    return Fraction(found.value), facts


def _restrictions(
    grid: ScoreGrid, consequence: Consequence, date: int, account: int, violations: Sequence[Violation]
) -> tuple[Restriction, ...]:
    found: list[Restriction] = []
    today = grid.counts.as_ofs[date]
    undone = sorted({v.overturned for v in violations if v.overturned and v.overturned <= today})
    for milestone in consequence.milestone:
        ledger, kept = grid.resolved.ledgers[milestone.ledger], grid.ledgers[milestone.ledger]
        if kept.reason is not None:
            continue
        entries = kept.entries.get(account, ())
        days = sorted({d for e in entries for d in (e.issued, e.ends) if d is not None and d <= today})
        only = consequence.model_copy(update={"milestone": (milestone,)})
        reliefs = [
            Relief("appeal", day) for day in undone if not _reaches(ledger, entries, day, milestone.at)
        ]
        found += fired(only, ledger, [(day, balance(ledger, entries, day).value) for day in days], reliefs)
    return tuple(found)


def _reaches(ledger: Ledger, entries: Sequence[PointEntry], day: dt.date, at: Decimal) -> bool:
    """Whether the milestone still stands on ``day``; what is undone no longer counts then."""
    value = balance(ledger, entries, day).value
    if value is None:
        return True
    return value >= Fraction(at) if ledger.sign == "penalty" else value <= Fraction(at)
