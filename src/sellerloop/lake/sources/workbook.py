"""Workbooks: one sheet as rows of text. Nothing in the file is run: formulas show what they last computed."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import BATCH, Flaw, Reading, Report, batch, named
from sellerloop.speech.message import Message, gettext_noop

Cell = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | int
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_LONGEST = 16  # bytes of a cell's address
_BLOCK = 2**20
_SMALL = 100_000  # below this size a file may well shrink more than the limit says
_EXACT = 2**53  # from here on a workbook's numbers have lost digits


def read_workbook(path: Path, options: SourceOptions, limits: Limits, report: Report) -> Reading:
    """Open a sheet of the workbook at ``path``. Row numbers are the sheet's own.

    Raises LakeError, before anything is unpacked, for a workbook that unpacks to more than ``limits`` allow
    or that is damaged; and for one without the declared sheet.
    """
    _inspect(path, limits)
    sheet = _sheet(path, options)
    lines = sheet.iter_rows()
    header = next(islice(lines, options.skip, None), [])
    columns = named([_text(cell) for cell in header], options)
    names = tuple(name for _, name in columns)
    return Reading(names, _batches(lines, options, columns, report), lambda: path.stat().st_size)


def first_cells(path: Path, options: SourceOptions, limits: Limits, count: int) -> list[list[str]]:
    """Return the header and the first ``count`` rows as text. Raises LakeError as :func:`read_workbook`."""
    _inspect(path, limits)
    lines = islice(_sheet(path, options).iter_rows(), options.skip, options.skip + count + 1)
    return [[_text(cell) for cell in line] for line in lines]


def _inspect(path: Path, limits: Limits) -> None:
    """Refuse bombs by the sizes that the archive declares and by the extent of its sheets, which are held as
    full rectangles: two cells in far corners are enough to fill any memory. Refuse what is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > min(limits.unpacked, limits.ratio * max(path.stat().st_size, _SMALL)):
                raise _too_large(path, f"{size} bytes", f"{limits.unpacked} bytes")
            if archive.testzip() is not None:  # also when a part is longer than declared
                raise _damaged(path)
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and (cells := _extent(archive, part)) > limits.cells:
                    raise _too_large(path, f"{cells} cells", f"{limits.cells} cells")
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:  # RuntimeError: locked
        raise _damaged(path) from error


def _extent(archive: zipfile.ZipFile, part: str) -> int:
    """Return how many cells the rectangle around all cells of a sheet has."""
    columns: set[bytes] = set()
    rows: set[int] = set()
    rest = b""
    with archive.open(part) as xml:
        while block := xml.read(_BLOCK):
            found = _CELL.findall(rest + block)
            columns.update(column for column, _ in found)
            places = [int(row) for _, row in found]
            rows.update((min(places), max(places)) if places else ())
            rest = block[-_LONGEST:]
    if not rows:
        return 0
    numbers = [_number(column) for column in columns]
    return (max(rows) - min(rows) + 1) * (max(numbers) - min(numbers) + 1)


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _sheet(path: Path, options: SourceOptions) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        wanted = options.sheet
        if isinstance(wanted, str) and wanted in names:
            return book.get_sheet_by_name(wanted)
        if isinstance(wanted, int) and wanted <= len(names):
            return book.get_sheet_by_index(wanted - 1)
    except CalamineError as error:
        raise _damaged(path) from error
    text = gettext_noop("{file} has no sheet {sheet}; it has: {sheets}")
    raise LakeError(Message(text, {"file": path.name, "sheet": wanted, "sheets": ", ".join(names)}))


def _batches(
    lines: Iterator[list[Cell]], options: SourceOptions, columns: tuple[tuple[int, str], ...], report: Report
) -> Iterator[pa.RecordBatch]:
    names = [name for _, name in columns]
    nulls = pa.array(options.nulls, pa.string())
    row = options.skip + 1
    while piece := list(islice(lines, BATCH)):
        rows = range(row + 1, row + 1 + len(piece))
        row += len(piece)
        lost = {
            number for number, line in zip(rows, piece, strict=True) if _lost(line, number, columns, report)
        }
        kept = [(number, line) for number, line in zip(rows, piece, strict=True) if number not in lost]
        arrays = [pa.array([_text(line[place]) for _, line in kept], pa.string()) for place, _ in columns]
        yield batch(arrays, pa.array([number for number, _ in kept], pa.int64()), names, nulls)


def _lost(line: list[Cell], row: int, columns: tuple[tuple[int, str], ...], report: Report) -> bool:
    flaws = [
        Flaw(row, name, repr(cell), "lost_digits")
        for place, name in columns
        if isinstance(cell := line[place], float) and abs(cell) >= _EXACT
    ]
    report(flaws)
    return bool(flaws)


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case dt.datetime():
            return cell.isoformat(sep=" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _too_large(path: Path, size: str, limit: str) -> LakeError:
    text = gettext_noop("{file} unpacks to {size}, more than the {limit} allowed; split it or use CSV")
    return LakeError(Message(text, {"file": path.name, "size": size, "limit": limit}))


def _damaged(path: Path) -> LakeError:
    text = gettext_noop("{file} is damaged or incomplete: upload it again")
    return LakeError(Message(text, {"file": path.name}))
