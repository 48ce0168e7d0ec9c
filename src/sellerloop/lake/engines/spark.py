"""The distributed engine: the same plans as Spark SQL. Needs the ``spark`` extra and a Java 17 runtime."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pyarrow as pa
from pyspark.sql import SparkSession

from sellerloop.lake.engines.base import Tables, days_table, to_grids
from sellerloop.lake.sql import DAYS, Group, Source, scans, segments_sql, view_sql
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan


def session(
    master: str = "local[2]", *, shuffle_partitions: int = 16, spill: Path | None = None
) -> SparkSession:
    """Return a Spark session in UTC, with its web page and its progress bar off.

    An existing session of the process is used as it is, its zone apart.
    """
    builder = (
        SparkSession.Builder()
        .appName("sellerloop")
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", str(shuffle_partitions))
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
    )
    if spill:
        builder = builder.config("spark.local.dir", str(spill)).config("spark.sql.warehouse.dir", str(spill))
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


class SparkEngine:
    """Runs plans on a Spark session; only counts per segment come back to this process."""

    def __init__(self, spark: SparkSession | None = None) -> None:
        self.spark = spark or session()

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`."""
        return to_grids(plan, self._facts(plan, tables, source), accounts)

    def _facts(
        self, plan: Plan, tables: Tables, source: Source
    ) -> Iterator[tuple[Group, list[pa.RecordBatch]]]:
        self.spark.createDataFrame(days_table(plan)).createOrReplaceTempView(DAYS)
        for group, name in scans(plan, source, tables).items():
            self.spark.read.parquet(*map(str, tables[name])).createOrReplaceTempView(view_sql(name))
            yield group, self.spark.sql(segments_sql(group, plan, source)).toArrow().to_batches()

    def close(self) -> None:
        """Stop the session."""
        self.spark.stop()

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
