"""What an engine does, and the small tables of a plan as Arrow."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from sellerloop.lake.sql import Source
from sellerloop.metrics.counts import Grid
from sellerloop.metrics.plan import Plan

Tables = Mapping[str, Sequence[Path]]  # table name to paths of Parquet files


class Engine(Protocol):
    """Runs a plan over explicit file lists. Engines are context managers: leaving closes their session."""

    def windows(
        self, plan: Plan, tables: Tables, accounts: int, source: Source = "events"
    ) -> dict[str, Grid]:
        """Return one grid of shape (as-of dates, ``accounts``) per windowed counter.

        ``source`` is ``events`` or ``facts``; of tables that are not in ``tables`` there are no rows.
        """
        ...

    def close(self) -> None:
        """Release the session."""
        ...


def days_table(plan: Plan) -> pa.Table:
    """Return the day map: (day date32, segment int32)."""
    days = plan.days()
    return pa.table(
        {
            "day": pa.array([day for day, _ in days], pa.date32()),
            "segment": pa.array([segment for _, segment in days], pa.int32()),
        }
    )


def pairs_table(plan: Plan) -> pa.Table:
    """Return (segment, as_of, one 0/1 column per window), all int32."""
    columns = {
        "segment": pa.array([pair.segment for pair in plan.pairs], pa.int32()),
        "as_of": pa.array([pair.as_of for pair in plan.pairs], pa.int32()),
    }
    for index in range(len(plan.windows)):
        columns[f"w{index}"] = pa.array([int(pair.flags[index]) for pair in plan.pairs], pa.int32())
    return pa.table(columns)


def no_rows(plan: Plan, accounts: int) -> dict[str, Grid]:
    """Return grids of zeros."""
    return {need.name: np.zeros((len(plan.as_ofs), accounts), dtype=np.int64) for need in plan.needs}


def to_grids(plan: Plan, result: pa.Table, accounts: int) -> dict[str, Grid]:
    """Spread result rows (as_of, account_no, counters) over dense grids; what is absent is zero."""
    rows = result.column("as_of").to_numpy()
    columns = result.column("account_no").to_numpy()
    grids = no_rows(plan, accounts)
    for name, grid in grids.items():
        grid[rows, columns] = result.column(name).to_numpy()
    return grids
