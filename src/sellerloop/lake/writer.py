"""One commit in the making: new files, then a new manifest, then the pointer."""

import datetime as dt
import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellerloop.lake.durable import folder, prepare, put, settle, temporary
from sellerloop.lake.manifest import NO_MONTH, BuildInfo, Commit, DataFile, ImportEntry, Manifest, dump

POINTER, MANIFESTS = "CURRENT", "manifests"
ROW_GROUP = 250_000
_FINE, _PARTED = 16_384, 65_536  # rows decoded for a question about one account: of one file, of many files


class Writer:
    """Writes the files of one commit on top of ``parent``; made by ``Lake.writer``, under its lock.

    ``id`` names the commit and its files. Nothing is visible to readers before :meth:`commit`.
    """

    def __init__(self, root: Path, parent: Manifest, kind: Commit, now: dt.datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("now must be an instant with a zone")
        self.root, self.parent, self.kind, self.now = root, parent, kind, now
        seal = hashlib.sha256(f"{parent.id} {kind} {now.isoformat()}".encode()).hexdigest()
        self.id = f"{parent.number + 1:06d}-{seal[:8]}"
        self._written: list[Path] = []
        self._parts: Counter[str] = Counter()

    def query(
        self,
        table: str,
        connection: duckdb.DuckDBPyConnection,
        sql: str,
        *,
        date: str = "",
        order: Sequence[str] = ("account",),
        schema: pa.Schema | None = None,
        together: bool = False,
    ) -> tuple[DataFile, ...]:
        """Write the result of ``sql`` as files of ``table``, sorted by ``order`` and then by ``date``.

        With ``date``, the name of a date column, rows are parted by market and month of it; ``together``
        keeps what fits one row group in one file instead, because many small files are slow to open. DuckDB
        sorts, on disk when need be, so memory stays bounded. ``schema`` fixes the types.
        """
        if together and (rows := _small(connection, sql)) is not None:
            keys = dict.fromkeys((*order, *((date,) if date else ())))
            rows = rows.sort_by([(key, "ascending") for key in keys])
            return self.write(table, rows, schema=schema, row_group=_FINE)
        parts = ("market", f"date_trunc('month', {date})") if date else ()
        terms = ", ".join((*parts, *order, *((date,) if date else ())))
        rows = connection.sql(f"SELECT * FROM ({sql}) ORDER BY {terms}").to_arrow_reader(ROW_GROUP)
        return self.write(table, rows, date=date, schema=schema, row_group=_PARTED if date else ROW_GROUP)

    def write(
        self,
        table: str,
        rows: pa.Table | pa.RecordBatchReader,
        *,
        date: str = "",
        schema: pa.Schema | None = None,
        row_group: int = ROW_GROUP,
        rising: str = "",
    ) -> tuple[DataFile, ...]:
        """Write ``rows`` as files of ``table`` in the order they come in.

        With ``date`` they are parted by market and month and must come sorted by these two (ValueError).
        Files without rows are not written. ``rising`` names a column of whole numbers that only rise: it is
        kept as differences.
        """
        schema = schema or rows.schema
        files: list[DataFile] = []
        open_part: _Part | None = None
        for market, month, piece in _pieces(_batches(rows), date):
            if open_part is None or (market, month) != (open_part.market, open_part.month):
                if open_part is not None:
                    files.append(open_part.close())
                if any((market, month) == (file.market, file.month) for file in files):
                    raise ValueError(f"rows of {table} are not sorted by market and month")
                name = self._name(table, market, month)
                open_part = _Part(self.root, name, table, market, month, schema, row_group, rising)
                self._written += [open_part.path, open_part.beside]
            open_part.add(piece)
        if open_part is not None:
            files.append(open_part.close())
        return tuple(files)

    def put(self, path: str, data: bytes) -> str:
        """Write a whole small file such as a list of refused rows; returns ``path``, relative to the lake."""
        self._written += [self.root / path, temporary(self.root / path)]
        put(self.root / path, data)
        return path

    def commit(
        self,
        files: Iterable[DataFile],
        *,
        watermark: dt.datetime | None,
        imports: tuple[ImportEntry, ...],
        build: BuildInfo | None,
    ) -> Manifest:
        """Make a manifest of exactly ``files`` current and return it. The pointer moves in one step."""
        manifest = Manifest(
            id=self.id,
            parent=self.parent.id,
            kind=self.kind,
            created_at=self.now,
            watermark=watermark,
            files=tuple(sorted(files, key=lambda file: (file.table, file.market, file.month, file.path))),
            imports=imports,
            build=build,
        )
        data = dump(manifest)
        self.put(f"{MANIFESTS}/{manifest.id}.json", data)
        pointer = {"manifest": manifest.id, "sha256": hashlib.sha256(data).hexdigest()}
        prepare(self.root / POINTER, json.dumps(pointer).encode())
        self._written.clear()  # from here on a reader may see the files
        settle(self.root / POINTER)
        self.parent = manifest
        return manifest

    def keep(self) -> None:
        """Keep what was written without a commit: the refused rows of an import that changed nothing."""
        self._written.clear()

    def discard(self) -> None:
        """Remove every file written since the last commit."""
        for path in self._written:
            path.unlink(missing_ok=True)
        self._written.clear()

    def _name(self, table: str, market: str, month: str) -> str:
        place = f"{table}/market={market}/month={month}" if month else table
        taken = self._parts[place]
        self._parts[place] += 1
        return f"{place}/part-{self.id}{f'-{taken}' if taken else ''}.parquet"


class _Part:
    """One Parquet file being written."""

    def __init__(
        self,
        root: Path,
        name: str,
        table: str,
        market: str,
        month: str,
        schema: pa.Schema,
        row_group: int,
        rising: str,
    ) -> None:
        self.table, self.market, self.month, self.name = table, market, month, name
        self.path = root / name
        self.beside = temporary(self.path)
        folder(self.path.parent)
        self.schema, self.rows, self.row_group = schema, 0, row_group
        self.parquet = pq.ParquetWriter(
            self.beside,
            schema,
            compression="zstd",
            write_page_index=True,
            use_dictionary=[name for name in schema.names if name != rising] if rising else True,
            column_encoding={rising: "DELTA_BINARY_PACKED"} if rising else None,
        )

    def add(self, piece: pa.RecordBatch) -> None:
        self.rows += piece.num_rows
        table = pa.Table.from_batches([piece]).select(self.schema.names).cast(self.schema)
        self.parquet.write_table(table, row_group_size=self.row_group)

    def close(self) -> DataFile:
        self.parquet.close()
        with self.beside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = self.beside.stat().st_size
        settle(self.path)
        return DataFile(self.table, self.market, self.month, self.name, self.rows, size, digest)


def _small(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table | None:
    """The whole result, if it fits one row group."""
    batches, count = [], 0
    reader = connection.sql(sql).to_arrow_reader(ROW_GROUP)
    for batch in reader:
        batches.append(batch)
        count += batch.num_rows
        if count > ROW_GROUP:
            return None
    return pa.Table.from_batches(batches, reader.schema)


def _batches(rows: pa.Table | pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    # every batch becomes a row group of its own, and many small ones are slow to read
    yield from rows.combine_chunks().to_batches(ROW_GROUP) if isinstance(rows, pa.Table) else rows


def _pieces(batches: Iterable[pa.RecordBatch], date: str) -> Iterator[tuple[str, str, pa.RecordBatch]]:
    """Cut batches where market or month change."""
    for batch in batches:
        if not batch.num_rows:
            continue
        if not date:
            yield "", "", batch
            continue
        months = batch.column(date).to_numpy(zero_copy_only=False).astype("datetime64[M]")
        markets = pc.dictionary_encode(batch.column("market"))
        codes = markets.indices.to_numpy(zero_copy_only=False)
        changes = np.flatnonzero((np.diff(codes) != 0) | (np.diff(months.astype(np.int64)) != 0)) + 1
        for start, end in itertools.pairwise([0, *changes.tolist(), batch.num_rows]):
            month = NO_MONTH if np.isnat(months[start]) else str(months[start])
            yield markets.dictionary[codes[start]].as_py(), month, batch.slice(start, end - start)
