"""Publishing: the tables that pages read, written by a build for every policy and every day asked for."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sellerloop.lake.attributes import Attributes, attributes
from sellerloop.lake.divisions import divisions
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served
from sellerloop.lake.manifest import DataFile
from sellerloop.lake.reasons import message_text
from sellerloop.lake.scoring import grid_of
from sellerloop.lake.segments import LATEST, SEGMENTS, SPREADS, segment_tables
from sellerloop.lake.settle import ACCOUNTS
from sellerloop.lake.writer import Writer
from sellerloop.metrics.reading import Reason, interval_grid
from sellerloop.metrics.spec import Aggregation
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.stats.ranks import LEAST, percent_ranks

Codes = NDArray[np.int64]
Progress = Callable[[str, int, int], None]  # step, done, of

SCORES = pa.schema(
    [
        ("policy", pa.string()),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("score", pa.float64()),
        ("reason", pa.string()),
        ("tier", pa.string()),
    ]
)
METRICS = pa.schema(
    [
        ("policy", pa.string()),
        ("metric", pa.string()),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("num", pa.int64()),
        ("den", pa.int64()),
        *((name, pa.float64()) for name in ("value", "points", "weight", "lost", "low", "high")),
        ("reason", pa.string()),
        ("peer_rank", pa.float64()),
        ("peers", pa.int32()),
    ]
)
POLICIES = pa.schema(
    [("place", pa.int32()), ("policy", pa.string()), ("version", pa.string()), ("text", pa.string())]
)
_PEERS = ("market", "category")  # peers of a shop where the policy names no group


def publish(
    engine: DuckEngine,
    served: Served,
    policies: Sequence[ResolvedPolicy],
    as_ofs: Sequence[dt.date],
    writer: Writer,
    progress: Progress,
) -> list[DataFile]:
    """Score every account under every policy as of every day and write the published tables.

    ``served`` are daily facts with the settled rows; the engine's connection holds the current rows and
    account numbers.
    """
    files = [*_policies(policies, writer), *_accounts(engine.connection, writer)]
    own = attributes(served)
    scores, metrics = [SCORES.empty_table()], [METRICS.empty_table()]
    parts = divisions(engine.connection.sql(_accounts_sql()).to_arrow_table())
    schemas = {"segments": SEGMENTS, "spreads": SPREADS, "latest": LATEST}
    added = {name: [schema.empty_table()] for name, schema in schemas.items()}
    for done, policy in enumerate(policies):
        progress("score", done, len(policies))
        grid = grid_of(engine, served, policy, as_ofs)
        scores.append(_score_rows(policy, grid))
        groups = _peer_groups(policy, own)
        metrics += (_metric_rows(policy, grid, metric, groups) for metric in grid.entries)
        for name, rows in segment_tables(policy, grid, parts):
            added[name].append(rows)
    for name, tables in (("scores", scores), ("metrics", metrics)):
        rows = pa.concat_tables(tables).sort_by([("account_no", "ascending"), ("as_of", "ascending")])
        files += writer.write(f"published/{name}", rows)
    for name, tables in added.items():
        files += writer.write(f"published/{name}", pa.concat_tables(tables))
    progress("score", len(policies), len(policies))
    return files


def _score_rows(policy: ResolvedPolicy, grid: ScoreGrid) -> pa.Table:
    tier = grid.tiers.get(policy.tier.id) if policy.tier else None
    missing = np.isnan(grid.score).ravel()
    columns = {
        **_keys(policy, grid),
        "score": pa.array(grid.score.ravel(), mask=missing),
        "reason": _score_reasons(policy, grid),
        "tier": [tier.name(*cell) if tier else None for cell in np.ndindex(grid.score.shape)],
    }
    return pa.table(columns).select(SCORES.names).cast(SCORES)


def _score_reasons(policy: ResolvedPolicy, grid: ScoreGrid) -> list[str | None]:
    """A shop that is too small has the same reason wherever the counts that decide it are the same; only
    other missing scores depend on every metric."""
    rules = policy.policy.score.null_rules if policy.policy.score else ()
    small = np.zeros(grid.score.shape, np.bool_)
    for rule in rules:
        small |= ~(grid.entries[rule.metric].value >= float(rule.at_least))
    deciding = [grid.entries[rule.metric].reading for rule in rules]
    words: dict[tuple[int, ...], str | None] = {}
    found: list[str | None] = [None] * grid.score.size
    for place in np.flatnonzero(np.isnan(grid.score)):
        cell = np.unravel_index(place, grid.score.shape)
        key = (
            tuple(int(part[cell]) for r in deciding for part in (r.reason, r.num, r.den))
            if small[cell]
            else ()
        )
        if not key or key not in words:
            words[key] = message_text(grid.reason(int(cell[0]), int(cell[1])))
        found[place] = words[key]
    return found


def _metric_rows(policy: ResolvedPolicy, grid: ScoreGrid, metric: str, groups: Codes) -> pa.Table:
    entry, dates = grid.entries[metric], grid.score.shape[0]
    reading = entry.reading
    by_date = (groups + np.arange(dates)[:, None] * (groups.max(initial=0) + 1)).ravel()
    value = entry.value.ravel()
    peers = np.bincount(by_date, weights=~np.isnan(value)).astype(np.int64)[by_date]
    few = np.isnan(value) | (peers < LEAST)
    ranks = percent_ranks(value, by_date)
    floats = {name: getattr(entry, name).ravel() for name in ("value", "points", "weight", "lost")}
    floats |= {
        name: bound.ravel()
        for name, bound in zip(("low", "high"), interval_grid(policy.metrics[metric], reading), strict=True)
    }
    total = policy.metrics[metric].aggregation is Aggregation.TOTAL
    absent = reading.reason.ravel() == Reason.ABSENT
    columns = {
        **_keys(policy, grid),
        "metric": pa.array([metric] * reading.num.size),
        "num": pa.array(reading.num.ravel(), mask=absent),
        "den": pa.array(reading.den.ravel(), mask=absent | total),
        **{name: pa.array(values, mask=np.isnan(values)) for name, values in floats.items()},
        "reason": _metric_reasons(grid, metric),
        "peer_rank": pa.array(ranks, mask=few),
        "peers": pa.array(peers, mask=few),
    }
    return pa.table(columns).select(METRICS.names).cast(METRICS)


def _metric_reasons(grid: ScoreGrid, metric: str) -> list[str | None]:
    """Reasons are the same wherever counts and category are, so each is put into words once."""
    reading, entry = grid.entries[metric].reading, grid.entries[metric]
    keys = zip(
        reading.reason.ravel().tolist(),
        reading.num.ravel().tolist(),
        reading.den.ravel().tolist(),
        entry.outcome.ravel().tolist(),
        entry.earned.ravel().tolist(),
        grid.cells.category.ravel().tolist(),
        strict=True,
    )
    words: dict[tuple[float, ...], str | None] = {}
    found = []
    for cell, key in zip(np.ndindex(reading.num.shape), keys, strict=True):
        if key not in words:
            words[key] = message_text(grid.metric_reason(metric, *cell))
        found.append(words[key])
    return found


def _keys(policy: ResolvedPolicy, grid: ScoreGrid) -> dict[str, pa.Array]:
    dates, accounts = grid.score.shape
    days = np.array(grid.counts.as_ofs, "datetime64[D]")
    return {
        "policy": pa.array([policy.policy.id] * (dates * accounts)),
        "as_of": pa.array(np.repeat(days, accounts)),
        "account_no": pa.array(np.tile(np.arange(accounts, dtype=np.int32), dates)),
    }


def _peer_groups(policy: ResolvedPolicy, own: Sequence[Attributes]) -> Codes:
    names = [name for name in policy.policy.peer_group or _PEERS if hasattr(Attributes(), name)]
    keys = [json.dumps([getattr(attribute, name) for name in names]) for attribute in own]
    return np.unique(np.array(keys, np.str_), return_inverse=True)[1].astype(np.int64)


def _policies(policies: Sequence[ResolvedPolicy], writer: Writer) -> Iterable[DataFile]:
    rows = [
        {"place": place, "policy": p.policy.id, "version": p.version, "text": p.policy.model_dump_json()}
        for place, p in enumerate(policies)
    ]
    return writer.write("published/policies", pa.Table.from_pylist(rows, POLICIES))


def _accounts(connection: duckdb.DuckDBPyConnection, writer: Writer) -> Iterable[DataFile]:
    return writer.query("published/accounts", connection, _accounts_sql(), order=["account_no"])


def _accounts_sql() -> str:
    own = ", ".join(
        f"e.{name}" for name in ("name", "type", "language", "category", "tier", "zone", "opened_date")
    )
    return (
        f"select n.account_no, n.account, n.market, {own} from {ACCOUNTS} n "
        "left join current_account e on e.account = n.account"
    )
