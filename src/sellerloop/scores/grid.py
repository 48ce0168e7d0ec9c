"""Scores of many accounts at many dates at once, in float64; equal to the exact path to 1e-9.

Every reason, and every score so near a tier's threshold that rounding could decide, comes from the exact
path: a grid holds no approximate verdicts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.counts import Counts
from sellerloop.metrics.reading import Reading, ReadingGrid, Reason, read, read_grid
from sellerloop.policy.schema import Benchmark, Policy
from sellerloop.scores.bands import Floats
from sellerloop.scores.benchmarks import Peers
from sellerloop.scores.card import Entry, Scorecard
from sellerloop.scores.cells import Cells, Mask, cells_of, points_of, settle_grid
from sellerloop.scores.change import View
from sellerloop.scores.composite import entry_of, weigh
from sellerloop.scores.gates import Fact
from sellerloop.scores.ledger import Balance, balance
from sellerloop.scores.ledger_grid import LedgerGrid, Violations, ledger_grid
from sellerloop.scores.resolve import SCORE, ResolvedPolicy
from sellerloop.scores.signals import signals, thresholds
from sellerloop.scores.states import Figure, Figures, with_gates_grid
from sellerloop.scores.tiers import NOT_ASSESSED, Codes, due, machine, names
from sellerloop.scores.weights import weights_grid
from sellerloop.speech.message import Message

_NEAR = 1e-9
_Made = TypeVar("_Made")


@dataclass(frozen=True, eq=False, slots=True)
class EntryGrid:
    """One metric on all cards; arrays have the shape (as-of dates, accounts), nan means null.

    ``outcome`` is a number in :data:`sellerloop.scores.cells.OUTCOMES`; ``earned`` says where the points are
    the metric's own. See :class:`~sellerloop.scores.card.Entry` for the rest.
    """

    reading: ReadingGrid
    value: Floats
    points: Floats
    weight: Floats
    lost: Floats
    outcome: NDArray[np.uint8]
    earned: Mask


@dataclass(frozen=True, eq=False, slots=True)
class TierGrid:
    """A tier over the dates: ``codes`` are numbers in ``names``, -1 where not known."""

    codes: Codes
    names: tuple[str, ...]

    def name(self, date: int, account: int) -> str | None:
        """Return the state of one account at one date; None where not known, or below all levels."""
        code = int(self.codes[date, account])
        return (self.names[code] or None) if code >= 0 else None


@dataclass(frozen=True, eq=False, slots=True)
class ScoreGrid:
    """The scores of all accounts at all dates; nan means null. ``tiers`` have the grid's first date as the
    beginning of their history."""

    resolved: ResolvedPolicy
    counts: Counts
    daily: Counts | None
    cells: Cells
    score: Floats
    entries: Mapping[str, EntryGrid]
    facts: Figures
    ledgers: Mapping[str, LedgerGrid]
    tiers: Mapping[str, TierGrid]

    def readings(self, date: int, account: int) -> Mapping[str, Reading]:
        """Return the exact readings of one cell, by metric."""
        metrics = self.resolved.metrics
        return {n: read(metric, self.counts, date, account, self.daily) for n, metric in metrics.items()}

    def view(self, date: int, account: int) -> View:
        """Return everything that the score of one cell is made of, for simulations and explanations."""
        return View(
            self.resolved,
            self.readings(date, account),
            self.counts.as_ofs[date],
            self._category(date, account),
            self._peers(date, account).key,
            self.cells.benchmarks,
            self.counts.accounts[account],
            self._facts(date, account),
        )

    def card(self, date: int, account: int) -> Scorecard:
        """Return the exact scorecard of one cell."""
        return self.view(date, account).card()

    def balance(self, ledger: str, date: int, account: int) -> Balance:
        """Return the exact balance of a ledger in one cell, with the entries that count."""
        rule, kept = self.resolved.ledgers[ledger], self.ledgers[ledger]
        earning = {earn.metric: self._entry(earn.metric, date, account) for earn in rule.earn}
        facts = {name: Fact(entry.value, reason=entry.reason) for name, entry in earning.items()}
        found = balance(rule, kept.entries.get(account, ()), self.counts.as_ofs[date], facts)
        return replace(found, value=None, reason=kept.reason) if kept.reason else found

    def reason(self, date: int, account: int) -> Message | None:
        """Return why the cell has no score; None where it has one."""
        if not np.isnan(self.score[date, account]):
            return None
        entries = _Lazy(lambda metric: self._entry(metric, date, account))
        return weigh(self.resolved, entries, self._category(date, account)).reason

    def metric_reason(self, metric: str, date: int, account: int) -> Message | None:
        """Return why the metric is not assessed, or earns nothing, in one cell; None where all is well."""
        entry = self.entries[metric]
        silent = entry.earned[date, account] or not self.resolved.scores(metric)
        if silent and entry.outcome[date, account] == 0:
            return None
        return self._entry(metric, date, account).reason

    def _entry(self, metric: str, date: int, account: int) -> Entry:
        metrics = self.resolved.metrics
        readings = _Lazy(lambda name: read(metrics[name], self.counts, date, account, self.daily))
        category, peers = self._category(date, account), self._peers(date, account)
        return entry_of(self.resolved, metric, readings, category, peers)

    def _facts(self, date: int, account: int) -> dict[str, Fact]:
        """What is no metric: the ledgers' balances, and what was handed in."""
        given = {name: _fact(figure, date, account) for name, figure in self.facts.items()}
        return given | {name: self.balance(name, date, account).fact for name in self.ledgers}

    def _category(self, date: int, account: int) -> str | None:
        return self.cells.categories[int(self.cells.category[date, account])]

    def _peers(self, date: int, account: int) -> Peers:
        key = self.cells.keys[int(self.cells.peer[date, account])]
        return Peers(self.cells.benchmarks, key, self.counts.as_ofs[date])


