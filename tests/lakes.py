"""Lakes for tests: event tables committed as an import would, without a mapping."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from sellerloop.events.registry import contract
from sellerloop.lake.arrow import stored_schema
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.storage import Lake
from tests.rows import at

NOW = at("2026-11-22T06:00")


def quiet(step: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


def lake_of(root: Path, events: Mapping[str, pa.Table], *, now: dt.datetime = NOW) -> Lake:
    """Commit ``events`` to the lake in ``root``, beside what it holds already."""
    lake = Lake(root)
    with lake.writer("import", now=now) as writer, connect() as connection:
        files = list(writer.parent.files)
        for kind, rows in events.items():
            connection.register("incoming", rows)
            spec = contract(kind)
            schema = stored_schema(spec)
            files += writer.query(
                f"events/{kind}", connection, "select * from incoming", date=spec.date, schema=schema
            )
        known = [max(rows.column("known_at").to_pylist()) for rows in events.values() if rows.num_rows]
        watermark = max([*known, *([writer.parent.watermark] if writer.parent.watermark else [])])
        writer.commit(files, watermark=watermark, imports=writer.parent.imports, build=writer.parent.build)
    return lake


def current(lake: Lake) -> Manifest:
    """The lake's manifest of this moment."""
    return lake.current()
