"""Reading refused rows from their file, a page at a time; the cursor is a place in the file."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sellerdesk.imports import storing
from sellerdesk.imports.history import Past
from sellerdesk.imports.reports import sentence
from sellerloop.lake.refusals import HEADER

_FIELDS = len(HEADER)


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason for which one row was refused."""

    file: str
    row: str
    kind: str
    column: str
    source: str
    value: str
    code: str
    said: str

    @property
    def reason(self) -> str:
        return sentence(self.code, self.said)


def path_of(past: Past, tried: bool) -> Path | None:
    """Return the file of refused rows of the dry run or of the import itself, None without one."""
    shown = past.told if tried else past.done
    if shown is None or not shown.report["rejects"]:
        return None
    if tried:
        assert past.row is not None
        path = storing.folder_of(past.row.pk) / storing.TRIED
    else:
        lake: Path = settings.LAKE
        path = lake / "rejects" / str(shown.report["rejects"])
    return path if path.is_file() else None


def read(path: Path, code: str, after: int, size: int) -> tuple[list[Refused], int]:
    """Return up to ``size`` refused rows with ``code`` (any when empty) that stand after the place ``after``,
    and the place to go on from, 0 at the end. A place that is none gives the first page."""
    found: list[Refused] = []
    with path.open("rb") as file:
        begins = after if _is_start(file, after) else 0
        file.seek(begins)
        rows = csv.reader(line.decode("utf-8-sig", "replace") for line in iter(file.readline, b""))
        if not begins:
            next(rows, None)
        place = 0
        for cells in rows:
            if len(cells) != _FIELDS or (code and cells[6] != code):
                continue
            if len(found) == size:
                return found, place
            found.append(Refused(*cells))
            place = file.tell()
    return found, 0


def first(path: Path, size: int) -> list[Refused]:
    """Return the first refused rows, each with its first reason."""
    found, _ = read(path, "", 0, size * 4)
    rows = {(refused.file, refused.row, refused.kind): refused for refused in reversed(found)}
    return list(reversed(rows.values()))[:size]


def _is_start(file: BinaryIO, place: int) -> bool:
    """Whether a line begins at ``place``: somebody may have changed it by hand."""
    if place <= 0:
        return False
    file.seek(place - 1)
    return file.read(1) == b"\n"