class _Lazy(dict[str, _Made]):
    """A mapping whose values are made when they are asked for."""

    def __init__(self, make: Callable[[str], _Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> _Made:
        self[key] = made = self._make(key)
        return made


def score_grid(
    resolved: ResolvedPolicy,
    counts: Counts,
    daily: Counts | None = None,
    *,
    categories: Sequence[str | None] | NDArray[np.object_] = (),
    peers: Sequence[Mapping[str, str]] = (),
    benchmarks: Sequence[Benchmark] | None = None,
    facts: Figures | None = None,
    violations: Violations | None = None,
) -> ScoreGrid:
    """Score all accounts of ``counts`` at all its dates.

    ``counts`` (and ``daily``) hold the needs of ``resolved``. ``categories`` are the main categories by
    account, or by (as-of date, account); ``peers`` the accounts' other attributes (market ...) that
    benchmarks are keyed by; ``benchmarks`` replace those of the policy. ``facts`` are account attributes
    (named ``account.…``), of the shape (as-of dates, accounts), and ``violations`` those of each account, by
    its number, that tiers and ledgers stand on (None: nothing is known of violations). Raises as
    ``read_grid`` does.
    """
    accounts = len(counts.accounts)
    known = resolved.policy.benchmarks if benchmarks is None else benchmarks
    main = np.array(categories if len(categories) else [None] * accounts, object)
    cells = cells_of(counts.as_ofs, main, peers or [{}], known)
    readings = {name: read_grid(metric, counts, daily) for name, metric in resolved.metrics.items()}
    settled = {name: settle_grid(rule, readings) for name, rule in resolved.rules.items()}
    points = {name: points_of(resolved, name, value, cells) for name, (value, _) in settled.items()}
    outcomes = {name: outcome for name, (_, outcome) in settled.items()}
    shares = weights_grid(resolved, {n: v for n, (v, _) in settled.items()}, points, outcomes, cells)
    entries = _weighed(resolved, readings, settled, points, shares)
    score = _score(resolved, entries, (len(counts.as_ofs), accounts))
    grid = ScoreGrid(resolved, counts, daily, cells, score, MappingProxyType(entries), facts or {}, {}, {})
    edges = {edge for tier in resolved.policy.tiers for edge in thresholds(tier, SCORE, cells)}
    _arbitrate(grid, edges | _asked(resolved.policy))
    grid = replace(grid, ledgers=_ledgers(grid, violations))
    return replace(grid, tiers=_tiers(grid))


def _weighed(
    resolved: ResolvedPolicy,
    readings: Mapping[str, ReadingGrid],
    settled: Mapping[str, tuple[Floats, NDArray[np.uint8]]],
    points: Mapping[str, Floats],
    shares: Mapping[str, Floats],
) -> dict[str, EntryGrid]:
    score = resolved.policy.score
    neutral = score.neutral if score and score.missing == "neutral" else None
    blank = np.full(next(iter(points.values())).shape, np.nan) if points else np.empty(0)
    entries: dict[str, EntryGrid] = {}
    for name, own in points.items():
        value, outcome = settled[name]
        earned, share, lost, known = own, blank, blank, ~np.isnan(own)
        if score is not None and name in shares:
            share = shares[name]
            if neutral is not None:
                earned = np.where(known | np.isnan(share), own, float(neutral))
            lost = share * (float(score.high) - earned)
        entries[name] = EntryGrid(readings[name], value, earned, share, lost, outcome, known)
    return entries


def _score(resolved: ResolvedPolicy, entries: Mapping[str, EntryGrid], shape: tuple[int, int]) -> Floats:
    """The maximum less what was lost; nan where nothing was weighed."""
    score, lost, weighed = resolved.policy.score, np.zeros(shape), np.zeros(shape, np.bool_)
    for entry in entries.values():
        lost += np.nan_to_num(entry.lost)
        weighed |= ~np.isnan(entry.weight)
    return np.where(weighed, (float(score.high) if score else np.nan) - lost, np.nan)


def _ledgers(grid: ScoreGrid, violations: Violations | None) -> dict[str, LedgerGrid]:
    figures, cadence = _figures(grid), grid.resolved.policy.cadence
    return {
        name: ledger_grid(ledger, figures, grid.cells, violations, cadence)
        for name, ledger in grid.resolved.ledgers.items()
    }


def _tiers(grid: ScoreGrid) -> dict[str, TierGrid]:
    cells, days, policy = grid.cells, grid.counts.as_ofs, grid.resolved.policy
    known, found = with_gates_grid(policy, _figures(grid), cells), {}
    for tier in policy.tiers:
        said = signals(tier, known, cells)
        said[~due(tier, policy.cadence, days)] = NOT_ASSESSED
        found[tier.id] = TierGrid(machine(tier, said, days), names(tier))
    return found


def _figures(grid: ScoreGrid) -> dict[str, Figure]:
    metrics = {name: _figure(entry) for name, entry in grid.entries.items()}
    balances = {name: kept.balance for name, kept in grid.ledgers.items()}
    return {**grid.facts, **balances, **metrics, SCORE: Figure(grid.score)}


def _figure(entry: EntryGrid) -> Figure:
    if (entry.reading.reason == Reason.ABSENT).all():
        return Figure(entry.value)  # the zeros of what was never imported are no counts
    return Figure(entry.value, entry.reading.num, entry.reading.den)


def _fact(figure: Figure, date: int, account: int) -> Fact:
    value = figure.value[date, account]
    if np.isnan(value):
        return Fact(None)
    return Fact(figure.names[int(value)] if figure.names else Fraction(str(value)))


def _asked(policy: Policy) -> set[Fraction]:
    """The values that gates hold the score against."""
    conditions = (condition for gate in policy.gates for condition in (*gate.all_of, *gate.any_of))
    return {Fraction(c.value) for c in conditions if c.metric == SCORE and not isinstance(c.value, str)}


def _arbitrate(grid: ScoreGrid, edges: Iterable[Fraction]) -> None:
    """Replace every score next to an edge by the float nearest to the exact one."""
    near = np.zeros(grid.score.shape, np.bool_)
    for edge in edges:
        near |= np.abs(grid.score - float(edge)) < _NEAR
    for date, account in zip(*np.nonzero(near), strict=True):
        exact = grid.card(int(date), int(account)).score
        if exact is not None:
            grid.score[date, account] = float(exact)
