"""The embedded engine: DuckDB over Parquet files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from sellerloop.lake.engines.base import Tables, days_table, to_grids
from sellerloop.lake.sql import DAYS, Group, Source, rows_sql, scans, view_sql
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan

_BATCH = 131_072  # rows that come over at a time: arrays of a megabyte are made again without new memory


def connect(
    *, threads: int | None = None, memory: str | None = None, spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB session that never reaches for the network and reads times as UTC."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if threads:
        config["threads"] = threads
    if memory:
        config["memory_limit"] = memory
    if spill:
        config["temp_directory"] = str(spill)
    connection = duckdb.connect(config=config)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection


def parquet_text(files: Iterable[Path], *, alike: bool = False) -> str:
    """Render a scan of exactly these files. Where all were written by one build they are ``alike``, and none
    has to be opened before it is known to hold something."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    by_name = "" if alike else ", union_by_name = true"
    return f"read_parquet([{quoted}], hive_partitioning = false{by_name})"


class DuckEngine:
    """Runs plans in this process: it selects the rows that count, and they are added up in memory, which is
    twice as fast as grouping them."""

    def __init__(
        self, *, threads: int | None = None, memory: str | None = None, spill: Path | None = None
    ) -> None:
        self.connection = connect(threads=threads, memory=memory, spill=spill)

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`."""
        return to_grids(plan, self._facts(plan, tables, source), accounts)

    def _facts(
        self, plan: Plan, tables: Tables, source: Source
    ) -> Iterator[tuple[Group, pa.RecordBatchReader]]:
        self.connection.register("incoming", days_table(plan))
        self.connection.execute(f"create or replace temp table {DAYS} as select * from incoming")
        self.connection.unregister("incoming")
        for group, name in scans(plan, source, tables).items():
            rows = f"select * from {parquet_text(tables[name])}"
            self.connection.execute(f"create or replace temp view {view_sql(name)} as {rows}")
            yield group, self.connection.sql(rows_sql(group, plan, source)).to_arrow_reader(_BATCH)

    def close(self) -> None:
        """Close the session."""
        self.connection.close()

    def __enter__(self) -> "DuckEngine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
