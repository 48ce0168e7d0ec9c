"""Scoring the accounts of a lake: all at once on grids, and exactly, one card each."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sellerloop.lake.attributes import Attributes, account_figures, attributes, violations
from sellerloop.lake.categories import main_categories
from sellerloop.lake.engines.base import Engine
from sellerloop.lake.facts import Served, counts
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.turns import rules_of
from sellerloop.policy.window import DAY
from sellerloop.scores.card import Scorecard
from sellerloop.scores.days import on_days
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.scores.ledger_grid import Violations, refresh_days
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.scores.tiers import due, needs_history

_HISTORY = 180  # days: how far back a tier with hysteresis remembers beyond the dates asked for


@dataclass(frozen=True, eq=False, slots=True)
class Readings:
    """The counts of all accounts at some dates, ready to be read."""

    metrics: Mapping[str, Metric]
    counts: Counts
    daily: Counts | None

    def of(self, account: int, as_of: int = 0) -> dict[str, Reading]:
        """Return every metric of the account number ``account`` at as-of date number ``as_of``."""
        return {n: read(m, self.counts, as_of, account, self.daily) for n, m in self.metrics.items()}


def readings(engine: Engine, served: Served, resolved: ResolvedPolicy, as_ofs: Sequence[dt.date]) -> Readings:
    """Count everything that ``resolved`` needs at each of ``as_ofs`` (strictly increasing)."""
    return Readings(resolved.metrics, *counts(engine, served, tuple(resolved.metrics.values()), as_ofs))


def rules_of_policy(resolved: ResolvedPolicy) -> tuple[ReplyRule, ...]:
    """Return the reply rules whose tables the policy reads."""
    return rules_of(resolved.metrics.values())


def grid_of(engine: Engine, served: Served, resolved: ResolvedPolicy, as_ofs: Sequence[dt.date]) -> ScoreGrid:
    """Score every account at each of ``as_ofs`` (strictly increasing) at once.

    Where a ledger books points by metric conditions, or the tier depends on its past, the refresh days before
    are scored as well, so that balances are complete and tiers known.
    """
    known = violations(served.rows("violation")) if resolved.policy.ledgers else {}
    return grid_with(engine, served, resolved, as_ofs, attributes(served), known)


def grid_with(
    engine: Engine,
    served: Served,
    resolved: ResolvedPolicy,
    as_ofs: Sequence[dt.date],
    own: Sequence[Attributes],
    known: Violations,
    categories: Sequence[str] | None = None,
) -> ScoreGrid:
    """Score as :func:`grid_of` does, with the accounts' attributes and violations at hand. ``categories``
    are those that orders name; None looks for them."""
    days = _with_history(resolved, as_ofs)
    found, given = readings(engine, served, resolved, days), [attribute.category for attribute in own]
    grid = score_grid(
        resolved,
        found.counts,
        found.daily,
        categories=main_categories(engine, served, resolved.policy.category, days, given, categories),
        peers=[attribute.peer for attribute in own],
        facts=account_figures(own, days),
        violations=known if "violation" in served.available else None,
    )
    return on_days(grid, as_ofs)


def card_of(grid: ScoreGrid, date: int, account: int) -> Scorecard:
    """Return the exact card of one cell, with the tier that its history on the grid has led to."""
    card, tier = grid.card(date, account), grid.resolved.tier
    return replace(card, tier=grid.tiers[tier.id].name(date, account)) if tier else card


def scorecards(
    engine: Engine,
    served: Served,
    resolved: ResolvedPolicy,
    as_of: dt.date,
    only: Collection[str] = (),
) -> Iterator[Scorecard]:
    """Score every account (or ``only`` those named) as of ``as_of``, in order of their ids."""
    grid = grid_of(engine, served, resolved, [as_of])
    for number in sorted(range(len(served.accounts)), key=served.accounts.__getitem__):
        if not only or served.accounts[number] in only:
            yield card_of(grid, 0, number)


def _with_history(resolved: ResolvedPolicy, as_ofs: Sequence[dt.date]) -> list[dt.date]:
    """``as_ofs`` and the days before them that ledger balances and the tier depend on."""
    ledgers, cadence, tier = resolved.policy.ledgers, resolved.policy.cadence, resolved.tier
    days = {day for ledger in ledgers for as_of in as_ofs for day in refresh_days(ledger, cadence, as_of)}
    if as_ofs and tier and needs_history(tier):
        earlier = [as_ofs[0] - n * DAY for n in range(1, _HISTORY)]
        days |= {day for day, held in zip(earlier, due(tier, cadence, earlier), strict=True) if held}
    return sorted({*as_ofs, *days})
