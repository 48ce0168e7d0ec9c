"""Staging: every source becomes a relation of the engine, whatever its files were.

Text is copied once into compressed scratch files, batch by batch, so a file of any size needs little memory;
Parquet is read where it lies. Hidden columns tell file (``_file``, a number) and row (``_row``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.delimited import read_delimited
from sellerloop.lake.sources.find import Found, format_of
from sellerloop.lake.sources.json_text import DOCUMENT, read_document, read_lines
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import ROW, Flaw, Reading, Report, named, schema
from sellerloop.lake.sources.workbook import read_workbook
from sellerloop.speech.message import Message, gettext_noop

FILE, FLAW = "_file", "_flaw"

FileReport = Callable[[str, list[Flaw]], None]  # name of the file, its flawed rows
Progress = Callable[[str, int, int], None]  # what is being done, done, of


@dataclass(frozen=True, slots=True)
class Relation:
    """A view of the engine, with the types of its columns without the hidden ones. ``flawed`` ones have the
    hidden column FLAW: why an earlier step would refuse the row."""

    name: str
    types: Mapping[str, str]
    flawed: bool = False


@dataclass(slots=True)
class Stage:
    """Stages the sources of one import; ``files`` are the names behind the numbers of FILE."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path
    limits: Limits
    report: FileReport
    progress: Progress
    files: list[str]

    def source(self, name: str, found: Sequence[Found], options: SourceOptions) -> Relation | None:
        """Stage one source as a view called ``source_<name>``; None when it has no file.

        Raises LakeError when a file is damaged or too large.
        """
        parts = [
            f"SELECT *{_around(file, options)} FROM ({self._part(name, file, options)})" for file in found
        ]
        if not parts:
            return None
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW source_{name} AS {' UNION ALL BY NAME '.join(parts)}"
        )
        return describe(self.connection, f"source_{name}")

    def _part(self, name: str, file: Found, options: SourceOptions) -> str:
        number = len(self.files)
        self.files.append(file.name)
        format = format_of(file.path, options)
        if format == "parquet":
            return _typed(number, file.path, options)
        scratch = self.scratch / f"{name}-{number}.parquet"
        reading = self._open(format, file, options)
        self._copy(file, reading, scratch)
        names = reading.names
        if DOCUMENT in names:
            self._spread(scratch, file, options)
            names = tuple(options.columns)
        columns = "".join(f'"{column}", ' for column in names)
        return f"SELECT {columns}{number} AS {FILE}, {ROW} FROM {_scan(scratch)}"

    def _open(self, format: str, file: Found, options: SourceOptions) -> Reading:
        report = self._reporter(file)
        match format:
            case "csv":
                return read_delimited(file.path, options, report)
            case "xlsx":
                return read_workbook(file.path, options, self.limits, report)
            case "jsonl":
                return read_lines(file.path, options, report, self.limits.document)
            case _:
                return read_document(file.path, options, report)

    def _reporter(self, file: Found) -> Report:
        return lambda flaws: self.report(file.name, flaws)

    def _copy(self, file: Found, reading: Reading, scratch: Path) -> None:
        size = file.path.stat().st_size
        text = gettext_noop("Reading")
        with pq.ParquetWriter(scratch, schema(reading.names), compression="lz4") as parquet:
            for batch in reading.batches:
                if batch.num_rows:
                    parquet.write_batch(batch)
                self.progress(text, min(reading.place(), size), size)

    def _spread(self, scratch: Path, file: Found, options: SourceOptions) -> None:
        """Turn staged JSON records into columns, in place; report the records that are no JSON."""
        bad = self.connection.execute(
            f"SELECT {ROW}, {DOCUMENT} FROM {_scan(scratch)} WHERE NOT json_valid({DOCUMENT}) ORDER BY {ROW}"
        ).fetchall()
        self.report(file.name, [Flaw(row, "", text, "not_json") for row, text in bad])
        paths = ", ".join(text_sql(f"$.{path}") for path in options.columns.values())
        values = f"SELECT json_extract_string({DOCUMENT}, [{paths}]) AS v, {ROW} FROM {_scan(scratch)}"
        nulls = ", ".join(text_sql(text) for text in options.nulls) or "NULL"
        columns = "".join(
            f'CASE WHEN v[{place}] NOT IN ({nulls}) THEN v[{place}] END AS "{name}", '
            for place, name in enumerate(options.columns, start=1)
        )
        spread = scratch.with_suffix(".columns")
        self.connection.execute(
            f"COPY (SELECT {columns}{ROW} FROM ({values} WHERE json_valid({DOCUMENT}))) "
            f"TO {text_sql(str(spread))} (FORMAT parquet, COMPRESSION lz4)"
        )
        spread.replace(scratch)


def describe(connection: duckdb.DuckDBPyConnection, name: str) -> Relation:
    """Return the relation called ``name`` with its types."""
    rows = connection.execute(f"DESCRIBE {name}").fetchall()
    types = {row[0]: row[1] for row in rows}
    plain = {column: type for column, type in types.items() if not column.startswith("_")}
    return Relation(name, plain, FLAW in types)


def text_sql(text: str) -> str:
    """Return ``text`` as a literal."""
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def _around(file: Found, options: SourceOptions) -> str:
    """Return columns for the names of the folders around ``file``."""
    parts = file.path.resolve().parent.parts
    names = ("",) * len(options.folders) + parts[1:]
    around = names[len(names) - len(options.folders) :]
    return "".join(
        f', {text_sql(part)} AS "{name}"' for name, part in zip(options.folders, around, strict=True)
    )


def _scan(path: Path, extra: str = "") -> str:
    return f"read_parquet({text_sql(str(path))}, hive_partitioning = false{extra})"


def _typed(number: int, path: Path, options: SourceOptions) -> str:
    try:
        headers: list[str] = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        text = gettext_noop("{file} is damaged or incomplete: upload it again")
        raise LakeError(Message(text, {"file": path.name})) from error
    columns = "".join(
        '"{}" AS "{}", '.format(headers[place].replace('"', '""'), name)
        for place, name in named(headers, options)
    )
    scan = _scan(path, ", file_row_number = true")
    return f"SELECT {columns}{number} AS {FILE}, file_row_number + 1 AS {ROW} FROM {scan}"
