"""Ledgers of many accounts at many dates: entries from violations and metric conditions, and balances."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sellerloop.events.registry import contract
from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema import Deduct, Ledger
from sellerloop.policy.window import DAY
from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import Cells
from sellerloop.scores.gates import applying
from sellerloop.scores.ledger import PointEntry, Violation, booked, charges, last_reset
from sellerloop.scores.states import MET, Figure, Figures, States, all_met
from sellerloop.speech.message import Message, gettext_noop

Violations = Mapping[int, Sequence[Violation]]  # by account number

ABSENT = Message(
    gettext_noop("no data of this kind was imported: {kind}"), {"kind": Message(contract("violation").title)}
)


@dataclass(frozen=True, eq=False, slots=True)
class LedgerGrid:
    """A ledger over the dates: its balance (nan: not known), and the entries of accounts that have any.
    ``reason`` says why no balance at all is known."""

    balance: Figure
    entries: Mapping[int, tuple[PointEntry, ...]]
    reason: Message | None = None


def ledger_grid(
    ledger: Ledger, figures: Figures, cells: Cells, violations: Violations | None, cadence: Cadence
) -> LedgerGrid:
    """Keep one ledger for all accounts. Without violations (None) the balance of one that deducts for them
    is not known: that nobody knows of any does not mean that there were none.

    Deductions with conditions are booked on every date of the grid that is a refresh day of all their
    metrics; for points to be complete the grid has to hold those days as far back as points live (see
    :func:`refresh_days`). ``figures`` hold the metrics.
    """
    entries = {account: list(booked(ledger, found)) for account, found in (violations or {}).items()}
    for row, account, held in _held(ledger, figures, cells, cadence):
        entries.setdefault(account, []).extend(charges(ledger, held, cells.as_ofs[row]))
    whole = {account: tuple(sorted(found, key=lambda e: e.issued)) for account, found in entries.items()}
    if violations is None and any(not deduct.when for deduct in ledger.deduct):
        nowhere = np.full(cells.category.shape, np.nan)
        return LedgerGrid(Figure(nowhere), whole, ABSENT)
    return LedgerGrid(Figure(_balances(ledger, figures, cells, whole)), whole)


def refresh_days(ledger: Ledger, cadence: Cadence, as_of: dt.date) -> tuple[dt.date, ...]:
    """Return the days up to ``as_of`` that a grid has to hold so that the ledger's metric conditions are
    booked in full: all refresh days on which points would still count, and ``as_of``. Of points that never
    end, those of the last year."""
    metrics = {c.metric for deduct in ledger.deduct for c in deduct.when}
    if not metrics:
        return (as_of,)
    first = as_of - (ledger.expiry.days or 365) * DAY + DAY
    if ledger.expiry.reset is not None:
        first = max(first, last_reset(ledger.expiry.reset, as_of))
    days = (first + n * DAY for n in range((as_of - first).days + 1))
    return tuple(d for d in days if d == as_of or any(cadence.as_of(d, m) == d for m in metrics))


def _held(
    ledger: Ledger, figures: Figures, cells: Cells, cadence: Cadence
) -> list[tuple[int, int, list[Deduct]]]:
    """The deductions that hold, by row and account."""
    found: dict[tuple[int, int], list[Deduct]] = {}
    for deduct in ledger.deduct:
        if not deduct.when:
            continue
        due = [all(cadence.as_of(day, c.metric) == day for c in deduct.when) for day in cells.as_ofs]
        holds = (_state(deduct, figures, cells) == MET) & np.array(due)[:, None]
        for row, account in zip(*np.nonzero(holds), strict=True):
            found.setdefault((int(row), int(account)), []).append(deduct)
    return [(row, account, held) for (row, account), held in found.items()]


def _state(deduct: Deduct, figures: Figures, cells: Cells) -> States:
    found = np.zeros(cells.category.shape, np.int8)
    for conditions, inside in cells.by_choice(lambda category: applying(deduct.when, category)):
        found[inside] = all_met(conditions, figures, found.shape)[inside]
    return found


def _balances(
    ledger: Ledger, figures: Figures, cells: Cells, entries: Mapping[int, Sequence[PointEntry]]
) -> Floats:
    value = np.full(cells.category.shape, float(ledger.start))
    for earn in ledger.earn:
        figure = figures.get(earn.metric)
        earned = np.full(value.shape, np.nan) if figure is None else figure.value // earn.per
        value += earned * float(earn.points)
    sign = 1 if ledger.sign == "penalty" else -1
    for account, found in entries.items():
        for entry in found:
            rows = [row for row, day in enumerate(cells.as_ofs) if entry.counts_on(day)]
            value[rows, account] += sign * float(entry.points)
    high = np.inf if ledger.cap is None else float(ledger.cap)
    # Points are decimals: what adding them up in float64 blurs, nine places bring back.
    return np.asarray(np.round(np.clip(value, float(ledger.floor), high), 9))
