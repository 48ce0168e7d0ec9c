"""Publishing: the tables that pages read, written by a build for every policy and every day asked for."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from sellerloop.lake.attributes import Attributes, attributes
from sellerloop.lake.cards import METRICS, SCORES, Codes, Pile, metric_rows, pieces, score_rows
from sellerloop.lake.divisions import divisions
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served
from sellerloop.lake.manifest import DataFile
from sellerloop.lake.scoring import grid_of
from sellerloop.lake.segments import LATEST, SEGMENTS, SPREADS, segment_tables
from sellerloop.lake.settle import ACCOUNTS
from sellerloop.lake.writer import Writer
from sellerloop.scores.resolve import ResolvedPolicy

Progress = Callable[[str, int, int], None]  # step, done, of

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
    scores, metrics = Pile("scores", SCORES, writer), Pile("metrics", METRICS, writer)
    parts = divisions(engine.connection.sql(_accounts_sql()).to_arrow_table())
    schemas = {"segments": SEGMENTS, "spreads": SPREADS, "latest": LATEST}
    added = {name: [schema.empty_table()] for name, schema in schemas.items()}
    for done, policy in enumerate(policies):
        progress("score", done, len(policies))
        grid = grid_of(engine, served, policy, as_ofs)
        groups = _peer_groups(policy, own)
        for dates in pieces(grid):
            scores.add([score_rows(grid, dates)])
            metrics.add([metric_rows(grid, dates, metric, groups) for metric in grid.entries])
        for name, rows in segment_tables(policy, grid, parts):
            added[name].append(rows)
    files += [*scores.close(), *metrics.close()]
    for name, tables in added.items():
        files += writer.write(f"published/{name}", pa.concat_tables(tables))
    progress("score", len(policies), len(policies))
    return files


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
