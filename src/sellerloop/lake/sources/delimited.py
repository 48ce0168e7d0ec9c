"""CSV in its many dialects: any encoding and delimiter, quoted line breaks, ragged rows."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sellerloop.lake.sources.decoding import MARK, Utf8Stream
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import Flaw, Reading, Report, batch, named, unmarked

_BLOCK = 4 * 2**20  # also the longest record, quoted line breaks included
_HEAD = 2**20


def read_delimited(path: Path, options: SourceOptions, report: Report) -> Reading:
    """Open the CSV file at ``path``. Row numbers count records as a spreadsheet does: the header is row 1
    when nothing is skipped before it, and a quoted line break does not start a row.

    Ragged and undecodable rows are reported and left out; when a quote is never closed, so is the rest.
    """
    headers = _headers(path, options)
    columns = named(headers, options)
    stream = Utf8Stream(path, options.encoding)
    for _ in range(options.skip):
        _skip_line(stream)
    names = tuple(name for _, name in columns)
    batches = _batches(stream, options, headers, columns, report) if headers else iter(())
    return Reading(names, batches, lambda: stream.position)


def first_lines(path: Path, options: SourceOptions, count: int) -> list[list[str]]:
    """Return the cells of the header and the first ``count`` rows; what cannot be decoded reads as �."""
    with Utf8Stream(path, options.encoding) as stream:
        for _ in range(options.skip):
            _skip_line(stream)
        head = stream.read(_HEAD).decode(errors="replace").replace(MARK, "�")
    lines = csv.reader(io.StringIO(head, newline=""), delimiter=options.delimiter, quotechar=options.quote)
    return list(islice(lines, count + 1))


def _headers(path: Path, options: SourceOptions) -> list[str]:
    return next(iter(first_lines(path, options, 0)), [])


def _skip_line(stream: Utf8Stream) -> None:
    while stream.read(1) not in (b"\n", b""):
        pass


def _batches(
    stream: Utf8Stream,
    options: SourceOptions,
    headers: list[str],
    columns: tuple[tuple[int, str], ...],
    report: Report,
) -> Iterator[pa.RecordBatch]:
    """Yield the good rows. The parser numbers records from 1 for the header and tells the ragged ones ahead
    of the batch that they stand in, so the number of a good row follows from those before it."""
    ragged: list[int] = []

    def refuse(row: pacsv.InvalidRow) -> str:
        ragged.append(row.number)
        cells = (("expected", row.expected_columns), ("actual", row.actual_columns))
        report([Flaw(row.number + options.skip, "", row.text, "ragged", cells)])
        return "skip"

    names = [name for _, name in columns]
    nulls = pa.array(options.nulls, pa.string())
    good = 0
    try:
        with _open(stream, options, len(headers), refuse) as reader:
            for raw in reader:
                numbers = _numbers(good, len(raw), ragged)
                good += len(raw)
                rows = pa.array(numbers + options.skip, pa.int64())
                made = batch([raw.column(place) for place, _ in columns], rows, names, nulls)
                yield unmarked(made, names, options.encoding, report) if stream.marked else made
    except pa.ArrowInvalid as error:
        row = int(_numbers(good, 1, ragged)[0]) + options.skip
        report([Flaw(row, "", "", "unreadable", (("error", str(error)),))])
    finally:
        stream.close()


def _open(
    stream: Utf8Stream, options: SourceOptions, width: int, refuse: "pacsv.InvalidRowHandler"
) -> pacsv.CSVStreamingReader:
    names = [f"c{place}" for place in range(width)]
    return pacsv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pacsv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=names, skip_rows_after_names=1
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=options.delimiter,
            quote_char=options.quote,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )


def _numbers(good: int, count: int, ragged: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the record numbers of the good rows ``good`` ... ``good + count - 1`` (from 0), where the header
    is record 1 and ``ragged`` are the records left out, ascending."""
    gaps = np.array(ragged, dtype=np.int64) - np.arange(len(ragged)) - 2  # good rows that stand before each
    places = np.arange(good, good + count, dtype=np.int64)
    return places + 2 + np.searchsorted(gaps, places, "right")
