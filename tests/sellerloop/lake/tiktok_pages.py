"""Saved pages of one shop of the TikTok Shop API, made up, and the lake that they go to."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.load import load_mapping
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
T = int(dt.datetime(2026, 10, 1, tzinfo=dt.UTC).timestamp())
DAY = 86_400
SHOP = "7495000000000000001"
Row = dict[str, Any]


class Pages:
    """A folder of saved pages of one shop, and the lake that they go to."""

    def __init__(self, root: Path) -> None:
        self.folder, self.lake, self.hour = root / "pages", Lake(root / "lake"), 0
        self.page("../shops.json", shops=[{"id": SHOP, "name": "Cửa hàng", "region": "VN"}])

    def page(self, name: str, **data: Any) -> None:
        path = self.folder / SHOP / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"code": 0, "message": "Success", "data": data}), encoding="utf-8")

    def bring(self, **parameters: str) -> ImportReport:
        self.hour += 1
        return import_events(
            self.lake,
            load_mapping("tiktok-shop"),
            [self.folder],
            options=ImportOptions(known_at=NOW, parameters=parameters),
            now=NOW + dt.timedelta(hours=self.hour),
            progress=lambda *_: None,
        )

    def events(self, kind: str) -> list[Row]:
        files = self.lake.files(self.lake.current(), f"events/{kind}")
        found = [row for path in files for row in pq.read_table(path).to_pylist()]
        return sorted(found, key=lambda row: (row["known_at"], json.dumps(row, default=str)))
