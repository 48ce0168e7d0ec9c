"""One account alone: the exact path of scores over its own rows, quick enough for a page.

The plans, conditions and arithmetic are those of a build; only the rows of other accounts are never read. The
account is number 0 of a world of one.
"""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellerloop.events.registry import contracts
from sellerloop.lake.attributes import Attributes, violations
from sellerloop.lake.engines.base import Engine, Tables, days_table, to_grids
from sellerloop.lake.engines.duck import connect, parquet_text
from sellerloop.lake.facts import Served
from sellerloop.lake.reader import Account, Snapshot, session
from sellerloop.lake.replies import load_conversations, reply_rows
from sellerloop.lake.scoring import grid_with, rules_of_policy
from sellerloop.lake.serve import EVENTS, FACTS, NUMBERED, SETTLED
from sellerloop.lake.settle import NUMBERS, linked_kinds, number_accounts, open_events, settled
from sellerloop.lake.sql import DAYS, Group, Source, rows_sql, scans, view_sql
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.ledger_grid import Violations
from sellerloop.scores.resolve import ResolvedPolicy

_OF_REPLIES = ("chat", "message")
_KEPT = 32  # accounts remembered for the next question


class OwnRows:
    """An engine that reads the rows of the account numbered ``number`` and calls it 0."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, number: int) -> None:
        self.connection, self.number = connection, number

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`."""
        self.connection.register("incoming", days_table(plan))
        self.connection.execute(f"create or replace temp table {DAYS} as select * from incoming")
        self.connection.unregister("incoming")
        wanted = scans(plan, source, tables) if plan.segments else {}
        return to_grids(
            plan, [(g, self._rows(g, name, plan, tables, source)) for g, name in wanted.items()], 1
        )

    def _rows(
        self, group: Group, name: str, plan: Plan, tables: Tables, source: Source
    ) -> list[pa.RecordBatch]:
        rows = f"{parquet_text(tables[name])} where account_no = {self.number}"
        own = f"select * replace (0 as account_no) from {rows}"
        self.connection.execute(f"create or replace temp view {view_sql(name)} as {own}")
        table: pa.Table = self.connection.sql(rows_sql(group, plan, source)).to_arrow_table()
        return list(table.to_batches())

    def close(self) -> None:
        """The session belongs to whoever opened it."""


class OwnFacts:
    """An engine over the daily facts of one account, each table read once and kept."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._tables: dict[str, pa.Table] = {}

    def windows(self, plan: Plan, tables: Tables, accounts: int, source: Source = "facts") -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`. Raises ValueError for settled rows."""
        if source != "facts":
            raise ValueError("only daily facts are kept")
        wanted = scans(plan, source, tables) if plan.segments else {}
        return to_grids(plan, [(g, [self._batch(g, name, plan, tables)]) for g, name in wanted.items()], 1)

    def _batch(self, group: Group, name: str, plan: Plan, tables: Tables) -> pa.RecordBatch:
        if name not in self._tables:
            self._tables[name] = own_rows(tables[name], self.number)
        rows = self._tables[name]
        days = rows.column("day").to_numpy().astype("datetime64[D]")
        firsts, lasts = np.array(plan.segments, "datetime64[D]").T
        segment = np.searchsorted(firsts, days, side="right") - 1
        inside = (segment >= 0) & (days <= lasts[np.maximum(segment, 0)])
        names = [counter.name for counter in group.counters]
        columns = [rows.column(column).to_numpy()[inside] for column in names]
        zeros = np.zeros(int(inside.sum()), np.int32)
        arrays = [segment[inside].astype(np.int32), zeros, *columns]
        return pa.RecordBatch.from_arrays([*map(pa.array, arrays)], ["segment", "account_no", *names])

    def close(self) -> None:
        """Nothing is open."""


