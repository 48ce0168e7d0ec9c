"""Peer figures: which frozen benchmark applies to an account, and how a new snapshot is frozen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sellerloop.policy.schema import Benchmark, Statistic
from sellerloop.policy.source import Certainty

_DECIMALS = Decimal("1e-9")
_RANKS = {"p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90}


@dataclass(frozen=True, slots=True)
class Peers:
    """The benchmarks at hand and what they are looked up by: an account's attributes (market, category ...)
    and the as-of date."""

    benchmarks: Sequence[Benchmark]
    key: Mapping[str, str]
    as_of: dt.date

    def find(self, metric: str, statistic: str) -> Benchmark | None:
        """Return the benchmark of ``metric`` that applies.

        Of those whose peer key the account matches and whose snapshot is not after the as-of date, the most
        specific one applies, and of equally specific ones the latest. None when there is none: a missing
        benchmark is never a benchmark of zero.
        """
        fitting = [
            benchmark
            for benchmark in self.benchmarks
            if benchmark.metric == metric
            and benchmark.statistic == statistic
            and benchmark.snapshot <= self.as_of
            and benchmark.peer.items() <= self.key.items()
        ]
        return max(fitting, key=lambda found: (len(found.peer), found.snapshot), default=None)


def statistic_of(values: Sequence[Fraction], statistic: Statistic) -> Fraction:
    """Return a statistic of the peers' values; percentiles interpolate between neighbours (type 7 of Hyndman
    and Fan 1996). Raises ValueError for no values, or for a statistic that only a platform can state."""
    if not values:
        raise ValueError("a peer group without values has no statistic")
    if statistic == "mean":
        return sum(values, Fraction(0)) / len(values)
    if statistic not in _RANKS:
        raise ValueError(f"{statistic!r} is stated by the platform and cannot be computed")
    ordered = sorted(values)
    place = Fraction(_RANKS[statistic], 100) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def freeze(
    metric: str,
    statistic: Statistic,
    values: Mapping[str, Fraction | None],
    peers: Mapping[str, Mapping[str, str]],
    snapshot: dt.date,
    *,
    least: int = 5,
) -> tuple[Benchmark, ...]:
    """Freeze one benchmark for each peer group of accounts.

    ``values`` and ``peers`` are by account; accounts without a value do not take part. Groups with fewer
    than ``least`` values get no benchmark, so that no single competitor can be read off. Values are rounded
    to nine decimals, in the metric's unit.
    """
    groups: dict[tuple[tuple[str, str], ...], list[Fraction]] = {}
    for account, value in values.items():
        if value is not None:
            groups.setdefault(tuple(sorted(peers[account].items())), []).append(value)
    return tuple(
        Benchmark(
            metric=metric,
            peer=dict(key),
            statistic=statistic,
            snapshot=snapshot,
            value=_decimal(statistic_of(found, statistic)),
            certainty=Certainty.ASSUMED,
        )
        for key, found in sorted(groups.items())
        if len(found) >= least
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(round(value / Fraction(_DECIMALS))) * _DECIMALS
