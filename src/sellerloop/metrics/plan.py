"""From metrics and as-of dates to a plan that any engine can run.

The edges of all windows of all as-of dates cut the time line into elementary intervals (segments). No
window edge lies inside one, so each segment is wholly in or wholly out of every window: rows are
aggregated once per (segment, account), and every windowed counter is a sum of whole segments, found by an
equality join with a small table. Dates are computed here; engines do no date arithmetic.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sellerloop.metrics.spec import Aggregation, Counter, Metric, counters
from sellerloop.policy.window import DAY, Calendar, Lagged, Rolling, fixed_windows

FixedWindow = Rolling | Lagged | Calendar


@dataclass(frozen=True, slots=True)
class Need:
    """One windowed counter."""

    counter: Counter
    window: FixedWindow

    @property
    def name(self) -> str:
        """Stable column name of the windowed counter."""
        digest = hashlib.sha256(self.window.model_dump_json().encode()).hexdigest()[:6]
        return f"{self.counter.name}_{digest}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Segment ``segment`` belongs to the as-of date number ``as_of``; ``flags`` says to which windows."""

    segment: int
    as_of: int
    flags: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """``segments[i]`` is the inclusive span of segment i; only segments that some window uses are listed.

    ``windows`` are the distinct windows, in the order of ``Pair.flags``.
    """

    as_ofs: tuple[dt.date, ...]
    needs: tuple[Need, ...]
    windows: tuple[FixedWindow, ...]
    segments: tuple[tuple[dt.date, dt.date], ...]
    pairs: tuple[Pair, ...]

    @property
    def counters(self) -> tuple[Counter, ...]:
        """The distinct counters, by name."""
        return tuple({need.counter.name: need.counter for need in self.needs}.values())

    @property
    def tables(self) -> tuple[str, ...]:
        """The event kinds and reply tables that the plan reads."""
        return tuple(sorted({counter.table for counter in self.counters}))

    def days(self) -> list[tuple[dt.date, int]]:
        """Return (date, segment number) for every day that is read."""
        return [
            (first + offset * DAY, number)
            for number, (first, last) in enumerate(self.segments)
            for offset in range((last - first).days + 1)
        ]


def needs_of(metrics: Iterable[Metric]) -> tuple[Need, ...]:
    """Return the distinct windowed counters of ``metrics``. Recent-weighted metrics are read day by day as
    well (see :func:`daily_needs_of`)."""
    found: dict[str, Need] = {}
    for metric in metrics:
        for counter in counters(metric):
            for window in fixed_windows(metric.window):
                need = Need(counter, window)
                found.setdefault(need.name, need)
    return tuple(found.values())


def daily_needs_of(metrics: Iterable[Metric]) -> tuple[Need, ...]:
    """Return the counters of recent-weighted metrics over single days (the day before the as-of date)."""
    chosen = (m for m in metrics if m.aggregation is Aggregation.RECENT_WEIGHTED)
    found = {need.name: need for m in chosen for need in (Need(c, Rolling(days=1)) for c in counters(m))}
    return tuple(found.values())


@lru_cache(maxsize=4096)
def column_names(metric: Metric, window: FixedWindow) -> tuple[str, ...]:
    """Return the columns of ``Counts`` that hold the metric's counters within ``window``, numerator first."""
    return tuple(Need(counter, window).name for counter in counters(metric))


def plan(as_ofs: Sequence[dt.date], needs: Sequence[Need]) -> Plan:
    """Cut time into segments and pair them with as-of dates.

    Raises ValueError when ``as_ofs`` are not strictly increasing.
    """
    if any(a >= b for a, b in itertools.pairwise(as_ofs)):
        raise ValueError("as-of dates must be strictly increasing")
    windows = tuple(dict.fromkeys(need.window for need in needs))
    spans = [[window.span(as_of) for window in windows] for as_of in as_ofs]
    starts = {first for row in spans for first, _ in row} | {last + DAY for row in spans for _, last in row}
    cuts = sorted(starts)
    raw: list[tuple[dt.date, dt.date]] = [(a, b - DAY) for a, b in itertools.pairwise(cuts)]
    used: dict[int, int] = {}
    pairs: list[Pair] = []
    for number, row in enumerate(spans):
        for segment, (first, last) in enumerate(raw):
            flags = tuple(lo <= first and last <= hi for lo, hi in row)
            if any(flags):
                pairs.append(Pair(used.setdefault(segment, len(used)), number, flags))
    return Plan(tuple(as_ofs), tuple(needs), windows, tuple(raw[s] for s in used), tuple(pairs))