def own_rows(files: Sequence[Path], number: int, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of the account numbered ``number`` of files (at least one) that are sorted by it: only
    the row groups that may hold it are read, and of them ``columns``, or all."""
    found, wanted = [], None if columns is None else ["account_no", *columns]
    for path in files:
        with pq.ParquetFile(path) as file:
            at, known = file.schema_arrow.names.index("account_no"), file.metadata
            groups = [
                n for n in range(known.num_row_groups) if _may_hold(known.row_group(n).column(at), number)
            ]
            rows = file.read_row_groups(groups, wanted)
        found.append(rows.filter(pc.equal(rows.column("account_no"), number)))
    return pa.concat_tables(found, promote_options="default")


def _may_hold(column: pq.ColumnChunkMetaData, number: int) -> bool:
    known = column.statistics
    return known is None or not known.has_min_max or known.min <= number <= known.max


@dataclass(frozen=True, eq=False, slots=True)
class Alone:
    """One account of a build, or of what was known at an instant, with all that its scores are made of."""

    engine: Engine
    served: Served
    attributes: Attributes
    violations: Violations
    categories: tuple[str, ...]

    def grid(self, resolved: ResolvedPolicy, as_ofs: Sequence[dt.date]) -> ScoreGrid:
        """Score the account at each of ``as_ofs`` (strictly increasing)."""
        known = self.violations if resolved.policy.ledgers else {}
        return grid_with(
            self.engine, self.served, resolved, as_ofs, [self.attributes], known, self.categories
        )


@lru_cache(maxsize=_KEPT)
def alone(snapshot: Snapshot, account: Account) -> Alone:
    """Return ``account`` as the build knows it, by its daily facts."""
    market, manifest = [account.market], snapshot.manifest
    tables = {
        name.removeprefix(FACTS): snapshot.lake.files(manifest, name, markets=market)
        for name in manifest.tables(FACTS)
    }
    rows = {
        name.removeprefix(SETTLED): snapshot.lake.files(manifest, name, markets=market)
        for name in manifest.tables(SETTLED)
        if name != NUMBERED
    }
    held = {name: files for name, files in tables.items() if files}
    served = Served(held, (account.id,), frozenset(rows), "facts", {n: f for n, f in rows.items() if f})
    own = violations(served.rows("violation"), account.number)
    return Alone(
        OwnFacts(account.number),
        served,
        _attributes(account),
        {0: own.get(account.number, [])},
        _categories(session(), served.rows("order"), account.number),
    )


@contextmanager
def alone_known_at(
    snapshot: Snapshot, account: Account, policies: Iterable[ResolvedPolicy], known_at: dt.datetime
) -> Iterator[Alone]:
    """Yield ``account`` as it was known at an instant, settled anew from its own events.

    Only what ``policies`` read is settled.
    """
    resolved = tuple(policies)
    rules = tuple(dict.fromkeys(rule for policy in resolved for rule in rules_of_policy(policy)))
    kinds = _kinds(resolved)
    needed = {kind for name in kinds for kind in linked_kinds(name)} | (set(_OF_REPLIES) if rules else set())
    lake, manifest = snapshot.lake, snapshot.manifest
    events = {kind: lake.files(manifest, f"{EVENTS}{kind}", markets=[account.market]) for kind in needed}
    numbers = pa.Table.from_pylist(
        [{"account_no": 0, "account": account.id, "market": account.market}], NUMBERS
    )
    with tempfile.TemporaryDirectory(prefix="sellerloop-") as folder, connect(threads=1) as connection:
        open_events(connection, events, known_at, account.id)
        number_accounts(connection, numbers)
        tables = {kind: [_copy(connection, settled(kind).sql, Path(folder) / kind)] for kind in kinds}
        conversations = load_conversations(connection) if rules else None
        for rule in rules:
            assert conversations is not None
            tables[rule.table] = [Path(folder) / f"{rule.table}.parquet"]
            pq.write_table(reply_rows(rule, conversations), tables[rule.table][0])
        served = Served(tables, (account.id,), _available(snapshot, tables, known_at))
        yield Alone(
            OwnRows(connection, 0),
            served,
            _known_attributes(tables),
            {0: violations(tables["violation"]).get(0, [])} if "violation" in tables else {},
            _categories(connection, served.rows("order"), 0),
        )


def _kinds(policies: Iterable[ResolvedPolicy]) -> tuple[str, ...]:
    """The event kinds that policies count rows of, and what accounts and ledgers are made of."""
    metrics = (metric for resolved in policies for metric in resolved.metrics.values())
    counted = (side.kind for metric in metrics for side in metric.sides if side.rule is None)
    return tuple(dict.fromkeys(("account", "order", "violation", *counted)))


def _available(snapshot: Snapshot, tables: Tables, known_at: dt.datetime) -> frozenset[str]:
    """The tables of the build of which anybody had a row by then: an absent kind is missing, and
    one of which this account has no rows is nought."""

    def known(kind: str) -> bool:
        if kind in tables and any(pq.read_metadata(file).num_rows for file in tables[kind]):
            return True
        files = snapshot.manifest.select(f"{EVENTS}{kind}")
        paths = [snapshot.lake.path(file) for file in sorted(files, key=lambda file: file.month)]
        sql = "select 1 from {} where known_at <= ? limit 1"
        parts = [part for part in (paths[:1], paths[1:]) if part]  # the oldest month nearly always has one
        return any(session().execute(sql.format(parquet_text(part)), [known_at]).fetchall() for part in parts)

    built = [name.removeprefix(SETTLED) for name in snapshot.manifest.tables(SETTLED) if name != NUMBERED]
    replied = {name for name in built if name not in contracts()}
    events = {name for name in built if name not in replied and known(name)}
    return frozenset(
        events | (replied | set(tables) - set(contracts()) if {*_OF_REPLIES} <= events else set())
    )


def _attributes(account: Account) -> Attributes:
    return Attributes(**{field.name: getattr(account, field.name) for field in fields(Attributes)})


def _known_attributes(tables: Tables) -> Attributes:
    rows = [row for file in tables["account"] for row in pq.read_table(file).to_pylist()]
    names = [field.name for field in fields(Attributes)]
    return Attributes(**{name: rows[0][name] for name in names}) if rows else Attributes()


def _categories(
    connection: duckdb.DuckDBPyConnection, orders: Sequence[Path], number: int
) -> tuple[str, ...]:
    """The categories that the account's orders name; see ``category_names``."""
    if not orders:
        return ()
    sql = (
        f"select distinct category from {parquet_text(orders)} where account_no = {number} "
        "and category is not null and not contains(category, chr(92)) order by 1"
    )
    return tuple(name for (name,) in connection.execute(sql).fetchall())


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> Path:
    file = path.with_suffix(".parquet")
    connection.execute(f"copy ({sql}) to '{file}' (format parquet)")
    return file
