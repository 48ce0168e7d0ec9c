"""Tables for download. A cell that a spreadsheet would run as a formula is written as text."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide forms run in some too
_BOM = "\ufeff"  # without it spreadsheets read UTF-8 as something else


class _Echo:
    """A file that hands back what is written, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def neutral(cell: object) -> object:
    """Return ``cell`` safe for a spreadsheet. Numbers stay numbers, None is empty."""
    if isinstance(cell, str) and cell.startswith(_ACTIVE):
        return f"'{cell}"
    return "" if cell is None else cell


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file with a byte-order mark."""
    writer = csv.writer(_Echo())
    yield _BOM
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a streamed download of ``name``."""
    response = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
