"""What an engine does, and the small tables of a plan as Arrow."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from sellerloop.lake.sql import Group, Source
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


def to_grids(
    plan: Plan, facts: Iterable[tuple[Group, Iterable[pa.RecordBatch]]], accounts: int
) -> dict[str, Grid]:
    """Add up the facts of each scan (segment, account_no, counters) and make grids of them.

    A window is a run of segments, so its count is the difference of two running sums over segments. What is
    absent is zero.
    """
    shape = len(plan.as_ofs), accounts
    grids = {need.name: np.zeros(shape, np.int64) for need in plan.needs}
    for group, batches in facts:
        before = _running_sums(group, batches, (len(plan.segments) + 1, accounts))
        for need in plan.needs:
            if need.counter.name in before:
                sums, grid = before[need.counter.name], grids[need.name]
                for row, (first, after) in enumerate(plan.runs(need.window)):
                    np.subtract(sums[after], sums[first], out=grid[row])
    return grids


def _running_sums(group: Group, batches: Iterable[pa.RecordBatch], shape: tuple[int, int]) -> dict[str, Grid]:
    """The counts of every account before each segment, and after the last one."""
    sums = {counter.name: np.zeros(shape, np.int64) for counter in group.counters}
    cells = {name: grid[1:].reshape(-1) for name, grid in sums.items()}
    for batch in batches:
        at = np.multiply(batch.column("segment").to_numpy(), shape[1], dtype=np.int64)
        at += batch.column("account_no").to_numpy()
        for name, flat in cells.items():
            np.add.at(flat, at, batch.column(name).to_numpy().astype(np.int64))
    for grid in sums.values():
        np.cumsum(grid, axis=0, out=grid)
    return sums
