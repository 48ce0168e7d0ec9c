"""The distributed engine: the same plans as Spark SQL. Needs the ``spark`` extra and a Java 17 runtime."""

from pathlib import Path
from types import TracebackType

from pyspark.sql import SparkSession

from sellerloop.lake.engines.base import Tables, days_table, no_rows, pairs_table, to_grids
from sellerloop.lake.sql import DAYS, PAIRS, Source, scans, view_sql, windows_sql
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan


def session(
    master: str = "local[2]", *, shuffle_partitions: int = 16, spill: Path | None = None
) -> SparkSession:
    """Return a Spark session in UTC, with its web page off.

    An existing session of the process is used as it is, its zone apart.
    """
    builder = (
        SparkSession.Builder()
        .appName("sellerloop")
        .master(master)
        .config("spark.ui.enabled", "false")
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
    """Runs plans on a Spark session; only windowed counters come back to this process."""

    def __init__(self, spark: SparkSession | None = None) -> None:
        self.spark = spark or session()

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """See :meth:`sellerloop.lake.engines.base.Engine.windows`."""
        needed = set(scans(plan, source, tables).values())
        if not needed:
            return no_rows(plan, accounts)
        for name in needed:
            self.spark.read.parquet(*map(str, tables[name])).createOrReplaceTempView(view_sql(name))
        for name, small in ((DAYS, days_table(plan)), (PAIRS, pairs_table(plan))):
            self.spark.createDataFrame(small).createOrReplaceTempView(name)
        result = self.spark.sql(windows_sql(plan, source, tables)).toArrow()
        return to_grids(plan, result, accounts)

    def close(self) -> None:
        """Stop the session."""
        self.spark.stop()

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
