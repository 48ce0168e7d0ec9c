"""The question answered by the product: plan, engine, readings, points, ranks, score, and a Parquet file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.scores.data import AS_OFS, ROW_GROUP, Data
from bench.scores.task import ANSWER, METRICS, QUESTION, REPLIES
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served, counts
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.stats.ranks import percent_ranks

_CELLS = 250_000  # accounts x dates scored at a time


def run(data: Data, out: Path) -> None:
    """Answer the question for ``data`` and write it to ``out``."""
    accounts = pq.read_table(data.accounts_file)
    tables = {REPLIES if table == "reply" else table: files for table, files in data.tables.items()}
    served = Served(tables, tuple(accounts["account"].to_pylist()), frozenset(tables))
    with DuckEngine() as engine:
        counted, _ = counts(engine, served, METRICS, AS_OFS)
    categories = accounts["category"].to_pylist()
    width = max(1, _CELLS // data.accounts)
    with pq.ParquetWriter(out, ANSWER, compression="zstd") as writer:
        for first in range(0, len(AS_OFS), width):
            grid = score_grid(QUESTION, counted.at(slice(first, first + width)), categories=categories)
            writer.write_table(_answer(grid), row_group_size=ROW_GROUP)


def _answer(grid: ScoreGrid) -> pa.Table:
    """The rows of some dates."""
    dates, accounts = grid.score.shape
    columns = {
        "as_of": np.repeat(np.array(grid.counts.as_ofs, "datetime64[D]"), accounts),
        "account_no": np.tile(np.arange(accounts, dtype=np.int32), dates),
        "score": grid.score,
    }
    groups = grid.cells.category + len(grid.cells.categories) * np.arange(dates)[:, None]
    for name, entry in grid.entries.items():
        columns |= {
            f"{name}_num": entry.reading.num,
            f"{name}_den": entry.reading.den,
            f"{name}_value": entry.value,
            f"{name}_points": entry.points,
            f"{name}_rank": percent_ranks(entry.value.ravel(), groups.ravel()),
        }
    arrays = [_array(columns[field.name].ravel(), field.type) for field in ANSWER]
    return pa.Table.from_arrays(arrays, schema=ANSWER)


def _array(values: NDArray[np.generic], type_: pa.DataType) -> pa.Array:
    return pa.array(values, type_, mask=np.isnan(values) if pa.types.is_floating(type_) else None)
