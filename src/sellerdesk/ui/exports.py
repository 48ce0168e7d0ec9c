"""Tables for download: CSV, XLSX and Parquet, streamed, with what they are written in front.

A cell that a spreadsheet would run as a formula is written as text. Parquet keeps texts as they are: nothing
runs them there, and its facts are the file's metadata.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext

from sellerdesk.ui import formats

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide forms run in some too
_BOM = "\ufeff"  # without it spreadsheets read UTF-8 as something else
_ONE_CELL = str.maketrans({",": ";", '"': "'", "\r": " ", "\n": " "})  # a line that needs no quotes
_STEP = 2000  # rows of a Parquet row group, and of one piece of the stream
_PIECE = 1 << 16
_CELL = 32_767  # signs that a cell of a spreadsheet holds
SHEET_ROWS = 200_000  # more would keep a process busy for minutes; CSV and Parquet have no bound


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"


_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.COUNT: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.FLAG: pa.bool_(),
}


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable ``key`` (the name in Parquet) and its label in the language in force."""

    key: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the whole table that travels with it."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported. ``name`` is the file's name without its ending; rows are read once, as they are
    written, and their cells are texts, numbers, dates, instants or None."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    facts: Sequence[Fact] = ()


class TooLong(Exception):
    """More rows than a spreadsheet should hold."""


def asked_format(request: HttpRequest) -> Format:
    """Return the format that the address asks for; CSV where it names none that we write."""
    wanted = request.GET.get("format", "") or request.POST.get("format", "")
    return Format(wanted) if wanted in set(Format) else Format.CSV


def facts(
    *,
    filters: Mapping[str, str],
    at: dt.datetime,
    data_to: dt.datetime | None = None,
    policies: Iterable[str] = (),
    build: str = "",
) -> list[Fact]:
    """Return the facts of an export: what it was narrowed to (texts by label), when it was made, up to when
    its data reach, by which policies and from which build. Times name their zone."""
    zone, none = formats.zone_in_force(), gettext("none")
    narrowed = "; ".join(f"{label}: {text}" for label, text in filters.items())
    found = [
        Fact("filters", gettext("Filters"), narrowed or none),
        Fact("exported_at", gettext("Exported"), formats.moment(at, zone)),
        Fact("data_to", gettext("Data up to"), formats.moment(data_to, zone) if data_to else ""),
        Fact("policies", gettext("Policies"), ", ".join(policies)),
        Fact("build", gettext("Build"), build),
    ]
    return [fact for fact in found if fact.text]


def download(table: Table, form: Format) -> StreamingHttpResponse:
    """Return a streamed download of ``table``. Raises TooLong when a spreadsheet could not hold it."""
    pieces = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.PARQUET: _parquet}[form](table)
    response = StreamingHttpResponse(pieces, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{table.name}.{form}"'
    return response


def neutral(cell: object) -> object:
    """Return ``cell`` safe for a spreadsheet. Numbers stay numbers, None is empty."""
    if isinstance(cell, str) and cell.startswith(_ACTIVE):
        return f"'{cell}"
    return "" if cell is None else cell


class _Echo:
    """A file that hands back what is written, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def _csv(table: Table) -> Iterator[str]:
    """Facts stand before the head, in lines that begin with a hash sign."""
    writer = csv.writer(_Echo())
    yield _BOM
    for fact in table.facts:
        yield writer.writerow([f"# {fact.label}: {fact.text}".translate(_ONE_CELL)])
    yield writer.writerow([column.label for column in table.columns])
    rows = iter(table.rows)
    while part := list(islice(rows, _STEP)):
        yield "".join(writer.writerow([neutral(_plain(cell)) for cell in row]) for row in part)


def _plain(cell: object) -> object:
    """Instants and flags as other programs read them."""
    match cell:
        case dt.datetime():
            return cell.isoformat(timespec="seconds")
        case bool():
            return int(cell)
    return cell


def _xlsx(table: Table) -> Iterator[bytes]:
    """A workbook is a zip file, whose parts cannot be sent before they are whole: it is written row by row
    to a temporary file, here and now, and that is streamed."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the stream)
    book = xlsxwriter.Workbook(
        spool,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
            "nan_inf_to_errors": True,
        },
    )
    try:
        _sheet(book, table)
    except TooLong:
        spool.close()
        raise
    book.close()
    spool.seek(0)
    return _file_pieces(spool)


def _sheet(book: Any, table: Table) -> None:
    bold = book.add_format({"bold": True})
    dates = {
        Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        Kind.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    sheet = book.add_worksheet()
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 24 if column.kind is Kind.TEXT else 14)
    for line, fact in enumerate(table.facts):
        sheet.write_string(line, 0, fact.label, bold)
        sheet.write_string(line, 1, fact.text[:_CELL])
    head = len(table.facts) + bool(table.facts)
    for place, column in enumerate(table.columns):
        sheet.write_string(head, place, _labelled(column), bold)
    line = head
    for line, row in enumerate(table.rows, head + 1):
        if line - head > SHEET_ROWS:
            raise TooLong
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, line, place, cell, dates.get(column.kind))
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, max(line, head + 1), len(table.columns) - 1)


def _labelled(column: Column) -> str:
    """A spreadsheet knows no zones, so its instants are in UTC and the head says so."""
    return f"{column.label} (UTC)" if column.kind is Kind.MOMENT else column.label


def _write(sheet: Any, line: int, place: int, cell: object, date: Any) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(line, place, cell)
        case int() | float():
            sheet.write_number(line, place, cell)
        case dt.datetime():
            sheet.write_datetime(line, place, cell.astimezone(dt.UTC), date)
        case dt.date():
            sheet.write_datetime(line, place, cell, date)
        case _:
            sheet.write_string(line, place, str(neutral(str(cell)))[:_CELL])


def _file_pieces(spool: Any) -> Iterator[bytes]:
    with spool:
        while piece := spool.read(_PIECE):
            yield piece


class _Sink:
    """A file for Parquet's writer that is emptied as it is sent."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found


def _parquet(table: Table) -> Iterator[bytes]:
    schema = pa.schema([(column.key, _ARROW[column.kind]) for column in table.columns])
    labels = {f"label:{column.key}": column.label for column in table.columns}
    told = {fact.key: fact.text for fact in table.facts} | labels
    schema = schema.with_metadata({name: text.encode() for name, text in told.items()})
    sink, rows = _Sink(), iter(table.rows)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while part := list(islice(rows, _STEP * 5)):
            columns = zip(*part, strict=True)
            arrays = [_array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _array(cells: Sequence[object], kind: pa.DataType) -> pa.Array:
    """Texts may come from anywhere: what is no text becomes one, and nothing empty stays empty."""
    if kind == pa.string():
        return pa.array([None if cell in (None, "") else str(cell) for cell in cells], kind)
    return pa.array([None if cell == "" else cell for cell in cells], kind)
