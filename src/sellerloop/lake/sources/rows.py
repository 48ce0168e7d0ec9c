"""What every reader yields: batches of text columns with row numbers, and refusals on the way."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sellerloop.lake.sources.decoding import MARK
from sellerloop.lake.sources.options import SourceOptions

ROW = "_row"
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that could not be read: ``values`` fill the sentence of ``code``."""

    row: int
    column: str
    value: str
    code: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An opened file. ``batches`` have the text columns ``names`` and then ROW (int64); ``place`` says how
    many bytes were read so far. Batches report flawed rows to the callable that the reader was given."""

    names: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]
    place: Callable[[], int]


Report = Callable[[list[Flaw]], None]


def schema(names: Sequence[str]) -> pa.Schema:
    """Return the schema of a reading with these columns."""
    return pa.schema([*(pa.field(name, pa.string()) for name in names), pa.field(ROW, pa.int64())])


def named(headers: Sequence[str], options: SourceOptions) -> tuple[tuple[int, str], ...]:
    """Return (position, own name) of the columns to keep: those declared, and headers that are plain names in
    small letters.

    Of two equal headers the first counts. A declared header that the file lacks is left out.
    """
    places = {header.strip(): place for place, header in reversed(list(enumerate(headers)))}
    taken = {name: places[header] for name, header in options.columns.items() if header in places}
    for header, place in places.items():
        if _PLAIN.fullmatch(header) and header not in taken and place not in taken.values():
            taken[header] = place
    return tuple((place, name) for name, place in taken.items())


def batch(
    columns: Sequence[pa.Array], rows: pa.Array, names: Sequence[str], nulls: pa.Array
) -> pa.RecordBatch:
    """Return a batch of trimmed text in which the declared ``nulls`` are missing; empty rows fall out."""
    trimmed = [pc.utf8_trim_whitespace(column) for column in columns]
    values = [
        pc.if_else(pc.is_in(column, value_set=nulls), pa.scalar(None, pa.string()), column)
        for column in trimmed
    ]
    made = pa.RecordBatch.from_arrays([*values, rows], schema=schema(names))
    empty = pa.scalar(True)
    for column in values:
        empty = pc.and_(empty, pc.is_null(column))
    return made.filter(pc.invert(empty)) if pc.any(empty).as_py() else made


def unmarked(made: pa.RecordBatch, names: Sequence[str], encoding: str, report: Report) -> pa.RecordBatch:
    """Drop and report the rows in which a byte sequence could not be decoded."""
    bad = pa.array([False] * len(made))
    for name in names:
        hit = pc.fill_null(pc.match_substring(made.column(name), MARK), False)
        if pc.any(hit).as_py():
            lines = made.filter(pc.and_(hit, pc.invert(bad)))
            report(
                [
                    Flaw(row, name, value.replace(MARK, "�"), "encoding", (("encoding", encoding),))
                    for row, value in zip(
                        lines.column(ROW).to_pylist(), lines.column(name).to_pylist(), strict=True
                    )
                ]
            )
            bad = pc.or_(bad, hit)
    return made.filter(pc.invert(bad))
