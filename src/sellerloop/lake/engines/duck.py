"""The embedded engine: DuckDB over Parquet files."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import duckdb

from sellerloop.lake.engines.base import Tables, days_table, no_rows, pairs_table, to_grids
from sellerloop.lake.sql import DAYS, PAIRS, Source, scans, view_sql, windows_sql
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan


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
    return connection


def parquet_text(files: Iterable[Path]) -> str:
    """Render a scan of exactly these files."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    return f"read_parquet([{quoted}], hive_partitioning = false, union_by_name = true)"


class DuckEngine:
    """Runs plans in this process."""

    def __init__(
        self, *, threads: int | None = None, memory: str | None = None, spill: Path | None = None
    ) -> None:
        self.connection = connect(threads=threads, memory=memory, spill=spill)

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`."""
        needed = set(scans(plan, source, tables).values())
        if not needed:
            return no_rows(plan, accounts)
        for name in needed:
            self.connection.execute(
                f"create or replace temp view {view_sql(name)} as select * from {parquet_text(tables[name])}"
            )
        for name, small in ((DAYS, days_table(plan)), (PAIRS, pairs_table(plan))):
            self.connection.register("incoming", small)
            self.connection.execute(f"create or replace temp table {name} as select * from incoming")
            self.connection.unregister("incoming")
        result = self.connection.sql(windows_sql(plan, source, tables)).to_arrow_table()
        return to_grids(plan, result, accounts)

    def close(self) -> None:
        """Close the session."""
        self.connection.close()

    def __enter__(self) -> "DuckEngine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
