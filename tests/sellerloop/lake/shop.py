"""A lake and files to import into it, for tests of imports."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sellerloop.events.registry import contract
from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.native import native
from sellerloop.lake.mappings.schema import Mapping
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
KNOWN = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
Row = dict[str, Any]


def order(number: object = 1, **changes: Any) -> Row:
    """A sound order as CSV text."""
    row = {
        "account": "s1",
        "market": "VN",
        "zone": "Asia/Ho_Chi_Minh",
        "known_at": "2026-10-10T00:00:00Z",
        "order_id": f"o{number}",
        "placed_at": "2026-10-01T18:30:00Z",
        "amount": "150000",
        "currency": "VND",
    }
    return row | changes


def item(number: object = 1, **changes: Any) -> Row:
    """A sound line of an order."""
    row = order(number) | {"item_id": "1", "quantity": "1"}
    return row | changes


class Shop:
    """A lake and files to import into it."""

    def __init__(self, root: Path) -> None:
        self.folder, self.lake, self.hour = root / "files", Lake(root / "lake"), 0
        self.folder.mkdir()

    def file(self, kind: str, rows: Sequence[Row], name: str = "") -> Path:
        names = list(dict.fromkeys(column for row in rows for column in row))
        path = self.folder / (name or f"{kind}.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def bring(self, *paths: Path, mapping: Mapping | None = None, **options: Any) -> ImportReport:
        self.hour += 1
        return import_events(
            self.lake,
            mapping or native(),
            paths or [self.folder],
            options=ImportOptions(**options),
            now=NOW + dt.timedelta(hours=self.hour),
            progress=lambda *_: None,
        )

    def orders(self, *rows: Row, **options: Any) -> ImportReport:
        return self.bring(self.file("order", rows), **options)

    def events(self, kind: str) -> list[Row]:
        files = self.lake.files(self.lake.current(), f"events/{kind}")
        found = [row for path in files for row in pq.read_table(path).to_pylist()]
        return sorted(found, key=lambda row: [str(row[name]) for name in (*contract(kind).key, "known_at")])

    def counts(self, report: ImportReport) -> tuple[int, int, int, int]:
        return report.new, report.changed, report.same, sum(report.refused.values())


def rejects(report: ImportReport) -> list[Row]:
    """Read the file of refused rows."""
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
