"""From metrics and as-of dates to a plan that any engine can run.

The edges of all windows of all as-of dates cut the time line into elementary intervals (segments). No
window edge lies inside one, so each segment is wholly in or wholly out of every window: rows are
aggregated once per (segment, account), and every windowed counter is the sum over a run of segments: the
difference of two running sums. Dates are computed here; engines do no date arithmetic.
"""

import datetime as dt
import hashlib
import itertools
from collections import Counter as Tally
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
class Plan:
    """``segments[i]`` is the inclusive span of segment i, in order of time; only segments that some window
    uses are listed."""

    as_ofs: tuple[dt.date, ...]
    needs: tuple[Need, ...]
    segments: tuple[tuple[dt.date, dt.date], ...]

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

    def runs(self, window: FixedWindow) -> list[tuple[int, int]]:
        """Return, for each as-of date, which segments make up ``window``: from the first number to before
        the second. ``window`` is one of the needs'."""
        begins = {first: number for number, (first, _) in enumerate(self.segments)}
        ends = {last: number + 1 for number, (_, last) in enumerate(self.segments)}
        spans = (window.span(as_of) for as_of in self.as_ofs)
        return [(begins[first], ends[last]) for first, last in spans]


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
    """Cut time into segments.

    Raises ValueError when ``as_ofs`` are not strictly increasing.
    """
    if any(a >= b for a, b in itertools.pairwise(as_ofs)):
        raise ValueError("as-of dates must be strictly increasing")
    opened: Tally[dt.date] = Tally()  # windows that open on a day, less those that closed the day before
    for window in {need.window for need in needs}:
        for first, last in map(window.span, as_ofs):
            opened[first] += 1
            opened[last + DAY] -= 1
    cuts = sorted(opened)
    covered = itertools.accumulate(opened[cut] for cut in cuts)
    segments = (
        (first, after - DAY)
        for (first, after), windows in zip(itertools.pairwise(cuts), covered, strict=False)
        if windows
    )
    return Plan(tuple(as_ofs), tuple(needs), tuple(segments))
