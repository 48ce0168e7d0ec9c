"""All answers are one answer: counts to the last row, all else to 1e-9, and nulls in the same places."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.scores.data import AS_OFS
from bench.scores.task import COUNTS, FLOATS

TOLERANCE = 1e-9


def difference(ours: Path, theirs: Path, accounts: int) -> float:
    """Return the largest difference of any float. Raises AssertionError where more than rounding differs.

    Ours holds every account at every date; theirs may leave out accounts for which nothing was counted.
    """
    own, cells = _cells(ours, accounts), _cells(theirs, accounts)
    assert np.array_equal(np.sort(own), np.arange(len(AS_OFS) * accounts)), "rows are missing or twice there"
    assert len(np.unique(cells)) == len(cells), f"{theirs.name}: rows are twice there"
    left_out = np.ones(own.size, np.bool_)
    left_out[cells] = False
    worst = 0.0
    for name in (*COUNTS, *FLOATS):
        mine, other = np.empty(own.size), _column(theirs, name)
        mine[own] = _column(ours, name)
        here, nothing = mine[cells], 0 if name in COUNTS else np.nan
        assert np.array_equal(mine[left_out], np.full(left_out.sum(), nothing), equal_nan=True), name
        assert np.array_equal(np.isnan(here), np.isnan(other)), f"{theirs.name}: nulls of {name} differ"
        apart = float(np.nanmax(np.abs(here - other), initial=0.0))
        assert apart <= (0 if name in COUNTS else TOLERANCE), f"{theirs.name}: {name} differs by {apart}"
        worst = max(worst, apart)
    return worst


def _cells(path: Path, accounts: int) -> NDArray[np.int64]:
    """The number of every row: that of its date times all accounts, and its account."""
    rows = pq.read_table(path, columns=["as_of", "account_no"])
    days = rows["as_of"].cast(pa.timestamp("s")).to_numpy().astype("datetime64[D]")
    date = np.searchsorted(np.array(AS_OFS, "datetime64[D]"), days)
    cells: NDArray[np.int64] = date * accounts + rows["account_no"].to_numpy().astype(np.int64)
    return cells


def _column(path: Path, name: str) -> NDArray[np.float64]:
    column: NDArray[np.float64] = pq.read_table(path, columns=[name])[name].to_numpy().astype(np.float64)
    return column
