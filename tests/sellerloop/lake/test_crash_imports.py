"""An import that is killed leaves the last whole state, and running it again gives the same facts."""

import datetime as dt
import itertools
import multiprocessing
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.lake.imports import ImportOptions, import_events
from sellerloop.lake.mappings.native import native
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LAKES, KILLS = 4, 6  # kills of each lake
PORTIONS, ORDERS = 3, 1_500

spawning = multiprocessing.get_context("forkserver")
spawning.set_forkserver_preload(["sellerloop.lake.imports", "sellerloop.lake.mappings.native"])


def portion(folder: Path, number: int) -> Path:
    """Write orders and their lines; each portion also brings later versions of orders of the one before."""
    start = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    orders = [
        {
            "account": f"s{order % 17}",
            "market": "VN",
            "zone": "Asia/Ho_Chi_Minh",
            "known_at": start + dt.timedelta(days=number * 9, minutes=order),
            "order_id": f"o{order}",
            "placed_at": start + dt.timedelta(minutes=order),
            "units": number,
        }
        for order in range(max(0, number - 1) * ORDERS, (number + 1) * ORDERS)
    ]
    items = [{**order, "item_id": "1"} for order in orders[-ORDERS:]]
    for row in items:
        del row["units"]
    target = folder / str(number)
    target.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(orders), target / "order.parquet")
    pq.write_table(pa.Table.from_pylist(items), target / "item.parquet")
    return target


def bring(root: Path, portions: Sequence[Path], hour: int) -> None:
    for number, folder in enumerate(portions):
        now = NOW + dt.timedelta(hours=hour, minutes=number)
        import_events(
            Lake(root), native(), [folder], options=ImportOptions(), now=now, progress=lambda *_: None
        )


def facts(root: Path) -> list[list[str]]:
    lake = Lake(root)
    return [
        sorted(
            str(list(row.values()))
            for path in lake.files(lake.current(), table)
            for row in pq.read_table(path).to_pylist()
        )
        for table in ("events/order", "events/item")
    ]


@pytest.fixture(scope="module")
def portions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("portions")
    return [portion(folder, number) for number in range(PORTIONS)]


def test_a_killed_import_leaves_a_whole_lake_and_a_rerun_gives_equal_facts(
    portions: list[Path], tmp_path: Path
) -> None:
    begun = time.monotonic()
    bring(tmp_path / "whole", portions, 0)
    took = time.monotonic() - begun
    expected = facts(tmp_path / "whole")
    chance = random.Random(20261101)
    for lake_number in range(LAKES):
        root = tmp_path / f"killed-{lake_number}"
        killed = 0
        for attempt in itertools.count():
            worker = spawning.Process(target=bring, args=(root, portions, attempt))
            worker.start()
            worker.join(chance.uniform(0, took))
            worker.kill()
            worker.join()
            lake = Lake(root)
            manifest = lake.current()
            assert lake.verify(manifest) == ()
            assert sum(file.rows for file in manifest.files) == sum(map(len, facts(root)))
            killed += worker.exitcode == -9
            if killed == KILLS:
                break
        bring(root, portions, 500)
        assert facts(root) == expected
        lake.collect(keep=1, grace=dt.timedelta(0), now=NOW + dt.timedelta(days=90))
        assert lake.orphans() == ()
        assert lake.verify(lake.current()) == ()
