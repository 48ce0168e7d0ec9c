"""Daily facts and windowed counts: from settled rows to what scores are made of."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sellerloop.lake.engines.base import Engine, Tables
from sellerloop.lake.sql import Source
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.plan import Need, daily_needs_of, needs_of, plan
from sellerloop.metrics.spec import Counter, Metric, counters
from sellerloop.policy.window import DAY, fixed_windows


@dataclass(frozen=True, slots=True)
class Served:
    """Settled tables (or daily facts) ready for an engine, with the accounts by number. ``available`` names
    the event kinds and reply tables that hold rows; ``settled`` are the settled tables where ``tables`` are
    facts."""

    tables: Tables
    accounts: tuple[str, ...]
    available: frozenset[str]
    source: Source = "events"
    settled: Tables | None = None

    def rows(self, kind: str) -> Sequence[Path]:
        """Return the files of the settled rows of ``kind``; none where there are no rows."""
        return (self.tables if self.settled is None else self.settled).get(kind, ())


def counters_of(metrics: Iterable[Metric]) -> tuple[Counter, ...]:
    """Return the distinct counters of ``metrics``, in order of first use."""
    return tuple({c.name: c for metric in metrics for c in counters(metric)}.values())


def counts(
    engine: Engine, served: Served, metrics: Sequence[Metric], as_ofs: Sequence[dt.date]
) -> tuple[Counts, Counts | None]:
    """Run the windows of ``metrics`` and return the counts, and daily counts for recent-weighted metrics."""
    windowed = _run(engine, served, as_ofs, needs_of(metrics))
    daily = daily_needs_of(metrics)
    if not daily or not as_ofs:
        return windowed, None
    spans = [
        window.span(as_of)
        for metric in metrics
        if daily_needs_of([metric])
        for window in fixed_windows(metric.window)
        for as_of in (as_ofs[0], as_ofs[-1])
    ]
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    days = [first + (offset + 1) * DAY for offset in range((last - first).days + 1)]
    return windowed, _run(engine, served, days, daily)


def _run(engine: Engine, served: Served, as_ofs: Sequence[dt.date], needs: Sequence[Need]) -> Counts:
    made = plan(as_ofs, [need for need in needs if need.counter.table in served.available])
    grids = engine.windows(made, served.tables, len(served.accounts), served.source)
    return Counts(made.as_ofs, served.accounts, grids, served.available)
