"""Scoring the accounts of a lake exactly, one card each."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from sellerloop.lake.engines.base import Engine
from sellerloop.lake.facts import Served, counts
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.turns import rules_of
from sellerloop.scores.card import Scorecard
from sellerloop.scores.composite import assess
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.scores.resolve import ResolvedPolicy

_ATTRIBUTES = ["account", "market", "category", "tier"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a score may depend on beside the numbers; None where the source was silent."""

    market: str | None = None
    category: str | None = None
    tier: str | None = None


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


def attributes(files: Iterable[Path]) -> dict[str, Attributes]:
    """Return the attributes of every account that has a row of its own in ``files`` (settled accounts)."""
    rows = (row for file in files for row in pq.read_table(file, columns=_ATTRIBUTES).to_pylist())
    return {r["account"]: Attributes(r["market"], r["category"], r["tier"]) for r in rows}


def grid_of(engine: Engine, served: Served, resolved: ResolvedPolicy, as_ofs: Sequence[dt.date]) -> ScoreGrid:
    """Score every account at each of ``as_ofs`` at once."""
    known = attributes(served.tables.get("account", ()))
    return score_all(engine, served, resolved, as_ofs, known)


def score_all(
    engine: Engine,
    served: Served,
    resolved: ResolvedPolicy,
    as_ofs: Sequence[dt.date],
    known: Mapping[str, Attributes],
) -> ScoreGrid:
    """As :func:`grid_of`, with the attributes of the accounts given."""
    found = readings(engine, served, resolved, as_ofs)
    own = [known.get(account, Attributes()) for account in served.accounts]
    return score_grid(
        resolved,
        found.counts,
        found.daily,
        categories=[attribute.category for attribute in own],
        peers=[{"market": attribute.market} if attribute.market else {} for attribute in own],
    )


def scorecards(
    engine: Engine,
    served: Served,
    resolved: ResolvedPolicy,
    as_of: dt.date,
    only: Collection[str] = (),
) -> Iterator[Scorecard]:
    """Score every account (or ``only`` those named) as of ``as_of``, in order of their ids."""
    found = readings(engine, served, resolved, [as_of])
    known = attributes(served.tables.get("account", ()))
    for number in sorted(range(len(served.accounts)), key=served.accounts.__getitem__):
        account = served.accounts[number]
        if only and account not in only:
            continue
        own = known.get(account, Attributes())
        peer = {"market": own.market} if own.market else {}
        yield assess(resolved, found.of(number), own.category, as_of, account=account, peer=peer)
