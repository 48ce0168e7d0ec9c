"""One score explained from the lake: the events behind lost points, and a change between two days."""

import datetime as dt
from collections.abc import Mapping

from sellerloop.lake.engines.base import Engine
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.facts import Served, counts
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.rows import metric_rows
from sellerloop.lake.scoring import attributes, readings, rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.spec import table_of
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import Change, View, explain_change, kept_metrics
from sellerloop.scores.explain import Rows, Shares, bad_rows, shares
from sellerloop.scores.resolve import ResolvedPolicy

_EVERY_ROW = 1_000_000


def view_of(
    engine: Engine, tables: Served, resolved: ResolvedPolicy, account: str, as_of: dt.date
) -> View | None:
    """Return everything that the account's score as of ``as_of`` is made of; None for an unknown account."""
    if account not in tables.accounts:
        return None
    own = readings(engine, tables, resolved, [as_of]).of(tables.accounts.index(account))
    return _view(tables, resolved, account, as_of, own)


def lost_by_event(tables: Served, resolved: ResolvedPolicy, card: Scorecard) -> tuple[Shares, ...]:
    """Divide the lost points of every weighed metric over the rows behind it, most points first."""
    number = tables.accounts.index(card.account)
    found = []
    with connect() as connection:
        for name in card.levers:
            metric, span = resolved.metrics[name], card.entries[name].reading.window
            kind = bad_rows(resolved, name, card.category)
            side = metric.numerator if metric.denominator is None else metric.denominator
            files = tables.tables.get(table_of(side), ())
            shown = "all" if kind is Rows.ALL else kind.value
            rows = (
                metric_rows(connection, metric, files, number, span, shown=shown, limit=_EVERY_ROW)
                if files and span and kind is not Rows.NONE
                else []
            )
            column = metric.numerator.column
            values = {row.key: _number(row.values[column]) if column else 1 for row in rows if row.asked}
            found.append(shares(resolved, card, name, values))
    return tuple(found)


def change_between(
    lake: Lake,
    manifest: Manifest,
    engine: Engine,
    resolved: ResolvedPolicy,
    before: ResolvedPolicy,
    account: str,
    since: dt.date,
    as_of: dt.date,
) -> Change | None:
    """Split the change of the score from ``since`` (under the policy version ``before``, as known at
    the end of that day) to ``as_of`` (under ``resolved``, as known now). None for an unknown account."""
    rules = (*rules_of_policy(resolved), *rules_of_policy(before))
    known = dt.datetime.combine(since, dt.time.max, dt.UTC)
    with served(lake, manifest, rules, known) as tables:
        then = view_of(engine, tables, before, account, since)
        switched = view_of(engine, tables, resolved, account, since)
    with served(lake, manifest, rules) as tables:
        if account not in tables.accounts:
            return None
        number = tables.accounts.index(account)
        both = readings(engine, tables, resolved, [since, as_of])
        old, new = both.of(number, 0), both.of(number, 1)
        kept = _kept(engine, tables, resolved, old, new, as_of, number)
        now = _view(tables, resolved, account, as_of, new)
    if then is None or switched is None:
        return None
    return explain_change(then, now, corrected=old, kept=kept, switched=switched.readings)


def _kept(
    engine: Engine,
    tables: Served,
    resolved: ResolvedPolicy,
    old: Mapping[str, Reading],
    new: Mapping[str, Reading],
    as_of: dt.date,
    number: int,
) -> dict[str, Reading]:
    metrics = kept_metrics(resolved.metrics, old, new, as_of)
    if not metrics:
        return {}
    counted, daily = counts(engine, tables, tuple(metrics.values()), [as_of])
    return {name: read(metric, counted, 0, number, daily) for name, metric in metrics.items()}


def _view(
    tables: Served, resolved: ResolvedPolicy, account: str, as_of: dt.date, own: Mapping[str, Reading]
) -> View:
    attribute = attributes(tables.tables.get("account", ())).get(account)
    if attribute is None:
        return View(resolved, own, as_of)
    peer = {"market": attribute.market} if attribute.market else {}
    return View(resolved, own, as_of, attribute.category, peer)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
