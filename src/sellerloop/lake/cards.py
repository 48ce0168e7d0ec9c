"""Published scores and metrics: the rows of a policy's grid, some dates at a time.

Texts repeat in every row (policies, metrics, states, reasons), so they are kept as codes and words: of a
million reasons each is held once.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sellerloop.lake.manifest import DataFile
from sellerloop.lake.reasons import message_text
from sellerloop.lake.writer import ROW_GROUP, Writer
from sellerloop.metrics.reading import Reason, interval_grid
from sellerloop.metrics.spec import Aggregation
from sellerloop.scores.grid import ScoreGrid, TierGrid
from sellerloop.speech.message import Message
from sellerloop.stats.ranks import LEAST, percent_ranks

Codes = NDArray[np.int64]
_WORD = pa.dictionary(pa.int32(), pa.string())
SCORES = pa.schema(
    [
        ("policy", _WORD),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("score", pa.float64()),
        ("reason", _WORD),
        ("tier", _WORD),
    ]
)
METRICS = pa.schema(
    [
        ("policy", _WORD),
        ("metric", _WORD),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("num", pa.int64()),
        ("den", pa.int64()),
        *((name, pa.float64()) for name in ("value", "points", "weight", "lost", "low", "high")),
        ("reason", _WORD),
        ("peer_rank", pa.float64()),
        ("peers", pa.int32()),
    ]
)
_CELLS = 500_000  # accounts x dates whose rows are made at a time
_BYTES = 1 << 29  # of rows in memory before they become a file


def pieces(grid: ScoreGrid) -> Iterator[slice]:
    """Yield the dates of ``grid`` in pieces whose rows fit in memory."""
    dates, accounts = grid.score.shape
    width = max(1, _CELLS // max(1, accounts))
    for first in range(0, dates, width):
        yield slice(first, min(first + width, dates))


class Pile:
    """Rows of one published table, in order of accounts, then days: one account's rows lie together, in one
    file, because each file and each row group that a page looks into costs it milliseconds."""

    def __init__(self, name: str, schema: pa.Schema, writer: Writer) -> None:
        self._table, self._schema, self._writer = f"published/{name}", schema, writer
        self._files: list[DataFile] = []
        self._rows, self._bytes = [schema.empty_table()], 0

    def add(self, rows: Sequence[pa.Table]) -> None:
        """Add rows; what does not fit in memory with them is written first."""
        more = sum(table.nbytes for table in rows)
        if self._bytes and self._bytes + more > _BYTES:
            self._write()
        self._rows.extend(rows)
        self._bytes += more

    def close(self) -> tuple[DataFile, ...]:
        """Write what was added since, and return the one file with everything; none without rows."""
        self._write()
        if len(self._files) < 2:
            return tuple(self._files)
        paths = [self._writer.root / file.path for file in self._files]
        whole = self._writer.write(
            self._table, pa.RecordBatchReader.from_batches(self._schema, self._merged(paths))
        )
        for path in paths:
            path.unlink()
        return whole

    def _write(self) -> None:
        self._files += self._writer.write(self._table, _in_order(self._rows))
        self._rows, self._bytes = [self._schema.empty_table()], 0

    def _merged(self, paths: Sequence[Path]) -> Iterator[pa.RecordBatch]:
        """Everything in order, as many accounts at a time as make up what one file held."""
        words = [field.name for field in self._schema if field.type == _WORD]
        last = max(_greatest(path, "account_no") for path in paths)
        step = last // len(paths) + 1
        for first in range(0, last + 1, step):
            these = [("account_no", ">=", first), ("account_no", "<", first + step)]
            parts = [pq.read_table(path, filters=these, read_dictionary=words) for path in paths]
            yield from _in_order([part.cast(self._schema) for part in parts]).to_batches(ROW_GROUP)


def _in_order(tables: Sequence[pa.Table]) -> pa.Table:
    rows = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    return rows.sort_by([("account_no", "ascending"), ("as_of", "ascending")]).combine_chunks()


def _greatest(path: Path, column: str) -> int:
    file = pq.ParquetFile(path).metadata
    place = file.schema.names.index(column)
    groups = (file.row_group(n).column(place) for n in range(file.num_row_groups))
    return max(int(group.statistics.max) for group in groups)


def score_rows(grid: ScoreGrid, dates: slice) -> pa.Table:
    """Return the rows of ``SCORES`` at some dates."""
    score, main = grid.score[dates], grid.resolved.tier
    tier = grid.tiers.get(main.id) if main else None
    columns = {
        **_keys(grid, dates),
        "score": pa.array(score.ravel(), mask=np.isnan(score).ravel()),
        "reason": _score_reasons(grid, dates),
        "tier": _states(tier, dates) if tier else pa.nulls(score.size, _WORD),
    }
    return pa.table(columns).select(SCORES.names).cast(SCORES)


def metric_rows(grid: ScoreGrid, dates: slice, metric: str, groups: Codes) -> pa.Table:
    """Return the rows of ``METRICS`` of one metric at some dates; ``groups`` are the accounts' peers."""
    spec, entry = grid.resolved.metrics[metric], grid.entries[metric]
    reading = entry.reading.at(dates)
    value = entry.value[dates].ravel()
    by_date = (groups + np.arange(dates.stop - dates.start)[:, None] * (groups.max(initial=0) + 1)).ravel()
    peers = np.bincount(by_date, weights=~np.isnan(value)).astype(np.int64)[by_date]
    few = np.isnan(value) | (peers < LEAST)
    floats = {name: getattr(entry, name)[dates].ravel() for name in ("value", "points", "weight", "lost")}
    bounds = interval_grid(spec, reading)
    floats |= {name: bound.ravel() for name, bound in zip(("low", "high"), bounds, strict=True)}
    absent = reading.reason.ravel() == Reason.ABSENT
    total = spec.aggregation is Aggregation.TOTAL
    columns = {
        **_keys(grid, dates),
        "metric": _constant(metric, value.size),
        "num": pa.array(reading.num.ravel(), mask=absent),
        "den": pa.array(reading.den.ravel(), mask=absent | total),
        **{name: pa.array(values, mask=np.isnan(values)) for name, values in floats.items()},
        "reason": _metric_reasons(grid, dates, metric),
        "peer_rank": pa.array(percent_ranks(value, by_date), mask=few),
        "peers": pa.array(peers, mask=few),
    }
    return pa.table(columns).select(METRICS.names).cast(METRICS)


