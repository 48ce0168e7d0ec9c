"""One score explained from the lake: the events behind lost points, what is coming, what the policy decides,
and a change between two days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from sellerloop.lake.attributes import violations
from sellerloop.lake.engines.base import Engine
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.facts import Served, counts
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.rows import Row, metric_rows
from sellerloop.lake.scoring import card_of, grid_of, readings, rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.spec import Aggregation, Metric, Side, table_of
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import Change, View, explain_change, kept_metrics
from sellerloop.scores.explain import Rows, Shares, bad_rows, shares
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.ledger import Violation
from sellerloop.scores.outlook import Outlook, outlook
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.scores.verdicts import Verdicts, verdicts

_EVERY_ROW = 1_000_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """One account's score with the events behind its lost points (most points first), the outlook of every
    metric that is graded, and what the policy decides."""

    view: View
    card: Scorecard
    lost: tuple[Shares, ...]
    outlooks: tuple[Outlook, ...]
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class _Bad:
    """The bad events of a metric, by key, and the side of the metric that they are rows of."""

    rows: tuple[Row, ...]
    side: Side

    def amounts(self, column: str) -> dict[str, int | None]:
        return {row.key: _number(row.values[column]) if column else 1 for row in self.rows}

    def anchored(self) -> list[tuple[str, dt.date]]:
        days = ((row.key, row.values[self.side.anchor]) for row in self.rows)
        return [(key, day) for key, day in days if isinstance(day, dt.date)]


def view_of(
    engine: Engine, tables: Served, resolved: ResolvedPolicy, account: str, as_of: dt.date
) -> View | None:
    """Return everything that the account's score as of ``as_of`` is made of; None for an unknown account."""
    if account not in tables.accounts:
        return None
    return grid_of(engine, tables, resolved, [as_of]).view(0, tables.accounts.index(account))


def explain(
    engine: Engine, tables: Served, resolved: ResolvedPolicy, account: str, as_of: dt.date
) -> Explanation | None:
    """Explain the account's score as of ``as_of``; None for an unknown account."""
    if account not in tables.accounts:
        return None
    number = tables.accounts.index(account)
    grid = grid_of(engine, tables, resolved, [as_of])
    issued = violations(tables.rows("violation")).get(number, ()) if resolved.policy.ledgers else ()
    with connect() as connection:
        return explanation(connection, tables, grid, number, number, issued)


def explanation(
    connection: duckdb.DuckDBPyConnection,
    tables: Served,
    grid: ScoreGrid,
    number: int,
    row_number: int,
    issued: Sequence[Violation],
) -> Explanation:
    """Explain the score of the account numbered ``number`` on the first date of ``grid``. In the settled rows
    of ``tables`` it is numbered ``row_number``; ``issued`` are its violations."""
    resolved, view, card = grid.resolved, grid.view(0, number), card_of(grid, 0, number)
    graded = [name for name in resolved.metrics if _graded(resolved, name)]
    bad = {name: _bad_events(connection, tables, resolved, card, row_number, name) for name in graded}
    lost = tuple(
        shares(resolved, card, name, bad[name].amounts(resolved.metrics[name].numerator.column))
        for name in card.levers
    )
    ahead = tuple(
        outlook(view, card, name, bad[name].anchored(), _worst(resolved.metrics[name], bad[name]))
        for name in graded
    )
    return Explanation(view, card, lost, ahead, verdicts(grid, 0, number, issued))


def change_between(
    lake: Lake,
    manifest: Manifest,
    engine: Engine,
    resolved: ResolvedPolicy,
    before: ResolvedPolicy,
    account: str,
    since: dt.date,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
) -> Change | None:
    """Split the change of the score from ``since`` (under the policy version ``before``, as known at
    the end of that day) to ``as_of`` (under ``resolved``, as known now, or at ``known_at``). None for an
    unknown account."""
    rules = (*rules_of_policy(resolved), *rules_of_policy(before))
    known = dt.datetime.combine(since, dt.time.max, dt.UTC)
    with served(lake, manifest, rules, min(known, known_at or known)) as tables:
        then = view_of(engine, tables, before, account, since)
        if then is None:
            return None
        switched = readings(engine, tables, resolved, [since]).of(tables.accounts.index(account))
    with served(lake, manifest, rules, known_at) as tables:
        if account not in tables.accounts:
            return None
        number = tables.accounts.index(account)
        grid = grid_of(engine, tables, resolved, [since, as_of])
        old, now = grid.readings(0, number), grid.view(1, number)
        kept = kept_readings(engine, tables, resolved, old, now, number)
    return explain_change(then, now, corrected=old, kept=kept, switched=switched)


def _graded(resolved: ResolvedPolicy, metric: str) -> bool:
    ladders = (consequence.ladder for consequence in resolved.policy.consequences)
    return resolved.scores(metric) or any(ladder and ladder.metric == metric for ladder in ladders)


def _bad_events(
    connection: duckdb.DuckDBPyConnection,
    tables: Served,
    resolved: ResolvedPolicy,
    card: Scorecard,
    number: int,
    name: str,
) -> _Bad:
    metric, span = resolved.metrics[name], card.entries[name].reading.window
    kind = bad_rows(resolved, name, card.category)
    side = metric.denominator or metric.numerator
    if kind is Rows.COUNTED and (table_of(side), side.anchor) != _where(metric.numerator):
        # The bad events are rows of another table, or belong to another day, than what they are held against.
        metric, side = metric.with_(denominator=None, aggregation=Aggregation.TOTAL), metric.numerator
    files = tables.rows(table_of(side))
    if not files or span is None or kind is Rows.NONE:
        return _Bad((), side)
    shown = "all" if kind is Rows.ALL else kind.value
    wanted = {side.anchor, metric.numerator.column}
    found = metric_rows(connection, metric, files, number, span, shown=shown, limit=_EVERY_ROW, wanted=wanted)
    return _Bad(tuple(row for row in found if row.asked), side)


def _where(side: Side) -> tuple[str, str]:
    return table_of(side), side.anchor


def _worst(metric: Metric, bad: _Bad) -> int:
    """The most that one row adds to the numerator of a mean: what one more bad event may be like."""
    amounts = [amount for amount in bad.amounts(metric.numerator.column).values() if amount is not None]
    cap = metric.numerator.cap
    return max(amounts if cap is None else (min(amount, cap) for amount in amounts), default=0)


def kept_readings(
    engine: Engine,
    tables: Served,
    resolved: ResolvedPolicy,
    old: Mapping[str, Reading],
    now: View,
    number: int,
) -> dict[str, Reading]:
    """Return the readings, as of the day of ``now``, of the days that lie in its windows and in those of
    ``old`` (see :func:`~sellerloop.scores.change.kept_metrics`)."""
    metrics = kept_metrics(resolved.metrics, old, now.readings, now.as_of)
    if not metrics:
        return {}
    counted, daily = counts(engine, tables, tuple(metrics.values()), [now.as_of])
    return {name: read(metric, counted, 0, number, daily) for name, metric in metrics.items()}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
