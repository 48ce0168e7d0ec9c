"""The first rows of a file, to look at before a mapping is written. Nothing about form is guessed here
either, the options say it."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.delimited import first_lines
from sellerloop.lake.sources.find import format_of
from sellerloop.lake.sources.json_text import read_document, read_lines
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import Flaw, Reading
from sellerloop.lake.sources.workbook import first_cells
from sellerloop.speech.message import Message, gettext_noop

_SHOWN = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Sample:
    """Headers, or paths within JSON records, and the first rows as text, each as long as the headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def values(self, header: str) -> tuple[str, ...]:
        """Return the different values of one column in the order in which they come."""
        place = self.headers.index(header)
        return tuple(dict.fromkeys(row[place] for row in self.rows if row[place]))


def take_sample(path: Path, options: SourceOptions, limits: Limits, count: int = 20) -> Sample:
    """Return the first ``count`` rows of the file at ``path``. Raises LakeError when it cannot be read so."""
    try:
        match format_of(path, options):
            case "csv":
                return _of_lines(first_lines(path, options, count))
            case "xlsx":
                return _of_lines(first_cells(path, options, limits, count))
            case "parquet":
                return _of_parquet(path, count)
            case "jsonl":
                lines = read_lines(path, options, _unsaid, limits.document)
                return _of_records(list(islice(_records(lines), count)))
            case _:
                return _of_records(list(islice(_records(read_document(path, options, _unsaid)), count)))
    except (UnicodeError, pa.ArrowInvalid, OSError, RecursionError, csv.Error) as error:
        text = gettext_noop("{file} cannot be read: {detail}")
        raise LakeError(Message(text, {"file": path.name, "detail": str(error)[:_SHOWN]})) from error


def _of_lines(lines: Sequence[Sequence[str]]) -> Sample:
    headers = tuple(dict.fromkeys(cell.strip() for cell in lines[0] if cell.strip())) if lines else ()
    places = [next(n for n, cell in enumerate(lines[0]) if cell.strip() == header) for header in headers]
    rows = (tuple(_short(line[n]) if n < len(line) else "" for n in places) for line in lines[1:])
    return Sample(headers, tuple(rows))


def _of_parquet(path: Path, count: int) -> Sample:
    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=count), None)
        headers = tuple(file.schema_arrow.names)
    rows = batch.to_pylist() if batch is not None else []
    return Sample(headers, tuple(tuple(_short(row[name]) for name in headers) for row in rows))


def _of_records(records: Sequence[Mapping[str, object]]) -> Sample:
    flat = [dict(_paths(record)) for record in records]
    headers = tuple(dict.fromkeys(path for record in flat for path in record))
    return Sample(headers, tuple(tuple(_short(record.get(path)) for path in headers) for record in flat))


def _unsaid(flaws: Sequence[Flaw]) -> None:
    """What cannot be read is refused with its row number when the file is read in earnest."""


def _records(reading: Reading) -> Iterator[Mapping[str, object]]:
    for text in (text for batch in reading.batches for text in batch.column(0).to_pylist()):
        try:
            record = json.loads(text)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _paths(record: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield (
                f"{before}{name}",
                value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False),
            )


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