def _score_reasons(grid: ScoreGrid, dates: slice) -> pa.DictionaryArray:
    """A shop that is too small has the same reason wherever the counts that decide it are the same; only
    other missing scores depend on every metric."""
    missing, policy = np.isnan(grid.score[dates]), grid.resolved.policy
    rules = policy.score.null_rules if policy.score else ()
    entries = [grid.entries[rule.metric] for rule in rules]
    small = np.zeros(missing.shape, np.bool_)
    for rule, entry in zip(rules, entries, strict=True):
        small |= ~(entry.value[dates] >= float(rule.at_least))
    columns = [part[dates] for e in entries for part in (e.reading.reason, e.reading.num, e.reading.den)]
    other = np.where(small, -1, np.arange(missing.size).reshape(missing.shape))
    return _worded(missing, [other, *(np.where(small, part, 0) for part in columns)], dates, grid.reason)


def _metric_reasons(grid: ScoreGrid, dates: slice, metric: str) -> pa.DictionaryArray:
    """Reasons are the same wherever counts, outcome and category are."""
    entry, reading = grid.entries[metric], grid.entries[metric].reading
    earned = entry.earned[dates]
    fine = (entry.outcome[dates] == 0) & ((earned != 0) | (not grid.resolved.scores(metric)))
    own = (reading.reason, reading.num, reading.den, entry.outcome, grid.cells.category)
    columns = [part[dates] for part in own]
    return _worded(~fine, [*columns, earned == 0], dates, lambda *at: grid.metric_reason(metric, *at))


def _worded(
    wanted: NDArray[np.bool_],
    columns: Sequence[NDArray[np.generic]],
    dates: slice,
    reason: Callable[[int, int], Message | None],
) -> pa.DictionaryArray:
    """Put the reason of every wanted cell into words, once for all cells in which ``columns`` are equal."""
    places = np.flatnonzero(wanted)
    codes = np.zeros(places.size, np.int64)
    for column in columns:
        values, place = np.unique(column.ravel()[places], return_inverse=True)
        codes = np.unique(codes * values.size + place, return_inverse=True)[1]
    firsts = np.unique(codes, return_index=True)[1]
    cells = (np.unravel_index(places[first], wanted.shape) for first in firsts)
    words = [message_text(reason(dates.start + int(date), int(account))) for date, account in cells]
    indices, missing = np.zeros(wanted.size, np.int32), ~wanted.ravel()
    indices[places] = codes
    return _dictionary(indices, words, missing)


def _states(tier: TierGrid, dates: slice) -> pa.DictionaryArray:
    codes = tier.codes[dates].ravel()
    names = [name or None for name in tier.names]
    return _dictionary(np.maximum(codes, 0).astype(np.int32), names, codes < 0)


def _dictionary(
    indices: NDArray[np.int32], words: Sequence[str | None], missing: NDArray[np.bool_]
) -> pa.DictionaryArray:
    """Codes into ``words``, null where ``missing`` and where there is no word."""
    silent = np.array([word is None for word in words], np.bool_)
    if silent.any():
        missing = missing | silent[indices]
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=missing), pa.array([word or "" for word in words], pa.string())
    )


def _constant(word: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), [word])


def _keys(grid: ScoreGrid, dates: slice) -> dict[str, pa.Array]:
    days = np.array(grid.counts.as_ofs[dates], "datetime64[D]")
    accounts = len(grid.counts.accounts)
    return {
        "policy": _constant(grid.resolved.policy.id, days.size * accounts),
        "as_of": pa.array(np.repeat(days, accounts)),
        "account_no": pa.array(np.tile(np.arange(accounts, dtype=np.int32), days.size)),
    }
